using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Programmes;

/// <summary>Reads one programme file: JSON, then shape; what the values mean together is <see cref="ProgrammeChecks"/>'s business.</summary>
internal static class ProgrammeReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] CriterionKinds =
        [.. typeof(Criterion).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().Select(derived => (string)derived.TypeDiscriminator!).Order(StringComparer.Ordinal)];

    /// <returns>Null where a problem was added.</returns>
    public static Programme? Read(string json, string file, ProgrammeProblems problems)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var hash = CanonicalJson.Hash(document.RootElement);
            if (HasUnknownCriterion(document.RootElement, file, problems)) return null;

            return Bind(document, file, problems) is { } programme
                ? programme with { Hash = hash, RuleVersion = $"{programme.Key}@{programme.Version}#{hash[..12]}" }
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            var place = fault as JsonException;
            var (line, column) = ((place?.LineNumber ?? 0) + 1, (place?.BytePositionInLine ?? 0) + 1);
            problems.Add(file, null, "malformed-json",
                $"不是合法的 JSON（第 {line} 行第 {column} 字节）；请改正后重试。",
                $"it is not valid JSON (line {line}, byte {column}); correct it and try again.");
            return null;
        }
    }

    private static Programme? Bind(JsonDocument document, string file, ProgrammeProblems problems)
    {
        try
        {
            var programme = document.Deserialize<Programme>(ProgrammeJson.Options);
            if (programme is null) Report(file, "$", problems);
            return programme;
        }
        catch (JsonException fault)
        {
            Report(file, fault.Path ?? "$", problems, FieldNamedIn(fault.Message));
            return null;
        }
    }

    // The serializer names a missing or unknown field only in its message, in single quotes; the words around it are its own.
    private static string? FieldNamedIn(string message)
    {
        var names = message.Split('\'').Where((_, index) => index % 2 == 1)
            .Where(name => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '$' or '-')).Distinct();
        var text = string.Join(", ", names);
        return text.Length == 0 ? null : text;
    }

    private static void Report(string file, string path, ProgrammeProblems problems, string? field = null) =>
        problems.Add(file, path, "structure",
            field is null ? "值的类型不符或取值不在允许范围内；请对照 schema/programme.schema.json 改正。"
                : $"字段缺失、未知或为空（{field}）；请对照 schema/programme.schema.json 改正。",
            field is null ? "the value has the wrong type or is not one of those allowed; correct it by schema/programme.schema.json."
                : $"a field is missing, unknown or null ({field}); correct it by schema/programme.schema.json.");

    private static bool HasUnknownCriterion(JsonElement root, string file, ProgrammeProblems problems)
    {
        var found = false;
        foreach (var (scheme, s) in Items(root, "schemes"))
        {
            foreach (var (criterion, c) in Items(scheme, "criteria"))
            {
                var kind = criterion.ValueKind == JsonValueKind.Object && criterion.TryGetProperty("kind", out var value)
                    && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
                if (CriterionKinds.Contains(kind)) continue;
                found = true;
                problems.Add(file, $"$.schemes[{s}].criteria[{c}].kind", "unknown-criterion",
                    $"没有“{kind}”这种条件；可用的有：{string.Join("、", CriterionKinds)}。",
                    $"there is no criterion kind '{kind}'; use one of: {string.Join(", ", CriterionKinds)}.");
            }
        }

        return found;
    }

    private static IEnumerable<(JsonElement Item, int Index)> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select((item, index) => (item, index))
            : [];
}
