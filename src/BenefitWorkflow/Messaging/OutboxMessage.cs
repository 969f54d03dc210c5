using BenefitWorkflow.Store;
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

    /// <summary>JSON of the contract. Sequence 0 until the relay rewrites it with the number, so that feed and bus tell the same.</summary>
    public required string Payload { get; set; }

    /// <summary>Gap-free from 1, given once by the relay; null until then.</summary>
    public long? Sequence { get; private set; }

    /// <summary>When the bus first confirmed it; null until then. A crash in between publishes it again, with the same event id and number.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <exception cref="InvalidOperationException">It has a number: a second one would leave a gap for every subscriber.</exception>
    public void GiveSequence(long sequence, string payload)
    {
        if (Sequence is not null) throw new InvalidOperationException($"Outbox message {Id} already has a sequence number.");
        (Sequence, Payload) = (sequence, payload);
    }

    public void MarkPublished(DateTimeOffset now) => PublishedAt ??= now;
}

internal sealed class OutboxMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> b)
    {
        b.ToTable("outbox");
        b.HasKey(x => x.Id);
        b.InitIsSetOnce();
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Sequence).IsUnique();
        b.HasIndex(x => x.PublishedAt);
        // A day's control totals.
        b.HasIndex(x => x.OccurredAt);
    }
}
