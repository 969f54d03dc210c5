using BenefitWorkflow.Jobs;
using BenefitWorkflow.Store;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BenefitWorkflow.Tests.Messaging;

[Collection("Hangfire")]
public sealed class JobTableTests
{
    [Fact]
    public async Task AddJobs_Registered_EveryJobOfTheTableHasItsNextRunInStorage()
    {
        await using var services = Services(enabled: true);
        foreach (var service in services.GetServices<IHostedService>().Where(s => s.GetType().Assembly == typeof(JobTable).Assembly))
        {
            await service.StartAsync(CancellationToken.None);
        }

        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        var registered = connection.GetRecurringJobs();
        Assert.NotEmpty(registered);
        Assert.Equal(
            JobTable.Jobs.Select(j => (j.Name, j.Cron, (string?)"Asia/Shanghai")).Order(), registered.Select(j => (j.Id, j.Cron, (string?)j.TimeZoneId)).Order());
        Assert.All(registered, j => Assert.Null(j.Error));
        Assert.All(registered, j => Assert.NotNull(j.NextExecution));
    }

    [Fact]
    public async Task AddJobs_Disabled_AddsNothing()
    {
        await using var services = Services(enabled: false);
        Assert.Null(services.GetService<JobStorage>());
        Assert.Empty(services.GetServices<IHostedService>());
    }

    [Fact]
    public async Task AddJobs_OnSqlServer_KeepsThemThereAndAsksNothingBeforeTheStart()
    {
        // No such server: building must not look for it, since the database is made later.
        var storage = new StoreSettings(StoreKind.SqlServer, Path.GetTempPath(), "Server=nowhere.invalid;Database=benefit");
        await using var services = new ServiceCollection().AddLogging().AddJobs(new ConfigurationBuilder().Build(), storage).BuildServiceProvider();

        Assert.Equal("SqlServerStorage", services.GetRequiredService<JobStorage>().GetType().Name);
        var started = services.GetServices<IHostedService>().Select(s => s.GetType().Name).ToList();
        Assert.Equal("SqlServerJobs", started[0]);
        Assert.Equal("JobRegistration", started[^1]);
    }

    [Fact]
    public void Find_UnknownName_IsAFault() => Assert.Throws<InvalidOperationException>(() => JobTable.Find("no-such-job"));

    private static ServiceProvider Services(bool enabled)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Jobs:Enabled", enabled ? "true" : "false")]).Build();
        return new ServiceCollection().AddLogging().AddJobs(settings, StoreSettings.From(settings)).BuildServiceProvider();
    }
}
