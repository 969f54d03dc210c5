using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines;

/// <summary>A time limit on a case's step. A row, not a job: a million cost no more jobs than one, and a restart loses none.</summary>
public sealed class Deadline : LadderedDeadline
{
    public long CaseId { get; init; }
    public required string ActivityId { get; init; }
    public int Visit { get; init; }
    public DeadlineKind Kind { get; init; }

    /// <summary>Signal that the sweep sends when due; null: the case is only reported as overdue.</summary>
    public string? SignalOnDue { get; init; }

    /// <summary>How often the case refused the signal; a refusal for the lack of a holiday table does not count, since only time mends it.</summary>
    public int Refusals { get; private set; }

    /// <summary>The sweep sends the signal again from here on; null: it was never refused.</summary>
    public DateTimeOffset? TryAgainAt { get; private set; }

    /// <summary>Why the clock stands still; null: it runs.</summary>
    public PauseReason? PauseReason { get; private set; }

    /// <summary>The legal day on which it was paused; null: it runs.</summary>
    public DateOnly? PausedOn { get; private set; }

    /// <summary>A new limit with its ladder.</summary>
    /// <param name="madeAt">Now; the count starts on its legal day.</param>
    /// <param name="dueAt">First instant that is too late.</param>
    /// <param name="basis">What it follows from; null: an instant of its own.</param>
    public Deadline Begin(DateTimeOffset madeAt, DateTimeOffset dueAt, WorkingCalendar calendar, DeadlineBasis? basis = null)
    {
        Make(basis?.StartsOn ?? ShanghaiTime.LocalDate(madeAt), basis?.WorkingDays, basis?.CutOff, Ladder.Of(madeAt, dueAt, Reminds, calendar));
        return this;
    }

    /// <summary>The case refused the signal or stalled on it: the limit stays, shown as overdue, and is tried again.</summary>
    public void Postpone(DateTimeOffset until, bool counts)
    {
        TryAgainAt = until;
        if (counts) Refusals++;
        Wake();
    }

    /// <summary>The clock stands still: no rung fires.</summary>
    public void Pause(PauseReason reason, DateOnly on)
    {
        if (State != DeadlineState.Pending) throw new InvalidOperationException($"A limit that is {State} cannot be paused.");
        (State, PauseReason, PausedOn) = (DeadlineState.Paused, reason, on);
        Wake();
    }

    /// <summary>The clock runs again: the limit is longer by the working days it stood still. A season's cut-off does not wait.</summary>
    /// <exception cref="CalendarYearMissingException">The limit would end in a year without a table; nothing has changed.</exception>
    public void Resume(DateOnly on, WorkingCalendar calendar)
    {
        if (State != DeadlineState.Paused) throw new InvalidOperationException($"A limit that is {State} cannot be resumed.");
        var stood = calendar.WorkingDaysBetween(PausedOn!.Value, on);
        // Asked before anything is changed.
        var basis = WorkingDays is { } days ? new DeadlineBasis(MadeOn, days + stood, CutOff) : null;
        var due = basis?.DueAt(calendar) ?? DueAt;
        (State, PauseReason, PausedOn) = (DeadlineState.Pending, null, null);
        Make(MadeOn, basis?.WorkingDays, CutOff, Ladder.Of(ShanghaiTime.StartOfDay(MadeOn), due, Reminds, calendar));
    }

    /// <summary>Whether it has passed without anybody's having noted it; what the service does itself at its limit is not late.</summary>
    public bool IsLateUnnoted(DateTimeOffset now) =>
        State == DeadlineState.Pending && HasLadder && SignalOnDue is null && DueAt <= now && (LastRung is null or < DeadlineRung.Late);

    /// <summary>The end of a notice is the closing's, which knows about objections.</summary>
    protected override bool HasLadder => Kind != DeadlineKind.NoticeEnd;

    protected override DateTimeOffset? TriesAt => State == DeadlineState.Pending ? TryAgainAt : null;
}

/// <summary>What a limit follows from, kept so that a revised holiday table can move it.</summary>
/// <param name="StartsOn">Not counted itself.</param>
/// <param name="WorkingDays">After the start day.</param>
/// <param name="CutOff">The season's cut-off, if earlier; null: none.</param>
public sealed record DeadlineBasis(DateOnly StartsOn, int WorkingDays, DateTimeOffset? CutOff = null)
{
    /// <summary>The earlier of the last working day's end and the cut-off: the first instant that is too late.</summary>
    /// <exception cref="CalendarYearMissingException"/>
    public DateTimeOffset DueAt(WorkingCalendar calendar)
    {
        var due = ShanghaiTime.EndOfDay(calendar.AddWorkingDays(StartsOn, WorkingDays));
        return CutOff < due ? CutOff.Value : due;
    }
}

public enum DeadlineKind
{
    /// <summary>The owner of the step must have acted.</summary>
    Step = 1,

    /// <summary>The notice period has run.</summary>
    NoticeEnd = 2,

    /// <summary>The money must have arrived.</summary>
    Disbursement = 3,
}

/// <summary>Pending -> Fired (due and reported or acted on) or Cleared (the step ended in time); Pending &lt;-> Paused.</summary>
public enum DeadlineState
{
    Pending = 1,
    Fired = 2,
    Cleared = 3,

    /// <summary>The clock stands still for a reason that is shown.</summary>
    Paused = 4,
}

/// <summary>Why a limit stands still.</summary>
public enum PauseReason
{
    /// <summary>A document that somebody else must issue.</summary>
    WaitingForDocument = 1,

    /// <summary>An objection that is looked into.</summary>
    Objection = 2,

    /// <summary>Another authority's answer, as a data match.</summary>
    WaitingForAuthority = 3,

    /// <summary>What nobody could prevent (不可抗力).</summary>
    ForceMajeure = 4,
}

internal sealed class DeadlineMapping : IEntityTypeConfiguration<Deadline>
{
    public void Configure(EntityTypeBuilder<Deadline> b)
    {
        b.ToTable("deadlines");
        b.HasKey(x => new { x.CaseId, x.ActivityId, x.Visit, x.Kind });
        b.InitIsSetOnce();
        // What is late: limits whose work is not done, longest first; the many that are over are not in the index, nor in the next.
        b.HasIndex(x => new { x.DueAt, x.CaseId, x.ActivityId, x.Visit, x.Kind }).HasFilter("done_at IS NULL");
        // The sweep asks only for what has an instant to wake at.
        b.HasIndex(x => x.WakeAt).HasFilter("wake_at IS NOT NULL");
    }
}
