using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BenefitWorkflow.Contracts;

/// <summary>
/// Source-generated serialisation of the contracts: camelCase, instants in UTC with a <c>Z</c>, no white space.
/// Reading is strict where money is concerned: a missing or null member is an error, not a zero. Members that are not known are ignored.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(CaseOpenedV1))]
[JsonSerializable(typeof(PaymentOrderedV1))]
[JsonSerializable(typeof(PaymentReleasedV1))]
[JsonSerializable(typeof(PaymentSentV1))]
[JsonSerializable(typeof(PaymentUnknownV1))]
[JsonSerializable(typeof(PaymentSettledV1))]
[JsonSerializable(typeof(PaymentFailedV1))]
[JsonSerializable(typeof(PaymentReturnedV1))]
[JsonSerializable(typeof(CashPaidV1))]
[JsonSerializable(typeof(RecoveryOpenedV1))]
[JsonSerializable(typeof(RecoveryEndedV1))]
[JsonSerializable(typeof(DisbursementOverdueV1))]
[JsonSerializable(typeof(CaseClosedV1))]
[JsonSerializable(typeof(FeedPageV1))]
[JsonSerializable(typeof(ControlTotalsV1))]
public sealed partial class EventJson : JsonSerializerContext;

/// <summary>Writes an instant in UTC, so that one instant has one spelling and equal events have equal bytes.</summary>
internal sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Shape = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        value.UtcDateTime.TryFormat(text, out var length, Shape, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
