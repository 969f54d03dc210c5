using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Deadlines.Rungs;

/// <summary>A limit made on Monday 12 January 2026 that ends with Friday the 16th.</summary>
public sealed class When_rungs_fire : IDisposable
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();
    private static readonly DateTimeOffset Made = ShanghaiTime.StartOfDay(new DateOnly(2026, 1, 12)).AddHours(10);
    private static readonly DateTimeOffset Due = ShanghaiTime.EndOfDay(new DateOnly(2026, 1, 16));

    private readonly TemporaryStore _data = new();
    private readonly FakeTimeProvider _time = new(Made);

    [Fact]
    public async Task Should_fire_each_at_its_own_instant_and_not_before()
    {
        await LimitAsync(1);
        foreach (var (at, rung) in new[]
        {
            (ShanghaiTime.StartOfDay(new DateOnly(2026, 1, 15)), DeadlineRung.DueSoon), (ShanghaiTime.StartOfDay(new DateOnly(2026, 1, 16)), DeadlineRung.Due),
            (Due, DeadlineRung.Late), (ShanghaiTime.EndOfDay(new DateOnly(2026, 1, 20)), DeadlineRung.Escalated),
        })
        {
            _time.SetUtcNow(at.AddMilliseconds(-1));
            await SweepAsync();
            Assert.DoesNotContain(await RungsAsync(), r => r.Rung == rung);
            _time.SetUtcNow(at);
            await SweepAsync();
            await SweepAsync();
            var fired = Assert.Single(await RungsAsync(), r => r.Rung == rung);
            Assert.Equal((DeadlineSubject.Case, 1L, "review", 1, DeadlineKind.Step, "hardship-assistance", Due, at, at),
                (fired.Subject, fired.SubjectId, fired.Step, fired.Visit, fired.Kind, fired.ProgrammeKey, fired.DueAt, fired.At, fired.FiredAt));
            Assert.Equal(rung == DeadlineRung.Escalated ? Roles.Supervisor : Roles.Reviewer, fired.OwnerRole);
        }
        Assert.Single(await _data.OutboxAsync());
        var deadline = await DeadlineAsync();
        Assert.Equal((DeadlineState.Fired, null, Due), (deadline.State, deadline.WakeAt, deadline.EndedAt));
    }

    [Fact]
    public async Task Should_fire_what_passed_while_nothing_ran_in_order_and_once()
    {
        await LimitAsync(1);
        _time.SetUtcNow(Due.AddDays(400));
        await SweepAsync();
        await SweepAsync();
        Assert.Equal(Enum.GetValues<DeadlineRung>(), (await RungsAsync()).Select(r => r.Rung));
        Assert.Single(await _data.OutboxAsync());
    }

    [Fact]
    public async Task Should_fire_nothing_again_when_the_clock_steps_back()
    {
        await LimitAsync(1);
        foreach (var at in new[] { Due.AddMinutes(1), Due.AddDays(-1), Made, Due.AddMinutes(2), Due.AddDays(-1) })
        {
            // The fake never goes back; a service of its own sees the earlier time.
            await new DeadlineSweep(_data.Store, NoSignal, new FakeTimeProvider(at)).RunOnceAsync(default);
        }
        Assert.Equal([DeadlineRung.DueSoon, DeadlineRung.Due, DeadlineRung.Late], (await RungsAsync()).Select(r => r.Rung));
        Assert.Single(await _data.OutboxAsync());
    }

    [Fact]
    public async Task Should_stop_climbing_when_the_work_is_done_late()
    {
        await LimitAsync(1);
        _time.SetUtcNow(Due);
        await SweepAsync();
        var deadline = await DeadlineAsync();
        deadline.Clear(Due.AddHours(1));
        await UpdateAsync(deadline);
        _time.SetUtcNow(Due.AddDays(30));
        await SweepAsync();
        Assert.DoesNotContain(await RungsAsync(), r => r.Rung == DeadlineRung.Escalated);
        Assert.Equal((DeadlineState.Fired, Due.AddHours(1)), ((await DeadlineAsync()).State, (await DeadlineAsync()).DoneAt));
    }

    [Fact]
    public async Task Should_stand_still_while_paused_and_run_longer_by_the_working_days_it_stood()
    {
        await LimitAsync(1);
        var deadline = await DeadlineAsync();
        deadline.Pause(PauseReason.WaitingForDocument, new DateOnly(2026, 1, 13));
        await UpdateAsync(deadline);
        _time.SetUtcNow(Due.AddDays(10));
        await SweepAsync();
        Assert.Empty(await RungsAsync());

        // Tuesday the 13th to Tuesday the 27th: ten working days, so Friday the 30th.
        deadline = await DeadlineAsync();
        Assert.Equal(PauseReason.WaitingForDocument, deadline.PauseReason);
        deadline.Resume(new DateOnly(2026, 1, 27), Calendar);
        await UpdateAsync(deadline);
        Assert.Equal((DeadlineState.Pending, ShanghaiTime.EndOfDay(new DateOnly(2026, 1, 30)), null), (deadline.State, deadline.DueAt, deadline.PauseReason));
        _time.SetUtcNow(deadline.DueAt);
        await SweepAsync();
        Assert.Equal([DeadlineRung.DueSoon, DeadlineRung.Due, DeadlineRung.Late], (await RungsAsync()).Select(r => r.Rung));
    }

    [Fact]
    public async Task Should_escalate_a_signal_that_is_still_refused()
    {
        await LimitAsync(1, signal: "TimerElapsed");
        _time.SetUtcNow(Due);
        var sweep = new DeadlineSweep(_data.Store, (_, _, items, _) => Task.FromResult<IReadOnlyList<CaseOutcome>>(
            [.. items.Select(i => new CaseOutcome(i.CaseId, null, CaseOutcomeKind.Refused, new Refusal("budget.ceiling-passed", "满", "full"), null, 0))]), _time);
        for (var hour = 0; hour < 6 * 24; hour++, _time.Advance(TimeSpan.FromHours(1))) await sweep.RunOnceAsync(default);
        Assert.Equal(Enum.GetValues<DeadlineRung>(), (await RungsAsync()).Select(r => r.Rung));
        Assert.Single(await _data.OutboxAsync());
    }

    [Fact]
    public async Task Should_fire_each_once_by_several_services_and_a_slow_sweep()
    {
        const int count = 1_500;
        await _data.InsertAsync([.. Enumerable.Range(1, count).Select(i => DeadlineSweepTests.Case(i))]);
        await _data.InsertAsync([.. Enumerable.Range(1, count).Select(i => Limit(i, i % 2 == 0 ? "TimerElapsed" : null))]);
        _time.SetUtcNow(Due.AddDays(10));
        var slow = new TaskCompletionSource();
        var holds = 0;
        DeadlineSweep Service(bool isSlow) => new(_data.Store, async (_, _, items, _) =>
        {
            // The slow one holds its transaction until the others have come to wait for it.
            if (isSlow && Interlocked.Exchange(ref holds, 1) == 0) await slow.Task;
            return [.. items.Select(i => new CaseOutcome(i.CaseId, null, CaseOutcomeKind.Applied, null, null, 0))];
        }, _time);
        var first = Task.Run(() => Service(true).RunOnceAsync(default));
        while (Volatile.Read(ref holds) == 0) await Task.Yield();
        var others = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Service(false).RunOnceAsync(default))).ToList();
        slow.SetResult();
        await Task.WhenAll([first, .. others]);

        var rungs = await RungsAsync();
        Assert.Equal(4 * count, rungs.Count);
        Assert.Equal(4 * count, rungs.Select(r => (r.SubjectId, r.Rung)).Distinct().Count());
        Assert.Equal(count, (await _data.OutboxAsync()).Count);
    }

    public void Dispose() => _data.Dispose();

    private static readonly SignalWithin NoSignal = (_, _, _, _) => throw new InvalidOperationException("No signal was due.");

    private Task SweepAsync() => new DeadlineSweep(_data.Store, NoSignal, _time).RunOnceAsync(default);

    private async Task LimitAsync(long caseId, string? signal = null)
    {
        await _data.InsertAsync(DeadlineSweepTests.Case(caseId));
        await _data.InsertAsync(Limit(caseId, signal));
    }

    private static Deadline Limit(long caseId, string? signal) => new Deadline
    {
        CaseId = caseId, ActivityId = "review", Visit = 1, Kind = DeadlineKind.Step, OwnerRole = Roles.Reviewer, SignalOnDue = signal,
    }.Begin(Made, Due, Calendar, new DeadlineBasis(new DateOnly(2026, 1, 12), 4));

    private async Task<List<DeadlineRungFired>> RungsAsync()
    {
        await using var db = _data.Store.Read();
        return await db.DeadlineRungs.OrderBy(r => r.Id).ToListAsync();
    }

    private async Task<Deadline> DeadlineAsync()
    {
        await using var db = _data.Store.Read();
        return await db.Deadlines.SingleAsync();
    }

    private async Task UpdateAsync(Deadline deadline)
    {
        await using var tx = await _data.Store.BeginWriteAsync(default);
        await tx.UpdateAsync(deadline, default);
        await tx.CommitAsync(default);
    }
}
