using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Messaging;

/// <summary>
/// The events as JSON Schema (2020-12) and AsyncAPI (3.0), made from the contracts themselves: <c>export-events FOLDER</c> writes them, and a test
/// holds the committed ones against them.
/// </summary>
public static class EventSchemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["eventId"] = "Identity of the event, the same in every delivery: a repetition is known by it.",
        ["sequence"] = "Running number of the installation's events: starts at 1, no gap; order of commit, not of delivery. A missing number is a missing event.",
        ["caseNumber"] = "Number of the case, as printed on its papers; not derived from the person.",
        ["programme"] = "Key of the programme.",
        ["amountFen"] = "Amount the event is about, in fen (0.01 CNY).",
        ["funding"] = "How the amount divides over funding sources; for payments the shares sum to it exactly.",
        ["occurredAt"] = "Instant of the fact, UTC. The legal day of a control total is its date in Asia/Shanghai.",
        ["paymentReference"] = "End-to-end id (ISO 20022 EndToEndId, at most 35 characters); a re-issue has a new one.",
        ["attempt"] = "1 for the first payment of the entitlement, 2 for its first re-issue.",
        ["reasonCode"] = "ISO 20022 external reason code, or NARR where the bank gave none.",
        ["reason"] = "hand-over, no-answer or duplicate.",
        ["result"] = "How it ended.",
        ["voucherSha256"] = "Lower-case hex of the SHA-256 of the signed voucher.",
        ["upTo"] = "Events with a higher sequence number are not in the lines.",
        ["lastSequence"] = "Highest sequence number given; below what the caller has: the service lost events.",
        ["pending"] = "Payment events of the day beyond upTo or without a number.",
    };

    /// <summary>Names of the other shapes that a subscriber reads over HTTP.</summary>
    private static readonly Type[] Answers = [typeof(FeedPageV1), typeof(ControlTotalsV1)];

    /// <summary>Every file by its name.</summary>
    public static IReadOnlyDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, type) in EventCatalog.Types) files[FileOf(name)] = Text(Schema(name, type));
        foreach (var type in Answers) files[FileOf(type.Name)] = Text(Schema(type.Name, type));
        files["asyncapi.json"] = Text(AsyncApi());
        return files;
    }

    /// <summary>Writes every file into a folder; what else lies there is left alone.</summary>
    public static async Task WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in Files()) await File.WriteAllTextAsync(Path.Combine(folder, name), text, ct);
    }

    private static string FileOf(string name) => name + ".schema.json";

    private static string Text(JsonNode node) => node.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    private static JsonObject Schema(string name, Type type)
    {
        var info = EventJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{name} has no JSON.");
        var exported = info.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine }).AsObject();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = "urn:benefitworkflow:events:" + name, ["title"] = name,
        };
        foreach (var (key, value) in exported) schema[key] = value?.DeepClone();
        return schema;
    }

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = context.TypeInfo.Type;
        // The converters write both as text, which the exporter cannot know.
        if (type == typeof(DateTimeOffset)) node = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(Guid)) node = new JsonObject { ["type"] = "string", ["format"] = "uuid" };
        if (type == typeof(JsonElement)) node = new JsonObject { ["type"] = "object" };
        if (context.PropertyInfo is not { } property || node is not JsonObject schema) return node;
        if (type == typeof(long) || type == typeof(int)) schema["minimum"] = property.Name is "sequence" or "attempt" ? 1 : 0;
        if (Members.TryGetValue(property.Name, out var description)) schema["description"] = description;
        return schema;
    }

    private static JsonObject AsyncApi()
    {
        var (channels, operations, messages) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var name in EventCatalog.Types.Keys.Order(StringComparer.Ordinal))
        {
            messages[name] = new JsonObject { ["name"] = name, ["contentType"] = "application/vnd.masstransit+json", ["payload"] = Ref("./" + FileOf(name)) };
            channels[name] = new JsonObject
            {
                ["address"] = $"{typeof(IDisbursementEventV1).Namespace}:{name}", ["messages"] = new JsonObject { [name] = Ref("#/components/messages/" + name) },
            };
            operations["publish" + name] = new JsonObject
            {
                ["action"] = "send", ["channel"] = Ref("#/channels/" + name), ["messages"] = new JsonArray(Ref($"#/channels/{name}/messages/{name}")),
            };
        }
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "BenefitWorkflow events", ["version"] = "1",
                ["description"] = "Delivered at least once and in any order. eventId tells a repetition, sequence a gap; GET /api/events?after= heals it (FeedPageV1). "
                    + "GET /api/events/control-totals?day= gives the day's control totals to prove the books (ControlTotalsV1). Sent and unknown say where a payment is and move no money, so they are in no control total.",
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = channels, ["operations"] = operations, ["components"] = new JsonObject { ["messages"] = messages },
        };
    }

    private static JsonObject Ref(string to) => new() { ["$ref"] = to };
}
