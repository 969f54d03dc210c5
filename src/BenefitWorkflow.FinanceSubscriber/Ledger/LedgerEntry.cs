using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>Why an event was set aside and not applied.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuarantineReason>))]
public enum QuarantineReason
{
    /// <summary>Its event id was applied before with other content. The first one stands.</summary>
    EventIdReused = 1,

    /// <summary>Its sequence number was applied before under another event id. The first one stands.</summary>
    SequenceReused = 2,

    /// <summary>A member is missing or out of range, or the funding shares do not add up to the amount.</summary>
    Invalid = 3,

    /// <summary>Its type or its JSON cannot be read by this version. Resolved by itself once a later version reads it from the feed.</summary>
    Unreadable = 4,
}

/// <summary>An event ready to be written: checked, serialised and digested outside the writer, so that callers share that work.</summary>
internal sealed record LedgerEntry(
    long Sequence, Guid EventId, string Type, string Payload, byte[] Digest, IDisbursementEventV1? Event, QuarantineReason? Fault)
{
    // What is set aside is kept for a person to read; a hostile page must not fill the disk.
    private const int LongestUnreadable = 16 * 1024;

    public static LedgerEntry Of(IDisbursementEventV1 @event)
    {
        var type = EventCatalog.NameOf(@event);
        string payload;
        QuarantineReason? fault = EventCheck.IsSound(@event) ? null : QuarantineReason.Invalid;
        try
        {
            payload = EventCatalog.Serialize(@event);
        }
        catch (JsonException)
        {
            // A member the contract requires is null, which a bus's own deserialiser lets pass.
            payload = $"{@event.EventId} {@event.Sequence}";
            fault = QuarantineReason.Invalid;
        }

        return new(@event.Sequence, @event.EventId, type, payload, DigestOf(type, payload), @event, fault);
    }

    public static LedgerEntry Of(FeedEventV1 item)
    {
        try
        {
            if (EventCatalog.TypeOf(item.Type) is not null)
            {
                var entry = Of(EventCatalog.Deserialize(item.Type, item.Payload));
                // The feed's own number is what the gap is healed by: a payload that claims another one is not that event.
                return entry.Sequence == item.Sequence ? entry : entry with { Sequence = item.Sequence, Fault = QuarantineReason.Invalid };
            }
        }
        catch (JsonException)
        {
            // Falls through: what cannot be read is set aside as it came.
        }

        var raw = item.Payload.ValueKind == JsonValueKind.Undefined ? "" : item.Payload.GetRawText();
        var kept = raw[..Math.Min(raw.Length, LongestUnreadable)];
        return new(item.Sequence, Guid.Empty, item.Type, kept, DigestOf(item.Type, raw), null, QuarantineReason.Unreadable);
    }

    /// <summary>SHA-256 over type, line feed and payload in UTF-8: two events are the same when their digests are.</summary>
    public static byte[] DigestOf(string type, string payload) => SHA256.HashData(Encoding.UTF8.GetBytes(type + "\n" + payload));
}
