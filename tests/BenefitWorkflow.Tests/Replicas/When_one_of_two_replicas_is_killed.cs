using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Replicas;

/// <summary>Two service processes on one PostgreSQL, each with its jobs running; the one that works on a run is killed in the middle of it.</summary>
public sealed class When_one_of_two_replicas_is_killed
{
    private const int Cases = 20_000;

    [SkippableFact]
    public async Task Should_lose_nothing_and_do_nothing_twice()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.PostgreSql, ceilings: [100_000_000_000]);
        var opened = await world.OpenAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]);
        Assert.All(opened, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        var accounts = new AccountStore(world.Store, world.Time);
        Assert.Null(await accounts.CreateAccountAsync("an", "an", [Roles.Approver], null, default));
        var key = await accounts.CreateKeyAsync("an", "test", Actor.System.Id, default);

        using var first = new ReplicaProcess(world.Settings, key);
        await first.ListensAsync();
        using var second = new ReplicaProcess(world.Settings, key);
        await second.ListensAsync();
        var started = await first.Http.PostAsJsonAsync("/api/runs", new { action = "approve", select = new { programme = CaseWorld.Hardship, step = "approve1" } });
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());

        var worker = await UntilAsync(world, r => r.Done >= 2_000 && r.Worker is not null);
        Assert.True(worker.Done < Cases, "The run ended before anybody could be killed.");
        var (victim, survivor) = worker.Worker!.Contains(string.Create(CultureInfo.InvariantCulture, $"/{first.Id}/"), StringComparison.Ordinal) ? (first, second) : (second, first);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"/{victim.Id}/"), worker.Worker, StringComparison.Ordinal);
        victim.Kill();

        await UntilAsync(world, r => r.State == RunState.Done);
        var run = await survivor.Http.GetFromJsonAsync<JsonElement>("/api/runs/1");
        Assert.Equal((Cases, Cases, 0), (run.GetProperty("total").GetInt32(), run.GetProperty("applied").GetInt32(), run.GetProperty("refused").GetInt32()));
        await WorkedOffAsync(world);
        await NothingTwiceAsync(world);
    }

    private static async Task NothingTwiceAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        Assert.Equal((Cases, Cases), (await db.RunResults.CountAsync(r => r.Status == "applied"), await db.Cases.CountAsync(c => c.Step == "notice")));
        Assert.Equal((Cases, Cases), (await db.History.CountAsync(h => h.Action == "Approve"), await db.History.Where(h => h.Action == "Approve").Select(h => h.CaseId).Distinct().CountAsync()));
        Assert.Equal(Cases * 100_000L, await db.BudgetAccounts.SumAsync(a => a.PendingFen));

        // The applications are of 2023: every time limit was passed when the replicas came up, and both looked for them all along.
        var overdue = await db.Outbox.Where(m => m.Type == "DisbursementOverdueV1").Select(m => m.CaseId).ToListAsync();
        var fired = await db.Deadlines.CountAsync(d => d.State == DeadlineState.Fired);
        Assert.Equal((fired, overdue.Count), (overdue.Count, overdue.Distinct().Count()));

        await RungFacts.HoldAsync(db);

        var numbers = await db.Outbox.OrderBy(m => m.Sequence).Select(m => m.Sequence!.Value).ToListAsync();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Equal(Cases, await db.Outbox.CountAsync(m => m.Type == "CaseOpenedV1"));
        var audit = await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default);
        Assert.True(audit.Ok, string.Join('\n', audit.Findings.Take(3)));
    }

    /// <summary>Waits until the survivor has sent everything.</summary>
    private static async Task WorkedOffAsync(CaseWorld world)
    {
        using var patience = new CancellationTokenSource(ReplicaProcess.Patience);
        await using var db = world.Store.Read();
        while (await db.Outbox.AnyAsync(m => m.PublishedAt == null, patience.Token)) await Task.Yield();
    }

    private static async Task<Run> UntilAsync(CaseWorld world, Func<Run, bool> reached)
    {
        using var patience = new CancellationTokenSource(ReplicaProcess.Patience);
        await using var db = world.Store.Read();
        while (true)
            if (await db.Runs.SingleAsync(r => r.Id == 1, patience.Token) is var run && reached(run)) return run;
    }
}
