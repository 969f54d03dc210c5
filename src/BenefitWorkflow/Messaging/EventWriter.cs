using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Messaging;

/// <summary>Writes events as outbox rows; the relay gives them their sequence number later.</summary>
public static class EventWriter
{
    public static OutboxMessage Message(long id, long caseId, IDisbursementEventV1 e) => new()
    {
        Id = id,
        EventId = e.EventId,
        Type = EventCatalog.NameOf(e),
        CaseId = caseId,
        OccurredAt = e.OccurredAt,
        Payload = EventCatalog.Serialize(e),
    };
}
