using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using Microsoft.EntityFrameworkCore;
using Stateless;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>
/// What an able team writes in a week: the rules in a Stateless machine, the state in EF Core, one SaveChanges per transition, cases worked
/// on by several workers at once.
/// </summary>
internal sealed class EfBaseline : IContender
{
    private static readonly TimeSpan ServiceLimit = TimeSpan.FromDays(30);

    private readonly DbContextOptions<BaselineDb> _options;
    private readonly int _workers;

    /// <param name="workers">With one writer, as SQLite has, more than one only collide.</param>
    private EfBaseline(DbContextOptions<BaselineDb> options, int workers, IServerCost? server) => (_options, _workers, Server) = (options, workers, server);

    public string Name => "Stateless + EF";
    public IServerCost? Server { get; }

    public static async Task<EfBaseline> CreateAsync(Action<DbContextOptionsBuilder<BaselineDb>> use, int workers, IServerCost? server)
    {
        var builder = new DbContextOptionsBuilder<BaselineDb>();
        use(builder);
        await using (var db = new BaselineDb(builder.Options)) await db.Database.EnsureCreatedAsync();
        return new EfBaseline(builder.Options, workers, server);
    }

    public async Task RunAsync(int first, int count, Phases phases)
    {
        await phases.RunAsync("open+verify", () => EachAsync(OpenAsync));
        await phases.RunAsync("approve", () => EachAsync(id => SignalAsync(id, AidAction.Approve, "approver")));
        await phases.RunAsync("notice", () => EachAsync(id => SignalAsync(id, AidAction.EndNotice, "system")));
        await phases.RunAsync("pay+close", () => EachAsync(id => SignalAsync(id, AidAction.Settle, "bank")));

        Task EachAsync(Func<int, Task> work) => Parallel.ForEachAsync(
            Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = _workers }, async (id, _) => await work(id));
    }

    private async Task OpenAsync(int id)
    {
        await using var db = new BaselineDb(_options);
        var now = TimeProvider.System.GetUtcNow();
        var @case = new AidCase { Id = id, Document = Applicants.Document(id), OpenedAt = now, UpdatedAt = now };
        db.Add(@case);
        Fire(db, @case, AidAction.Open, "import");
        await db.SaveChangesAsync();
        if (!Applicants.IsEligible(@case.Document)) return;
        Fire(db, @case, AidAction.Verify, "system");
        await db.SaveChangesAsync();
    }

    private async Task SignalAsync(int id, AidAction action, string actor)
    {
        await using var db = new BaselineDb(_options);
        var @case = await db.Cases.FirstAsync(c => c.Id == id);
        // A signal that came twice is harmless.
        if (!Machine(@case).CanFire(action)) return;
        Fire(db, @case, action, actor);
        if (action == AidAction.EndNotice)
        {
            var fen = Applicants.AmountFen(id);
            db.Add(new AidPayment { CaseId = id, AmountFen = fen, OrderedAt = @case.UpdatedAt });
            db.Add(new AidEvent { CaseId = id, Type = "PaymentOrdered", Payload = string.Create(CultureInfo.InvariantCulture, $$"""{"caseId":{{id}},"amountFen":{{fen}}}"""), At = @case.UpdatedAt });
        }
        await db.SaveChangesAsync();
        if (action != AidAction.Settle || @case.UpdatedAt - @case.OpenedAt > ServiceLimit) return;
        Fire(db, @case, AidAction.Close, "system");
        await db.SaveChangesAsync();
    }

    private static void Fire(BaselineDb db, AidCase @case, AidAction action, string actor)
    {
        var from = @case.State;
        Machine(@case).Fire(action);
        @case.Version++;
        @case.UpdatedAt = TimeProvider.System.GetUtcNow();
        db.Add(new AidHistory { CaseId = @case.Id, Seq = @case.Version, At = @case.UpdatedAt, From = from, To = @case.State, Action = action, Actor = actor });
    }

    private static StateMachine<AidState, AidAction> Machine(AidCase @case)
    {
        var machine = new StateMachine<AidState, AidAction>(() => @case.State, state => @case.State = state);
        machine.Configure(AidState.New).Permit(AidAction.Open, AidState.Submitted);
        machine.Configure(AidState.Submitted).Permit(AidAction.Verify, AidState.Approval);
        machine.Configure(AidState.Approval).Permit(AidAction.Approve, AidState.OnNotice);
        machine.Configure(AidState.OnNotice).Permit(AidAction.EndNotice, AidState.Ordered);
        machine.Configure(AidState.Ordered).Permit(AidAction.Settle, AidState.Settled);
        machine.Configure(AidState.Settled).Permit(AidAction.Close, AidState.Closed);
        return machine;
    }

    public async Task<IReadOnlyList<string>> FaultsAsync(int cases)
    {
        await using var db = new BaselineDb(_options);
        var faults = new List<string>();
        Expect("closed cases", await db.Cases.CountAsync(c => c.State == AidState.Closed), cases);
        Expect("payments", await db.Payments.CountAsync(), cases);
        Expect("events", await db.Events.CountAsync(), cases);
        Expect("history entries", await db.History.CountAsync(), 6 * cases);
        return faults;

        void Expect(string what, int counted, int expected)
        {
            if (counted != expected) faults.Add($"{Name}: {counted} {what} instead of {expected}");
        }
    }

    public async Task<long> RowsAsync()
    {
        await using var db = new BaselineDb(_options);
        return await db.Cases.LongCountAsync() + await db.History.LongCountAsync() + await db.Payments.LongCountAsync() + await db.Events.LongCountAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
