using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Store;

/// <summary>Next free number of a named sequence; taken in blocks inside the transaction that uses them. One row holds the end of the event relay's lease instead.</summary>
public sealed class NumberSequence
{
    public required string Name { get; init; }
    public long Next { get; set; }
}

/// <summary>An answered request: the same key with the same input gets the same answer again, with other input a refusal.</summary>
public sealed class IdempotencyRecord
{
    public required string Key { get; init; }

    /// <summary>Chunk of a long list; 0 for the first.</summary>
    public int Chunk { get; init; }

    /// <summary>SHA-256 of the whole input.</summary>
    public required byte[] InputHash { get; init; }

    public required string ResultJson { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A definition or programme version as it was released, or the key ring in use; a file that changes under the same version is refused.</summary>
public sealed class ReleasedVersion
{
    /// <summary><c>definition</c>, <c>programme</c> or <c>key-ring</c>.</summary>
    public required string Kind { get; init; }

    public required string Key { get; init; }
    public int Version { get; init; }
    public required string Hash { get; init; }
    public DateTimeOffset ReleasedAt { get; init; }
}

internal sealed class NumberSequenceMapping : IEntityTypeConfiguration<NumberSequence>
{
    public void Configure(EntityTypeBuilder<NumberSequence> b)
    {
        b.ToTable("number_sequences");
        b.HasKey(x => x.Name);
    }
}

internal sealed class IdempotencyMapping : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> b)
    {
        b.ToTable("idempotency_records");
        b.HasKey(x => new { x.Key, x.Chunk });
    }
}

internal sealed class ReleasedVersionMapping : IEntityTypeConfiguration<ReleasedVersion>
{
    public void Configure(EntityTypeBuilder<ReleasedVersion> b)
    {
        b.ToTable("released_versions");
        b.HasKey(x => new { x.Kind, x.Key, x.Version });
    }
}
