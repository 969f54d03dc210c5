using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines;

/// <summary>A time limit on a case's step. A row, not a job: a million cost no more jobs than one, and a restart loses none.</summary>
public sealed class Deadline
{
    public long CaseId { get; init; }
    public required string ActivityId { get; init; }
    public int Visit { get; init; }
    public DeadlineKind Kind { get; init; }

    /// <summary>Role that should have acted.</summary>
    public required string OwnerRole { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Signal that the sweep sends when due; null: the case is only reported as overdue.</summary>
    public string? SignalOnDue { get; init; }

    public DeadlineState State { get; private set; } = DeadlineState.Pending;
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How often the case refused the signal; a refusal for the lack of a holiday table does not count, since only time mends it.</summary>
    public int Refusals { get; private set; }

    /// <summary>The sweep sends the signal again from here on; null: it was never refused.</summary>
    public DateTimeOffset? TryAgainAt { get; private set; }

    /// <summary>The case refused the signal or stalled on it: the limit stays, shown as overdue, and is tried again.</summary>
    public void Postpone(DateTimeOffset until, bool counts)
    {
        TryAgainAt = until;
        if (counts) Refusals++;
    }

    public void Fire(DateTimeOffset now) => (State, EndedAt) = (DeadlineState.Fired, now);
    public void Clear(DateTimeOffset now) => (State, EndedAt) = (DeadlineState.Cleared, now);
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

/// <summary>Pending -> Fired (due and reported or acted on) or Cleared (the step ended in time).</summary>
public enum DeadlineState
{
    Pending = 1,
    Fired = 2,
    Cleared = 3,
}

internal sealed class DeadlineMapping : IEntityTypeConfiguration<Deadline>
{
    public void Configure(EntityTypeBuilder<Deadline> b)
    {
        b.ToTable("deadlines");
        b.HasKey(x => new { x.CaseId, x.ActivityId, x.Visit, x.Kind });
        // The sweep asks only for pending ones that are due.
        b.HasIndex(x => new { x.State, x.DueAt });
    }
}
