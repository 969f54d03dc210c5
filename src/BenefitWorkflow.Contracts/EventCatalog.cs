using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BenefitWorkflow.Contracts;

/// <summary>The events there are: stable name to type and back, and their JSON, for the outbox, the feed and every subscriber.</summary>
public static class EventCatalog
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> ByName = new JsonTypeInfo[]
    {
        EventJson.Default.CaseOpenedV1,
        EventJson.Default.PaymentOrderedV1,
        EventJson.Default.PaymentReleasedV1,
        EventJson.Default.PaymentSentV1,
        EventJson.Default.PaymentUnknownV1,
        EventJson.Default.PaymentSettledV1,
        EventJson.Default.PaymentFailedV1,
        EventJson.Default.PaymentReturnedV1,
        EventJson.Default.CashPaidV1,
        EventJson.Default.RecoveryOpenedV1,
        EventJson.Default.RecoveryEndedV1,
        EventJson.Default.DisbursementOverdueV1,
        EventJson.Default.CaseClosedV1,
    }.ToFrozenDictionary(info => info.Type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, JsonTypeInfo> ByType = ByName.Values.ToFrozenDictionary(info => info.Type);

    /// <summary>Every event type by its name, e.g. <c>PaymentSettledV1</c>. The name is the record's, case-sensitive, and never changes.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } =
        ByName.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Type, StringComparer.Ordinal);

    /// <summary>Name of an event for the outbox and the feed.</summary>
    /// <exception cref="ArgumentException">The event's type is not in the catalogue.</exception>
    public static string NameOf(IDisbursementEventV1 @event) => Info(@event).Type.Name;

    /// <summary>Type of a name, or null when this version does not know it.</summary>
    public static Type? TypeOf(string name) => Types.GetValueOrDefault(name);

    /// <summary>The event as JSON text. Equal events give equal text.</summary>
    /// <exception cref="ArgumentException">The event's type is not in the catalogue.</exception>
    public static string Serialize(IDisbursementEventV1 @event) => JsonSerializer.Serialize(@event, Info(@event));

    /// <summary>The event as UTF-8 JSON, byte for byte the text of <see cref="Serialize"/>.</summary>
    /// <exception cref="ArgumentException">The event's type is not in the catalogue.</exception>
    public static byte[] SerializeToUtf8Bytes(IDisbursementEventV1 @event) => JsonSerializer.SerializeToUtf8Bytes(@event, Info(@event));

    /// <summary>Reads an event.</summary>
    /// <param name="name">A name in <see cref="Types"/>.</param>
    /// <param name="json">The JSON object; every member of the record must be there.</param>
    /// <exception cref="ArgumentException">The name is not in the catalogue.</exception>
    /// <exception cref="JsonException">The text is not such an event.</exception>
    public static IDisbursementEventV1 Deserialize(string name, string json) => Read(JsonSerializer.Deserialize(json, Info(name)));

    /// <inheritdoc cref="Deserialize(string, string)"/>
    public static IDisbursementEventV1 Deserialize(string name, ReadOnlySpan<byte> json) => Read(JsonSerializer.Deserialize(json, Info(name)));

    /// <inheritdoc cref="Deserialize(string, string)"/>
    public static IDisbursementEventV1 Deserialize(string name, JsonElement json) => Read(json.Deserialize(Info(name)));

    private static IDisbursementEventV1 Read(object? value) =>
        value as IDisbursementEventV1 ?? throw new JsonException("The JSON is null where an event is expected.");

    private static JsonTypeInfo Info(string name) =>
        ByName.GetValueOrDefault(name) ?? throw new ArgumentException($"'{name}' is not an event of this version.", nameof(name));

    private static JsonTypeInfo Info(IDisbursementEventV1 @event) =>
        ByType.GetValueOrDefault(@event.GetType())
        ?? throw new ArgumentException($"'{@event.GetType().Name}' is not an event of this version.", nameof(@event));
}
