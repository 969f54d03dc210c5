using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>
/// A rung that fired, written in the transaction of what it caused and never changed: whoever tells people reads these rows in the order of
/// their ids, which is the order of the commits. Holds ids and times only.
/// </summary>
public sealed class DeadlineRungFired
{
    public long Id { get; init; }
    public DeadlineSubject Subject { get; init; }

    /// <summary>Id of the case, batch or notice; 0 for a programme.</summary>
    public long SubjectId { get; init; }

    public required string ProgrammeKey { get; init; }

    /// <summary>Activity id of a case's step; what was to be done with a batch or notice; a programme's milestone.</summary>
    public required string Step { get; init; }

    /// <summary>Which time a case is at its step, from 1; the season's year for a programme; else 1.</summary>
    public int Visit { get; init; }

    public DeadlineKind Kind { get; init; }
    public DeadlineRung Rung { get; init; }

    /// <summary>Whose rung it is: who should act, or the supervisor at <see cref="DeadlineRung.Escalated"/>.</summary>
    public required string OwnerRole { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>The rung's own instant.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it fired: later than <see cref="At"/> where the service stood still.</summary>
    public DateTimeOffset FiredAt { get; init; }
}

internal sealed class DeadlineRungFiredMapping : IEntityTypeConfiguration<DeadlineRungFired>
{
    public const string Sequence = "deadline_rungs";

    public void Configure(EntityTypeBuilder<DeadlineRungFired> b)
    {
        b.ToTable("deadline_rungs");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        // The promise itself: whatever runs twice, a rung is there once.
        b.HasIndex(x => new { x.Subject, x.SubjectId, x.ProgrammeKey, x.Step, x.Visit, x.Kind, x.Rung }).IsUnique().HasDatabaseName("ux_deadline_rungs_once");
    }
}
