using BenefitWorkflow.Deadlines.Rungs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines.Revisions;

/// <summary>One consequence of a loaded holiday table; never changed.</summary>
public sealed class CalendarChange
{
    public long Id { get; init; }

    /// <summary>The table that caused it.</summary>
    public long TableId { get; init; }

    public CalendarChangeKind Kind { get; init; }
    public DeadlineSubject Subject { get; init; }

    /// <summary>Id of the case, batch or notice.</summary>
    public long SubjectId { get; init; }

    /// <summary>Number of the case or notice; a batch's id as text.</summary>
    public required string Number { get; init; }

    public required string ProgrammeKey { get; init; }
    public required string Step { get; init; }
    public required string OwnerRole { get; init; }

    /// <summary>First instant that was too late; of a notice, the printed end.</summary>
    public DateTimeOffset Before { get; init; }

    /// <summary>The same by the new table; of a notice, the end that its policy asks for now.</summary>
    public DateTimeOffset After { get; init; }

    public DateTimeOffset At { get; init; }
}

public enum CalendarChangeKind
{
    /// <summary>An open limit ends on another day.</summary>
    DeadlineMoved = 1,

    /// <summary>A posted notice keeps its printed last day and is now shorter than its policy: a person decides whether to post it again.</summary>
    NoticeTooShort = 2,
}

internal sealed class CalendarChangeMapping : IEntityTypeConfiguration<CalendarChange>
{
    public const string Sequence = "calendar_changes";

    public void Configure(EntityTypeBuilder<CalendarChange> b)
    {
        b.ToTable("calendar_changes");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.TableId, x.Id });
    }
}
