using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Notices;

/// <summary>An objection against one line of a notice (异议).</summary>
public sealed class Objection
{
    /// <summary><see cref="TakenDownBy"/> of what came by the public page; no account has this id.</summary>
    public const string Public = "public";

    public long Id { get; init; }

    /// <summary>Receipt number for who objected; unique, and not to be guessed, since whoever has it may read the answer.</summary>
    public required string Number { get; init; }

    public long NoticeId { get; init; }
    public long CaseId { get; init; }

    /// <summary>What was said, encrypted: it may name people and illness.</summary>
    public required byte[] TextCipher { get; init; }

    /// <summary>How to reach who objected, encrypted; null: they did not say.</summary>
    public byte[]? ContactCipher { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Account id of who took it down, or <see cref="Public"/>.</summary>
    public required string TakenDownBy { get; init; }

    public ObjectionState State { get; private set; } = ObjectionState.Open;
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? Answer { get; private set; }

    /// <summary>Id of the objection that answers this one too; null unless merged.</summary>
    public long? MergedInto { get; private set; }

    public string? MergeReason { get; private set; }

    public void Decide(bool upheld, string by, string? answer, DateTimeOffset now) =>
        (State, DecidedBy, Answer, DecidedAt) = (upheld ? ObjectionState.Upheld : ObjectionState.Dismissed, by, answer, now);

    /// <summary>The case was withdrawn before anyone decided.</summary>
    public void Lapse(DateTimeOffset now) => (State, DecidedAt) = (ObjectionState.Lapsed, now);

    /// <summary>It says what another says, or nothing: the other's decision is its answer.</summary>
    public void Merge(long into, string by, string reason, DateTimeOffset now) =>
        (State, MergedInto, DecidedBy, MergeReason, DecidedAt) = (ObjectionState.Merged, into, by, reason, now);
}

/// <summary>Open -> Upheld or Dismissed, Lapsed with its case, or Merged into another about the same case.</summary>
public enum ObjectionState
{
    Open = 1,
    Upheld = 2,
    Dismissed = 3,
    Lapsed = 4,
    Merged = 5,
}

internal sealed class ObjectionMapping : IEntityTypeConfiguration<Objection>
{
    public void Configure(EntityTypeBuilder<Objection> b)
    {
        b.ToTable("objections");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Number).IsUnique();
        b.HasIndex(x => x.CaseId);
        b.HasIndex(x => x.NoticeId);
    }
}
