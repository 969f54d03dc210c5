using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Messaging;

/// <summary>Turns events into outbox rows and gives them their number; the contracts stay unaware of the outbox.</summary>
public static class EventWriter
{
    /// <summary>An outbox row to insert in the transaction that caused the event.</summary>
    /// <param name="id">From the number sequence <c>outbox</c>; the relay numbers events in this order.</param>
    /// <param name="caseId">The case the event is about.</param>
    /// <param name="e">The event with sequence 0.</param>
    /// <exception cref="ArgumentException">It has a sequence number or an empty id, or its type is not in the catalogue.</exception>
    public static OutboxMessage Message(long id, long caseId, IDisbursementEventV1 e)
    {
        if (e.Sequence != 0) throw new ArgumentException("Only the relay numbers events: write them with sequence 0.", nameof(e));
        if (e.EventId == Guid.Empty) throw new ArgumentException("An event needs an id that is the same in every delivery.", nameof(e));
        return new OutboxMessage
        {
            Id = id,
            EventId = e.EventId,
            Type = EventCatalog.NameOf(e),
            CaseId = caseId,
            OccurredAt = e.OccurredAt,
            Payload = EventCatalog.Serialize(e),
        };
    }

    /// <summary>The event with its number. By type, because a record can be copied only by its own.</summary>
    internal static IDisbursementEventV1 WithSequence(IDisbursementEventV1 e, long sequence) => e switch
    {
        CaseOpenedV1 x => x with { Sequence = sequence },
        PaymentOrderedV1 x => x with { Sequence = sequence },
        PaymentReleasedV1 x => x with { Sequence = sequence },
        PaymentSentV1 x => x with { Sequence = sequence },
        PaymentUnknownV1 x => x with { Sequence = sequence },
        PaymentSettledV1 x => x with { Sequence = sequence },
        PaymentFailedV1 x => x with { Sequence = sequence },
        PaymentReturnedV1 x => x with { Sequence = sequence },
        CashPaidV1 x => x with { Sequence = sequence },
        RecoveryOpenedV1 x => x with { Sequence = sequence },
        RecoveryEndedV1 x => x with { Sequence = sequence },
        DisbursementOverdueV1 x => x with { Sequence = sequence },
        CaseClosedV1 x => x with { Sequence = sequence },
        _ => throw new ArgumentException($"'{e.GetType().Name}' has no numbering here.", nameof(e)),
    };
}
