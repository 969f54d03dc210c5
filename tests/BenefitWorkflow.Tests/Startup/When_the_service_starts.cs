using System.Reflection;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Startup;

public sealed class When_the_service_starts : IDisposable
{
    private readonly RunningService.DataFolder _data = new();
    private readonly WorkflowsCopy _workflows = new();

    public void Dispose()
    {
        _data.Dispose();
        _workflows.Dispose();
    }

    [Fact]
    public async Task Should_find_the_model_and_its_migrations_alike()
    {
        await using var service = await RunningService.StartAsync(_data);
        await using var db = service.Services.GetRequiredService<BenefitStore>().Read();

        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync());
        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: add a migration.");
    }

    [Fact]
    public async Task Should_open_each_budget_account_once()
    {
        var accounts = new List<string[]>();
        for (var start = 0; start < 2; start++)
        {
            await using var service = await RunningService.StartAsync(_data);
            await using var db = service.Services.GetRequiredService<BenefitStore>().Read();
            accounts.Add([.. (await db.BudgetAccounts.ToListAsync()).Select(a => $"{a.ProgrammeKey} {a.Year} {a.SourceKey} {a.CeilingFen}").Order(StringComparer.Ordinal)]);
        }

        Assert.NotEmpty(accounts[0]);
        Assert.Equal(accounts[0], accounts[1]);
        Assert.Equal(accounts[0].Length, accounts[0].Distinct().Count());
    }

    [Fact]
    public void Should_refuse_a_malformed_definition_and_name_every_problem()
    {
        _workflows.Write(WorkflowsCopy.Process, "{");
        _workflows.Write("spring-festival-warmth/process.v1.json", "{");

        var refused = Assert.Throws<DefinitionsRefusedException>(() => { RunningService.Build(_data, settings: _workflows.Settings); });

        var malformed = refused.Problems.Where(p => p.Code == "definition.malformed-json").ToList();
        Assert.Equal(2, malformed.Count);
        Assert.All(malformed, p =>
        {
            Assert.Contains("process.v1.json", p.File, StringComparison.Ordinal);
            Assert.Contains($"{p.File}: {p.Code}: {p.Zh} / {p.En}", refused.Message, StringComparison.Ordinal);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Fact]
    public void Should_end_with_exit_code_2_when_definitions_are_refused()
    {
        _workflows.Write(WorkflowsCopy.Process, "{");
        var main = typeof(ServiceHost).Assembly.EntryPoint!;

        string[] args = ["--data", _data.Path, "--urls", "http://127.0.0.1:0", .. _workflows.Settings];

        Assert.Equal(2, main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null));
    }

    [Theory]
    [InlineData(WorkflowsCopy.Process, "name", "definition.changed")]
    [InlineData(WorkflowsCopy.Programme, "title", "programme.changed")]
    public async Task Should_refuse_a_released_version_that_changed(string file, string property, string code)
    {
        await using (await RunningService.StartAsync(_data, settings: _workflows.Settings)) { }
        // Written anew, the same content is the same version.
        _workflows.Edit(file, _ => { });
        await using (await RunningService.StartAsync(_data, settings: _workflows.Settings)) { }
        _workflows.Edit(file, document =>
        {
            if (document[property] is System.Text.Json.Nodes.JsonObject text) text["en"] = "Changed";
            else document[property] = "Changed";
        });

        var refused = await Assert.ThrowsAsync<DefinitionsRefusedException>(() => RunningService.StartAsync(_data, settings: _workflows.Settings));

        Assert.Equal([code], refused.Problems.Select(p => p.Code));
    }

    [Fact]
    public async Task Should_refuse_a_database_without_its_key_ring()
    {
        await using (await RunningService.StartAsync(_data)) { }
        var ring = Path.Combine(_data.Path, StoreSetup.KeyFile);
        File.Delete(ring);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RunningService.StartAsync(_data));

        Assert.Contains(StoreSetup.KeyFile, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(ring));
    }

    [Fact]
    public async Task Should_keep_the_key_ring_from_other_users()
    {
        await using (await RunningService.StartAsync(_data)) { }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data.Path, StoreSetup.KeyFile)));
    }
}
