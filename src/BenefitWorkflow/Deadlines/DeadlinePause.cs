using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines;

/// <summary>That a limit stood still: who stopped the clock why, and who let it run again. Evidence, so it holds no free text.</summary>
public sealed class DeadlinePause
{
    public long Id { get; init; }
    public long CaseId { get; init; }
    public required string ActivityId { get; init; }
    public int Visit { get; init; }
    public DeadlineKind Kind { get; init; }
    public PauseReason Reason { get; init; }
    public required string PausedBy { get; init; }
    public DateTimeOffset PausedAt { get; init; }
    public DateTimeOffset DueBefore { get; init; }
    public string? ResumedBy { get; private set; }
    public DateTimeOffset? ResumedAt { get; private set; }

    /// <summary>The limit after it ran again; null while it stands still, or where the step ended meanwhile.</summary>
    public DateTimeOffset? DueAfter { get; private set; }

    public void End(string by, DateTimeOffset now, DateTimeOffset dueAt) => (ResumedBy, ResumedAt, DueAfter) = (by, now, dueAt);
}

internal sealed class DeadlinePauseMapping : IEntityTypeConfiguration<DeadlinePause>
{
    public const string Sequence = "deadline_pauses";

    public void Configure(EntityTypeBuilder<DeadlinePause> b)
    {
        b.ToTable("deadline_pauses");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.CaseId);
    }
}
