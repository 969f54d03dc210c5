using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Two people's word that the bank never had a file, so that it may be handed over again: the same message id, the same bytes.</summary>
public sealed class ResendDecision
{
    public long Id { get; init; }
    public long FileId { get; init; }

    /// <summary>How it is known, e.g. whom at the bank they asked.</summary>
    public required string Reason { get; init; }

    public required string ProposedBy { get; init; }
    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>Another person; null: waits for one, or was overtaken.</summary>
    public string? ConfirmedBy { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Set where the proposal no longer counts: the file was found, or an answer came.</summary>
    public DateTimeOffset? DroppedAt { get; private set; }

    public void Confirm(string by, DateTimeOffset now) => (ConfirmedBy, ConfirmedAt) = (by, now);
    public void Drop(DateTimeOffset now) => DroppedAt = now;
}

internal sealed class ResendDecisionMapping : IEntityTypeConfiguration<ResendDecision>
{
    public void Configure(EntityTypeBuilder<ResendDecision> b)
    {
        b.ToTable("payment_file_resends");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.FileId);
    }
}
