using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>A day that finance has signed. Never changed: what is learnt later belongs to the next close.</summary>
public sealed class DayClose
{
    /// <summary>Legal day; every close is of a later day than the one before it.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Outbox id behind which its news begins: where the close before it ended; 0 for the first.</summary>
    public long AfterId { get; init; }

    /// <summary>Outbox id of its last news.</summary>
    public long UpToId { get; init; }

    /// <summary>The <see cref="DayTotals"/> that were signed, as JSON.</summary>
    public required string Totals { get; init; }

    /// <summary>HMAC under the audit key over everything here and the digest of the close before it.</summary>
    public required byte[] Digest { get; init; }

    public required string ClosedBy { get; init; }
    public DateTimeOffset ClosedAt { get; init; }
}

internal sealed class DayCloseMapping : IEntityTypeConfiguration<DayClose>
{
    public void Configure(EntityTypeBuilder<DayClose> b)
    {
        b.ToTable("day_closes");
        b.HasKey(x => x.Day);
    }
}
