using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Notices;

/// <summary>A public notice (公示): cases of one scheme, text frozen with its hash at posting.</summary>
public sealed class Notice
{
    public long Id { get; init; }

    /// <summary>Shown to the public, e.g. <c>GS-KNBF-2023-0012</c>; unique.</summary>
    public required string Number { get; init; }

    public required string ProgrammeKey { get; init; }
    public required string SchemeKey { get; init; }

    /// <summary>The notice's stage in the process, as its definition names it.</summary>
    public required string Kind { get; init; }

    /// <summary>The frozen text that the public reads.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8.</summary>
    public required byte[] TextHash { get; init; }

    public required string PostedBy { get; init; }
    public DateTimeOffset PostedAt { get; init; }

    /// <summary>Posting day (excluded from the count), and the last day of the period (included), in Asia/Shanghai.</summary>
    public DateOnly StartsOn { get; init; }
    public DateOnly EndsOn { get; init; }

    /// <summary>The instant the full period has run: 24:00 of <see cref="EndsOn"/>.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Whether only photographs of the posted sheet at start and end prove it: the programme's policy when it was posted.</summary>
    public bool PhotoRequired { get; init; }

    public NoticeState State { get; private set; } = NoticeState.Posted;
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Close(DateTimeOffset now) => (State, ClosedAt) = (NoticeState.Closed, now);
}

/// <summary>Posted -> Closed, once the full period has run; the public page goes, the evidence stays.</summary>
public enum NoticeState
{
    Posted = 1,
    Closed = 2,
}

/// <summary>One line of a notice.</summary>
public sealed class NoticeLine
{
    public long NoticeId { get; init; }
    public long CaseId { get; init; }
    public int LineNumber { get; init; }

    /// <summary>Visit of the notice step the line belongs to.</summary>
    public int Visit { get; init; }

    public required string ActivityId { get; init; }
    public required string Name { get; init; }
    public required string Unit { get; init; }
    public long AmountFen { get; init; }
    public NoticeLineState State { get; private set; } = NoticeLineState.Open;

    public void Become(NoticeLineState state) => State = state;
}

/// <summary>Open -> Passed, Objected or Withdrawn.</summary>
public enum NoticeLineState
{
    Open = 1,
    Passed = 2,
    Objected = 3,
    Withdrawn = 4,
}

internal sealed class NoticeMapping : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> b)
    {
        b.ToTable("notices");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Number).IsUnique();
        b.HasIndex(x => new { x.State, x.EndsAt });
    }
}

internal sealed class NoticeLineMapping : IEntityTypeConfiguration<NoticeLine>
{
    public void Configure(EntityTypeBuilder<NoticeLine> b)
    {
        b.ToTable("notice_lines");
        b.HasKey(x => new { x.CaseId, x.NoticeId });
        b.InitIsSetOnce();
        b.HasIndex(x => new { x.NoticeId, x.LineNumber });
    }
}
