using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Messaging;

/// <summary>An event written in the transaction that caused it; published afterwards, in order, by the relay.</summary>
public sealed class OutboxMessage
{
    /// <summary>Order of writing; the relay gives sequence numbers in this order.</summary>
    public long Id { get; init; }

    public Guid EventId { get; init; }

    /// <summary>Contract name, e.g. <c>PaymentSettledV1</c>.</summary>
    public required string Type { get; init; }

    public long CaseId { get; init; }
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>JSON of the contract with sequence 0; the relay fills in the number.</summary>
    public required string Payload { get; init; }

    /// <summary>Gap-free from 1, given once by the relay; null until then.</summary>
    public long? Sequence { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public void GiveSequence(long sequence) => Sequence = sequence;
}

internal sealed class OutboxMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> b)
    {
        b.ToTable("outbox");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Sequence).IsUnique();
        b.HasIndex(x => x.PublishedAt);
    }
}
