using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines;

/// <summary>A holiday file that an administrator loaded. Its content never changes: a corrected file is another row, and the newest row of a year counts.</summary>
public sealed class CalendarTable
{
    public long Id { get; init; }
    public required string FileName { get; init; }

    /// <summary>Years of the file, ascending, with commas between.</summary>
    public required string YearList { get; init; }

    /// <summary>Where the days come from, as the file says.</summary>
    public required string Source { get; init; }

    /// <summary>Day of the notice that the days come from, as the file says.</summary>
    public DateOnly PublishedOn { get; init; }

    /// <summary>The file as it came.</summary>
    public required string Json { get; init; }

    public required string LoadedBy { get; init; }
    public DateTimeOffset LoadedAt { get; init; }

    /// <summary>Open limits of cases up to this id were computed anew.</summary>
    public long RecomputedUpTo { get; private set; }

    /// <summary>When the last open limit was computed anew; null: that still goes on.</summary>
    public DateTimeOffset? RecomputedAt { get; private set; }

    public void RecomputeUpTo(long caseId) => RecomputedUpTo = caseId;

    public void EndRecompute(DateTimeOffset now) => RecomputedAt = now;
}

internal sealed class CalendarTableMapping : IEntityTypeConfiguration<CalendarTable>
{
    public void Configure(EntityTypeBuilder<CalendarTable> b)
    {
        b.ToTable("calendar_tables");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
    }
}
