using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class DeadlineSweepTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero);

    private readonly TemporaryStore _data = new();
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public async Task RunOnce_TwiceAtOnce_FiresAndReportsEachOnce()
    {
        const int count = 2_300;
        await _data.InsertAsync([.. Enumerable.Range(1, count).Select(i => Case(i))]);
        await _data.InsertAsync([.. Enumerable.Range(1, count).Select(i => Due(i, Now.AddMinutes(-i)))]);

        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Sweep().RunOnceAsync(CancellationToken.None))));

        Assert.Equal(count, reports.Sum(r => r.Fired));
        var outbox = await _data.OutboxAsync();
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), outbox.Select(m => m.CaseId).Order());
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), outbox.Select(m => m.Id));
        Assert.All(await DeadlinesAsync(), d => Assert.Equal((DeadlineState.Fired, Now), (d.State, d.EndedAt)));
        Assert.Equal(new SweepReport(0, 0), await Sweep().RunOnceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task RunOnce_OnlyWhatIsDueAndItsToEnd_IsTouched()
    {
        var closed = Case(3);
        closed.Close("paid", Now.AddDays(-1));
        await _data.InsertAsync(Case(1), Case(2), closed, Case(4), Case(5));
        await _data.InsertAsync(
            Due(1, Now),
            Due(2, Now.AddMilliseconds(1)),
            Due(3, Now.AddDays(-2)),
            Due(4, Now.AddDays(-2), DeadlineKind.NoticeEnd),
            Due(5, Now.AddDays(-2), DeadlineKind.Disbursement));

        Assert.Equal(new SweepReport(0, 2), await Sweep().RunOnceAsync(CancellationToken.None));

        Assert.Equal(
            [DeadlineState.Fired, DeadlineState.Pending, DeadlineState.Cleared, DeadlineState.Pending, DeadlineState.Fired],
            (await DeadlinesAsync()).Select(d => d.State));
        Assert.Equal([1L, 5L], (await _data.OutboxAsync()).Select(m => m.CaseId).Order());
    }

    [Fact]
    public async Task RunOnce_MoneyReserved_ReportsWhatStillWaitsOfTheLatestRound()
    {
        await _data.InsertAsync(Case(1), Case(2), Case(3));
        await _data.InsertAsync(Due(1, Now.AddDays(-1)), Due(2, Now.AddDays(-1)), Due(3, Now.AddDays(-1)));
        await _data.InsertAsync(
            Reserved(1, 1, "union-dues", 900, ReservationState.Cancelled),
            Reserved(1, 2, "union-dues", 40, ReservationState.Pending),
            Reserved(1, 2, "central-budget", 60, ReservationState.Returned),
            Reserved(2, 1, "central-budget", 70, ReservationState.Paid));

        await Sweep().RunOnceAsync(CancellationToken.None);

        var events = (await _data.OutboxAsync()).OrderBy(m => m.CaseId).Select(m => (DisbursementOverdueV1)EventCatalog.Deserialize(m.Type, m.Payload)).ToList();
        Assert.Equal([("C-1", 100L), ("C-2", 0L), ("C-3", 5_000L)], events.Select(e => (e.CaseNumber, e.AmountFen)));
        Assert.Equal([new FundingShareV1("central-budget", 60), new FundingShareV1("union-dues", 40)], events[0].Funding);
        Assert.All(events.Skip(1), e => Assert.Empty(e.Funding));
        Assert.All(events, e => Assert.Equal((0L, "review", Now.AddDays(-1), Now, "hardship-assistance"), (e.Sequence, e.Step, e.DueAt, e.OccurredAt, e.Programme)));
    }

    [Fact]
    public async Task RunOnce_WithSignal_SendsItNamedAndFiresOnlyWhatItDidNotConsume()
    {
        await _data.InsertAsync(Case(1), Case(2), Case(3));
        await _data.InsertAsync(
            Due(1, Now.AddDays(-1), signal: "TimerElapsed", visit: 2),
            Due(2, Now.AddDays(-1), signal: "TimerElapsed"),
            Due(3, Now.AddDays(-1)));
        var sent = new List<CaseSignal>();
        var sweep = Sweep(async (tx, actor, items, ct) =>
        {
            Assert.Same(Actor.System, actor);
            sent.AddRange(items);
            // As the executor does for case 1; case 2 applies it without ending its step.
            var consumed = await tx.Db.Deadlines.Where(d => d.CaseId == 1).SingleAsync(ct);
            consumed.Clear(Now);
            await tx.UpdateAsync(consumed, ct);
            return Answers(items);
        });

        Assert.Equal(new SweepReport(2, 2), await sweep.RunOnceAsync(CancellationToken.None));

        Assert.Equal(
            [(1L, "TimerElapsed", "review", 2), (2L, "TimerElapsed", "review", 1)],
            sent.Select(s => (s.CaseId, s.Signal.Name, s.Signal.ActivityId!, s.Signal.Visit!.Value)).Order());
        Assert.Equal([DeadlineState.Cleared, DeadlineState.Fired, DeadlineState.Fired], (await DeadlinesAsync()).Select(d => d.State));
        Assert.Equal([2L, 3L], (await _data.OutboxAsync()).Select(m => m.CaseId).Order());
    }

    [Fact]
    public async Task RunOnce_TwoSignalsOfOneCase_AreSentOneAfterTheOther()
    {
        await _data.InsertAsync(Case(1));
        await _data.InsertAsync(
            Due(1, Now.AddDays(-1), signal: "Second", activity: "b"), Due(1, Now.AddDays(-2), signal: "First", activity: "a"));
        var calls = new List<string[]>();
        var sweep = Sweep((_, _, items, _) =>
        {
            calls.Add([.. items.Select(i => i.Signal.Name)]);
            return Task.FromResult(Answers(items));
        });

        Assert.Equal(new SweepReport(2, 2), await sweep.RunOnceAsync(CancellationToken.None));

        Assert.Equal([["First"], ["Second"]], calls);
    }

    [Theory]
    [InlineData(CaseOutcomeKind.Refused)]
    [InlineData(CaseOutcomeKind.Incident)]
    public async Task RunOnce_SignalRefused_KeepsTheLimitReportsItOnceAndTriesAgainLessAndLessOften(CaseOutcomeKind kind)
    {
        await _data.InsertAsync(Case(1));
        await _data.InsertAsync(Due(1, Now.AddDays(-1), signal: "TimerElapsed"));
        var sent = new List<TimeSpan>();
        var sweep = Sweep((_, _, items, _) =>
        {
            sent.Add(_time.GetUtcNow() - Now);
            return Task.FromResult(Answers(items, kind, new Refusal("budget.ceiling-passed", "满", "full")));
        });

        for (var minute = 0; minute < 7; minute++, _time.Advance(TimeSpan.FromMinutes(1))) await sweep.RunOnceAsync(CancellationToken.None);

        Assert.Equal([0, 1, 3], sent.Select(t => t.TotalMinutes));
        var deadline = Assert.Single(await DeadlinesAsync());
        Assert.Equal((DeadlineState.Pending, 3, Now.AddMinutes(7)), (deadline.State, deadline.Refusals, deadline.TryAgainAt));
        Assert.Single(await _data.OutboxAsync());
        Assert.Equal(1, Assert.Single((await new OverdueList(_data.Store, Shipped.Catalog, _time).ReadAsync(CaseScope.All, null, null, 10, CancellationToken.None)).Items).CaseId);
    }

    [Fact]
    public async Task RunOnce_SignalRefusedForever_IsGivenUpAfterItsLastTry()
    {
        await _data.InsertAsync(Case(1));
        await _data.InsertAsync(Due(1, Now.AddDays(-1), signal: "TimerElapsed"));
        var sent = 0;
        var sweep = Sweep((_, _, items, _) =>
        {
            sent++;
            return Task.FromResult(Answers(items, CaseOutcomeKind.Refused, new Refusal("budget.ceiling-passed", "满", "full")));
        });

        for (var i = 0; i < 2 * DeadlineSweep.MostRefusals; i++, _time.Advance(TimeSpan.FromHours(1))) await sweep.RunOnceAsync(CancellationToken.None);

        Assert.Equal(DeadlineSweep.MostRefusals, sent);
        Assert.Equal(DeadlineState.Fired, Assert.Single(await DeadlinesAsync()).State);
        Assert.Single(await _data.OutboxAsync());
    }

    [Fact]
    public async Task RunOnce_HolidayTableMissing_IsTriedByEveryRunUntilItIsLoaded()
    {
        await _data.InsertAsync(Case(1));
        await _data.InsertAsync(Due(1, Now.AddDays(-1), signal: "TimerElapsed"));
        var (sent, loaded) = (0, false);
        var sweep = Sweep((_, _, items, _) =>
        {
            sent++;
            return Task.FromResult(loaded ? Answers(items) : Answers(items, CaseOutcomeKind.Refused, new CalendarYearMissingException(2027).Refusal));
        });

        for (var minute = 0; minute < 2 * DeadlineSweep.MostRefusals; minute++, _time.Advance(TimeSpan.FromMinutes(1))) await sweep.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2 * DeadlineSweep.MostRefusals, sent);
        Assert.Equal(DeadlineState.Pending, Assert.Single(await DeadlinesAsync()).State);

        loaded = true;
        await sweep.RunOnceAsync(CancellationToken.None);
        Assert.Equal(DeadlineState.Fired, Assert.Single(await DeadlinesAsync()).State);
    }

    [Fact]
    public async Task RunOnce_SignalFails_ChangesNothing()
    {
        await _data.InsertAsync(Case(1), Case(2));
        await _data.InsertAsync(Due(1, Now.AddDays(-1), signal: "TimerElapsed"), Due(2, Now.AddDays(-1)));
        var sweep = Sweep((_, _, _, _) => throw new RelayDied());

        await Assert.ThrowsAsync<RelayDied>(() => sweep.RunOnceAsync(CancellationToken.None));

        Assert.All(await DeadlinesAsync(), d => Assert.Equal(DeadlineState.Pending, d.State));
        Assert.Empty(await _data.OutboxAsync());
    }

    public void Dispose() => _data.Dispose();

    private static IReadOnlyList<CaseOutcome> Answers(IReadOnlyList<CaseSignal> items, CaseOutcomeKind kind = CaseOutcomeKind.Applied, Refusal? refusal = null) =>
        [.. items.Select(i => new CaseOutcome(i.CaseId, null, kind, refusal, null, 0))];

    private DeadlineSweep Sweep(SignalWithin? signal = null) =>
        new(_data.Store, signal ?? ((_, _, _, _) => throw new InvalidOperationException("No signal was due.")), _time);

    private async Task<List<Deadline>> DeadlinesAsync()
    {
        await using var db = _data.Store.Read();
        return await db.Deadlines.OrderBy(d => d.CaseId).ThenBy(d => d.DueAt).ToListAsync();
    }

    internal static Case Case(long id, string scheme = "living")
    {
        var @case = new Case
        {
            Id = id,
            Number = $"C-{id}",
            ProgrammeKey = "hardship-assistance",
            SchemeKey = scheme,
            DefinitionId = "process",
            Unit = "楚雄州某单位",
            PreparedBy = "zhang",
            OpenedAt = Now.AddDays(-30),
        };
        @case.Determine(null, 5_000);
        return @case;
    }

    private static Deadline Due(
        long caseId, DateTimeOffset at, DeadlineKind kind = DeadlineKind.Step, string? signal = null, int visit = 1, string activity = "review") => new Deadline
    {
        CaseId = caseId,
        ActivityId = activity,
        Visit = visit,
        Kind = kind,
        OwnerRole = Roles.Reviewer,
        SignalOnDue = signal,
    }.Begin(Now.AddDays(-30), at, WorkingCalendar.Load());

    private static Reservation Reserved(long caseId, int round, string source, long fen, ReservationState state)
    {
        var reservation = new Reservation
        {
            CaseId = caseId, Round = round, SourceKey = source, ProgrammeKey = "hardship-assistance", Year = 2026, AmountFen = fen,
        };
        reservation.Become(state);
        return reservation;
    }
}
