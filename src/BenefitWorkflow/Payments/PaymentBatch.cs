using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>Orders that go to the bank together: prepared by one person, released by another, frozen by a digest of its rows.</summary>
public sealed class PaymentBatch
{
    public long Id { get; init; }

    /// <summary>Shown to people and used in the bank file's name, e.g. <c>PB-KNBF-2023-0007</c>; unique.</summary>
    public required string Number { get; init; }

    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public int Count { get; init; }
    public long TotalFen { get; init; }

    /// <summary>HMAC over what every row pays to whom, see <see cref="BatchDigest"/>.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>Key and version of the payment file format, chosen at preparing.</summary>
    public required string Format { get; init; }
    public int FormatVersion { get; init; }

    public required string PreparedBy { get; init; }
    public DateTimeOffset PreparedAt { get; init; }
    public BatchState State { get; private set; } = BatchState.Prepared;

    /// <summary>Who checked it before its release, where it is above the programme's limit; null until then. Neither its preparer nor its releaser.</summary>
    public string? CheckedBy { get; private set; }
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Who dissolved it; null: nobody.</summary>
    public string? DissolvedBy { get; private set; }
    public DateTimeOffset? DissolvedAt { get; private set; }

    public string? ReleasedBy { get; private set; }
    public DateTimeOffset? ReleasedAt { get; private set; }

    public void Check(string by, DateTimeOffset now) => (CheckedBy, CheckedAt) = (by, now);
    public void Release(string by, DateTimeOffset now) => (State, ReleasedBy, ReleasedAt) = (BatchState.Released, by, now);
    public void Dissolve(string by, DateTimeOffset now) => (State, DissolvedBy, DissolvedAt) = (BatchState.Dissolved, by, now);
}

/// <summary>Prepared -> Released, or Prepared -> Dissolved (its orders are free again).</summary>
public enum BatchState
{
    Prepared = 1,
    Released = 2,
    Dissolved = 3,
}

internal sealed class PaymentBatchMapping : IEntityTypeConfiguration<PaymentBatch>
{
    public void Configure(EntityTypeBuilder<PaymentBatch> b)
    {
        b.ToTable("payment_batches");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Number).IsUnique();
        b.HasIndex(x => new { x.ProgrammeKey, x.State });
    }
}
