using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>The decisions of one case as they were taken, to be decided anew by <see cref="Replay"/>.</summary>
/// <param name="DefinitionHash">Hash of the definition it was recorded with.</param>
/// <param name="Inputs">Workflow inputs by name.</param>
/// <param name="Entries">The start and then every signal that led to a decision, in order.</param>
public sealed record ReplayHistory(string DefinitionHash, IReadOnlyDictionary<string, object?> Inputs, IReadOnlyList<ReplayEntry> Entries)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="FormatException">The text is not a history.</exception>
    public static ReplayHistory FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new ReplayHistory(
                root.GetProperty("definitionHash").GetString()!,
                Values(root.GetProperty("inputs")),
                [.. root.GetProperty("entries").EnumerateArray().Select(Entry)]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Not a recorded history.", fault);
        }
    }

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("definitionHash", DefinitionHash);
            Write(writer, "inputs", Inputs);
            writer.WriteStartArray("entries");
            foreach (var entry in Entries) Write(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static ReplayEntry Entry(JsonElement element)
    {
        Signal? signal = null;
        if (element.TryGetProperty("signal", out var sent))
        {
            signal = new Signal(
                sent.GetProperty("name").GetString()!,
                sent.TryGetProperty("data", out var data) ? Values(data) : new Dictionary<string, object?>(),
                sent.TryGetProperty("activity", out var activity) ? activity.GetString() : null,
                sent.TryGetProperty("visit", out var visit) ? visit.GetInt32() : null);
        }
        return new ReplayEntry(
            signal,
            element.GetProperty("now").GetDateTimeOffset(),
            element.TryGetProperty("facts", out var facts) ? facts.Clone() : null,
            [.. element.GetProperty("steps").EnumerateArray().Select(step => new Step(
                step.GetProperty("activity").GetString()!,
                step.GetProperty("visit").GetInt32(),
                step.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null))],
            element.GetProperty("position").GetString()!);
    }

    private static void Write(Utf8JsonWriter writer, ReplayEntry entry)
    {
        writer.WriteStartObject();
        if (entry.Signal is { } signal)
        {
            writer.WriteStartObject("signal");
            writer.WriteString("name", signal.Name);
            if (signal.ActivityId is not null) writer.WriteString("activity", signal.ActivityId);
            if (signal.Visit is { } visit) writer.WriteNumber("visit", visit);
            if (signal.Data.Count > 0) Write(writer, "data", signal.Data);
            writer.WriteEndObject();
        }
        writer.WriteString("now", entry.Now);
        if (entry.Facts is { } facts)
        {
            writer.WritePropertyName("facts");
            facts.WriteTo(writer);
        }
        writer.WriteStartArray("steps");
        foreach (var step in entry.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("activity", step.ActivityId);
            writer.WriteNumber("visit", step.Visit);
            if (step.Outcome is not null) writer.WriteString("outcome", step.Outcome);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("position", entry.Position);
        writer.WriteEndObject();
    }

    private static Dictionary<string, object?> Values(JsonElement element) => element.EnumerateObject().ToDictionary(
        property => property.Name, property => Value(property.Value), StringComparer.Ordinal);

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => element.GetDecimal(),
        _ => throw new FormatException("A recorded value is text, boolean, number or null."),
    };

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, object?> values)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            writer.WritePropertyName(key);
            switch (value)
            {
                case null:
                    writer.WriteNullValue();
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                // Its decimal point tells it from a whole number when it is read again.
                case decimal number:
                    writer.WriteRawValue(number.ToString("0.0###########################", CultureInfo.InvariantCulture));
                    break;
                case string text:
                    writer.WriteStringValue(text);
                    break;
                default:
                    writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
        writer.WriteEndObject();
    }
}

/// <param name="Signal">Null for the start.</param>
/// <param name="Now">The instant the decision was given.</param>
/// <param name="Facts">What the host's facts are built from; null when it needs none. Never personal data.</param>
/// <param name="Steps">What ran.</param>
/// <param name="Position">The position afterwards, as text.</param>
public sealed record ReplayEntry(Signal? Signal, DateTimeOffset Now, JsonElement? Facts, IReadOnlyList<Step> Steps, string Position);
