namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>
/// What every deadline has, whatever it is about: owner, limit, what it was made of, its ladder and how far that has fired. A rung that has
/// fired never fires again, whatever the clock or a revised holiday table does.
/// </summary>
public abstract class LadderedDeadline
{
    /// <summary>Role that should have acted.</summary>
    public required string OwnerRole { get; init; }

    /// <summary>First instant that is too late.</summary>
    public DateTimeOffset DueAt { get; protected set; }

    /// <summary>Start day of the count, not counted itself.</summary>
    public DateOnly MadeOn { get; protected set; }

    /// <summary>Working days after <see cref="MadeOn"/>; null: the limit is an instant of its own and no table moves it.</summary>
    public int? WorkingDays { get; protected set; }

    /// <summary>The season's cut-off, where it came before the working days' end or may come to; null: none.</summary>
    public DateTimeOffset? CutOff { get; protected set; }

    public DateTimeOffset? DueSoonAt { get; protected set; }
    public DateTimeOffset? DueTodayAt { get; protected set; }
    public DateTimeOffset? EscalateAt { get; protected set; }

    /// <summary>The last rung that fired; null: none.</summary>
    public DeadlineRung? LastRung { get; protected set; }

    /// <summary>The sweep looks at the row from here on; null: never again, or not while it is paused.</summary>
    public DateTimeOffset? WakeAt { get; protected set; }

    public DeadlineState State { get; protected set; } = DeadlineState.Pending;

    /// <summary>When it fired or was cleared; null: neither yet.</summary>
    public DateTimeOffset? EndedAt { get; protected set; }

    /// <summary>When the work was done or fell away, in time or late; null: it still is to be done.</summary>
    public DateTimeOffset? DoneAt { get; protected set; }

    /// <summary>Rungs whose instant has come and that have not fired, in order.</summary>
    public IEnumerable<(DeadlineRung Rung, DateTimeOffset At)> Passed(DateTimeOffset now)
    {
        if (DoneAt is not null || State == DeadlineState.Paused || !HasLadder) yield break;
        for (var rung = Following(LastRung); rung <= DeadlineRung.Escalated; rung++)
            if (Steps.At(rung) is { } at && at <= now) yield return (rung, at);
    }

    /// <summary>Marks rungs up to this one as fired.</summary>
    public void Climb(DeadlineRung rung)
    {
        if (rung <= LastRung) throw new InvalidOperationException($"Rung {rung} has fired before.");
        LastRung = rung;
        Wake();
    }

    /// <summary>The limit has passed and has been reported or acted on; the ladder goes on to its escalation.</summary>
    public void Fire(DateTimeOffset now)
    {
        (State, EndedAt) = (DeadlineState.Fired, now);
        Wake();
    }

    /// <summary>The work is done, or nobody need do it. A limit that had passed stays fired: it was late all the same.</summary>
    public void Clear(DateTimeOffset now)
    {
        if (State != DeadlineState.Fired) (State, EndedAt) = (DeadlineState.Cleared, now);
        (DoneAt, WakeAt) = (now, null);
    }

    /// <summary>What it is made of says another day by this calendar: due date, reminders and escalation move; what has fired stays fired.</summary>
    /// <returns>The old due date where it moved; null where it did not.</returns>
    /// <exception cref="CalendarYearMissingException"/>
    public DateTimeOffset? Recompute(WorkingCalendar calendar, DateTimeOffset now)
    {
        var (dueAt, before) = (DueBy(calendar), DueAt);
        var ladder = Ladder.Of(ShanghaiTime.StartOfDay(MadeOn), dueAt, Reminds, calendar);
        // A reminder that was left out when the limit was made, since its instant had passed, stays out.
        Set(ladder with
        {
            DueSoonAt = DueSoonAt is null && ladder.DueSoonAt <= now ? null : ladder.DueSoonAt,
            DueTodayAt = DueTodayAt is null && ladder.DueTodayAt <= now ? null : ladder.DueTodayAt,
        });
        return before == dueAt ? null : before;
    }

    /// <summary>Sets what it follows from and the ladder's instants.</summary>
    protected void Make(DateOnly madeOn, int? workingDays, DateTimeOffset? cutOff, Ladder ladder)
    {
        (MadeOn, WorkingDays, CutOff) = (madeOn, workingDays, cutOff);
        Set(ladder);
    }

    /// <summary>Whether people are reminded of it beforehand.</summary>
    protected virtual bool Reminds => OwnerRole != Identity.Roles.System;

    /// <summary>Whether it has rungs at all.</summary>
    protected virtual bool HasLadder => true;

    /// <summary>An instant at which the sweep must look at the row although no rung is due; null: none.</summary>
    protected virtual DateTimeOffset? TriesAt => null;

    protected void Wake()
    {
        DateTimeOffset? wake = null;
        if (HasLadder && DoneAt is null && State is DeadlineState.Pending or DeadlineState.Fired)
            for (var rung = Following(LastRung); rung <= DeadlineRung.Escalated && wake is null; rung++) wake = Steps.At(rung);
        WakeAt = TriesAt is { } again && (wake is null || again < wake) ? again : wake;
    }

    private Ladder Steps => new(DueSoonAt, DueTodayAt, DueAt, EscalateAt);

    private DateTimeOffset DueBy(WorkingCalendar calendar) =>
        WorkingDays is { } days ? new DeadlineBasis(MadeOn, days, CutOff).DueAt(calendar) : DueAt;

    private void Set(Ladder ladder)
    {
        (DueSoonAt, DueTodayAt, DueAt, EscalateAt) = (ladder.DueSoonAt, ladder.DueTodayAt, ladder.DueAt, ladder.EscalateAt);
        Wake();
    }

    private static DeadlineRung Following(DeadlineRung? rung) => rung is { } last ? last + 1 : DeadlineRung.DueSoon;
}
