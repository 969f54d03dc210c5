using System.Text.Json;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Reading of a document's fields as Elsa does: camel case, Pascal case, missing and null alike.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (!element.TryGetProperty(name, out var value)
            && !element.TryGetProperty(char.ToUpperInvariant(name[0]) + name[1..], out value)) return null;
        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Flag(this JsonElement element, string name) => element.Field(name) is { ValueKind: JsonValueKind.True };

    public static int? Integer(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static double Number(this JsonElement? element, string name) =>
        element?.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : 0;

    /// <summary>The items of an array; none where the field is missing or something else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>A scalar as a definition would write it as text; null for objects and arrays.</summary>
    public static string? Scalar(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
