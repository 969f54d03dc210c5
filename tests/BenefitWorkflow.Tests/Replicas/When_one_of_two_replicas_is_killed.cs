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
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.RabbitMq;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Replicas;

/// <summary>
/// Two service processes on one PostgreSQL and one RabbitMQ, each with its jobs running; the one that works on a run is killed in the middle of
/// it, while the broker is away. Where no broker is installed, the events go to the feed alone.
/// </summary>
[Collection(RabbitMqCollection.Name)]
public sealed class When_one_of_two_replicas_is_killed(RabbitMqServer broker)
{
    private const int Payments = 100;

    /// <summary><c>BW_TEST_REPLICA_CASES=20000</c> carries more and takes three minutes.</summary>
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("BW_TEST_REPLICA_CASES") ?? "8000", CultureInfo.InvariantCulture);

    [SkippableFact]
    public async Task Should_lose_nothing_and_do_nothing_twice()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.PostgreSql, ceilings: [100_000_000_000]);
        var opened = await world.OpenAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]);
        Assert.All(opened, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        var released = await world.ApprovedAsync([.. Enumerable.Range(Cases + 1, Payments).Select(CaseWorld.Frontline)]);
        await world.PostNoticeAsync(released);
        await world.CloseNoticeAsync(released);
        await world.ReleaseAsync(released);
        var accounts = new AccountStore(world.Store, world.Time);
        Assert.Null(await accounts.CreateAccountAsync("an", "an", [Roles.Approver], null, default));
        var key = await accounts.CreateKeyAsync("an", "test", Actor.System.Id, default);

        var withBroker = RabbitMqServer.Missing is null;
        Dictionary<string, string?> bus = [];
        if (withBroker)
        {
            await broker.EnsureStartedAsync();
            bus = BrokerHost.Settings(broker, broker.TakeVirtualHost());
            bus["Jobs:Enabled"] = "true";
        }
        using var first = new ReplicaProcess(world.Settings, key, bus);
        await first.ListensAsync();
        using var second = new ReplicaProcess(world.Settings, key, bus);
        await second.ListensAsync();
        Assert.Null(await accounts.CreateAccountAsync("finance", "finance", [Roles.FinanceSystem], null, default));
        var feedKey = await accounts.CreateKeyAsync("finance", "test", Actor.System.Id, default);
        using var ledger = new RunningService.DataFolder();
        using var finance = withBroker ? Finance(bus, second, feedKey, ledger.Path) : null;
        var started = await first.Http.PostAsJsonAsync("/api/runs", new { action = "approve", select = new { programme = CaseWorld.Hardship, step = "approve1" } });
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());

        var worker = await UntilAsync(world, r => r.Done >= 2_000 && r.Worker is not null);
        Assert.True(worker.Done < Cases, "The run ended before anybody could be killed.");
        var (victim, survivor) = worker.Worker!.Contains(string.Create(CultureInfo.InvariantCulture, $"/{first.Id}/"), StringComparison.Ordinal) ? (first, second) : (second, first);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"/{victim.Id}/"), worker.Worker, StringComparison.Ordinal);
        if (withBroker) await broker.KillAsync();
        victim.Kill();
        // The bank answers while there is no broker, and only one replica.
        await SettleAsync(world, released);

        await UntilAsync(world, r => r.State == RunState.Done);
        var run = await survivor.Http.GetFromJsonAsync<JsonElement>("/api/runs/1");
        Assert.Equal((Cases, Cases, 0), (run.GetProperty("total").GetInt32(), run.GetProperty("applied").GetInt32(), run.GetProperty("refused").GetInt32()));
        if (withBroker) await broker.StartAsync();
        await WorkedOffAsync(world);
        await NothingTwiceAsync(world);
        if (!withBroker) return;
        // The first finance process may have read the feed of the replica that is gone: whoever starts anew on the same books goes on there.
        finance!.Kill();
        using var again = Finance(bus, survivor, feedKey, ledger.Path);
        await LedgerAgreesAsync(world, again);
    }

    private static FinanceProcessRun Finance(Dictionary<string, string?> bus, ReplicaProcess feed, string key, string folder) => new(new Dictionary<string, string?>(bus)
    {
        ["Feed:BaseUrl"] = feed.Http.BaseAddress!.AbsoluteUri, ["Feed:ApiKey"] = key, ["Ledger:File"] = Path.Combine(folder, "ledger.db"),
    });

    /// <summary>The ledger has every event once, and its daily totals are the service's.</summary>
    private static async Task LedgerAgreesAsync(CaseWorld world, FinanceProcessRun finance)
    {
        await using var db = world.Store.Read();
        var count = await db.Outbox.LongCountAsync();
        await finance.ArrivedAsync(count);
        var proof = await finance.Http.GetFromJsonAsync<JsonElement>("/ledger/proof");
        Assert.Equal((count, 0), (proof.GetProperty("events").GetInt64(), proof.GetProperty("findings").GetArrayLength()));
        Assert.Equal(3 * Payments, await db.Outbox.CountAsync(m => m.Type.StartsWith("Payment")));
        for (var at = world.Time.GetUtcNow(); at >= world.Time.GetUtcNow().AddDays(-5); at = at.AddDays(-1))
        {
            using var answer = await finance.Http.PostAsync($"/ledger/control-totals?day={ShanghaiTime.LocalDate(at):yyyy-MM-dd}", null);
            var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("Agreed", count), (report.GetProperty("status").GetString(), report.GetProperty("upTo").GetInt64()));
        }
    }

    private static async Task NothingTwiceAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        Assert.Equal((Cases, Cases), (await db.RunResults.CountAsync(r => r.Status == "applied"), await db.Cases.CountAsync(c => c.Step == "notice")));
        Assert.Equal((Cases + Payments, Cases + Payments), (await db.History.CountAsync(h => h.Action == "Approve"), await db.History.Where(h => h.Action == "Approve").Select(h => h.CaseId).Distinct().CountAsync()));
        Assert.Equal(Payments * 100_000L, await db.BudgetAccounts.SumAsync(a => a.PaidFen));
        Assert.Equal(Cases * 100_000L, await db.BudgetAccounts.SumAsync(a => a.PendingFen));

        // The applications are of 2023: every time limit was passed when the replicas came up, and both looked for them all along.
        var told = await db.Outbox.Where(m => m.Type == "DisbursementOverdueV1").GroupBy(m => m.CaseId).Select(g => new { g.Key, Count = g.Count() }).OrderBy(g => g.Key).ToListAsync();
        Assert.Equal(await db.Deadlines.Where(d => d.State == DeadlineState.Fired).GroupBy(d => d.CaseId).Select(g => new { g.Key, Count = g.Count() }).OrderBy(g => g.Key).ToListAsync(), told);

        await RungFacts.HoldAsync(db);

        var numbers = await db.Outbox.OrderBy(m => m.Sequence).Select(m => m.Sequence!.Value).ToListAsync();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Equal(Cases + Payments, await db.Outbox.CountAsync(m => m.Type == "CaseOpenedV1"));
        var audit = await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default);
        Assert.True(audit.Ok, string.Join('\n', audit.Findings.Take(3)));
    }

    private static async Task SettleAsync(CaseWorld world, long[] cases)
    {
        await using var db = world.Store.Read();
        var orders = await db.PaymentOrders.Where(o => cases.Contains(o.CaseId)).ToDictionaryAsync(o => o.CaseId, o => o.Id);
        var outcomes = await world.Executor.SignalAsync(new(CaseWorld.Preparer, [.. cases.Select(id => new CaseSignal(id, new("SettlePayment",
            new Dictionary<string, object?> { ["orderId"] = orders[id], ["atMs"] = world.Time.GetUtcNow().ToUnixTimeMilliseconds() })))]), default);
        Assert.All(outcomes, o => CaseWorld.Applied(o));
    }

    /// <summary>Waits until the survivor has acted on every limit that has passed, by its clock, and has sent everything.</summary>
    private static async Task WorkedOffAsync(CaseWorld world)
    {
        using var patience = new CancellationTokenSource(ReplicaProcess.Patience);
        await using var db = world.Store.Read();
        // In this order: what a limit causes is written in its own transaction.
        while (await LimitsAsync() || await db.Outbox.AnyAsync(m => m.PublishedAt == null))
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Still to be done: limits {await LimitsAsync()}, events without a number {await db.Outbox.CountAsync(m => m.Sequence == null)}, not sent {await db.Outbox.CountAsync(m => m.PublishedAt == null)}.");
            await Poll.PauseAsync(default);
        }

        Task<bool> LimitsAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            return db.Deadlines.AnyAsync(d => d.WakeAt != null && d.WakeAt <= now);
        }
    }

    private static async Task<Run> UntilAsync(CaseWorld world, Func<Run, bool> reached)
    {
        using var patience = new CancellationTokenSource(ReplicaProcess.Patience);
        await using var db = world.Store.Read();
        while (true)
        {
            if (await db.Runs.SingleAsync(r => r.Id == 1, patience.Token) is var run && reached(run)) return run;
            await Poll.PauseAsync(patience.Token);
        }
    }
}
