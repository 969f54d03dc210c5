using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>A time limit on a batch, on a notice, or of a programme's season. They are few; cases have a table of their own.</summary>
public sealed class SubjectDeadline : LadderedDeadline
{
    /// <summary>Steps of batches and notices.</summary>
    public const string ReleaseBatch = "release", BankAnswer = "bank-answer", CloseNotice = "close";

    public DeadlineSubject Subject { get; init; }

    /// <summary>Id of the batch or notice; 0 for a programme.</summary>
    public long SubjectId { get; init; }

    public required string ProgrammeKey { get; init; }

    /// <summary>What is to be done, or which milestone of the season.</summary>
    public required string Step { get; init; }

    /// <summary>Year of the programme's season; 0 for batches and notices.</summary>
    public int Year { get; init; }

    /// <summary>The one rung of a programme's milestone; null: the whole ladder.</summary>
    public DeadlineRung? OnlyRung { get; init; }

    /// <summary>A new limit with the whole ladder.</summary>
    public SubjectDeadline Begin(DateTimeOffset madeAt, WorkingCalendar calendar, DeadlineBasis basis)
    {
        Make(basis.StartsOn, basis.WorkingDays, basis.CutOff, Ladder.Of(madeAt, basis.DueAt(calendar), Reminds, calendar));
        return this;
    }

    /// <summary>A new milestone: one rung at one instant.</summary>
    /// <param name="at">When <see cref="OnlyRung"/> fires.</param>
    /// <param name="dueAt">What it counts down to.</param>
    public SubjectDeadline Begin(DateTimeOffset madeAt, DateTimeOffset at, DateTimeOffset dueAt)
    {
        Make(ShanghaiTime.LocalDate(madeAt), null, null, OnlyRung == DeadlineRung.DueSoon ? new Ladder(at, null, dueAt, null) : new Ladder(null, at, dueAt, null));
        return this;
    }
}

internal sealed class SubjectDeadlineMapping : IEntityTypeConfiguration<SubjectDeadline>
{
    public void Configure(EntityTypeBuilder<SubjectDeadline> b)
    {
        b.ToTable("subject_deadlines");
        b.HasKey(x => new { x.Subject, x.SubjectId, x.ProgrammeKey, x.Step, x.Year });
        b.HasIndex(x => x.WakeAt).HasFilter("wake_at IS NOT NULL");
    }
}
