using System.Collections.Frozen;
using System.Text.Json;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Reads, validates and compiles definitions; anything unsupported is an error, never skipped.</summary>
public static class DefinitionReader
{
    internal const int MaxActivities = 1_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <param name="json">The Elsa 3 document.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="activities">Activity types beyond Elsa's own control-flow set.</param>
    public static DefinitionResult Read(string json, string file, ActivityCatalog activities)
    {
        var problems = new ProblemLog(file);
        if (Open(json, problems) is not var (document, hash)) return new DefinitionResult(null, problems.Errors, problems.Warnings);
        using (document)
        {
            var definition = Compile(document.RootElement, hash, activities, problems);
            return new DefinitionResult(problems.Errors.Count == 0 ? definition : null, problems.Errors, problems.Warnings);
        }
    }

    // Hashing reads every string once, so that nothing after it can meet half a surrogate pair.
    private static (JsonDocument Document, string Hash)? Open(string json, ProblemLog problems)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, Strict);
            return (document, CanonicalJson.Hash(document.RootElement));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            var place = fault as JsonException;
            problems.MalformedJson((place?.LineNumber ?? 0) + 1, (place?.BytePositionInLine ?? 0) + 1);
            return null;
        }
    }

    private static WorkflowDefinition? Compile(JsonElement document, string hash, ActivityCatalog catalog, ProblemLog problems)
    {
        var id = document.Text("definitionId");
        if (string.IsNullOrEmpty(id)) problems.Missing(null, "definitionId");
        var version = document.Integer("version");
        if (version is not > 0) problems.Missing(null, "version");
        CheckOptions(document, problems);

        if (document.Field("root") is not { ValueKind: JsonValueKind.Object } root)
        {
            problems.Missing(null, "root");
            return null;
        }
        if (root.Text("type") is not "Elsa.Flowchart") problems.Unsupported(null, "root.type " + root.Text("type"));
        if (root.Field("activities") is not { ValueKind: JsonValueKind.Array }) problems.Missing(null, "root.activities");
        if (root.Field("customProperties") is { } custom && custom.Items("notFoundConnections").Any())
            problems.Unsupported(null, "notFoundConnections");
        if (root.Items("activities").Count() > MaxActivities || root.Items("connections").Count() > 4 * MaxActivities)
        {
            problems.TooLarge(MaxActivities);
            return null;
        }

        var names = DataReader.Read(document, root, problems);
        var compiled = new ActivityReader(catalog, names, problems).ReadAll(root);
        var connections = ConnectionReader.Read(root, compiled, problems);
        var start = FlowGraph.FindStart(root, compiled, connections);
        if (start < 0)
        {
            problems.NoStart();
            return null;
        }
        connections = FlowGraph.Connect(compiled, connections, start);
        FlowChecks.Check(compiled, connections, start, problems);
        if (problems.Errors.Count > 0) return null;

        names.WarnOfUnstoredInputs(problems);
        var signals = catalog.All.SelectMany(activity => activity.Declaration.Signals).Select(signal => signal.Name)
            .Append(Signal.TimerElapsed).ToFrozenSet(StringComparer.Ordinal);
        return new WorkflowDefinition(id!, version!.Value, document.Text("name") ?? id!, hash,
            compiled, connections, start, names.Variables, names.UsedInputs(), signals);
    }

    private static void CheckOptions(JsonElement document, ProblemLog problems)
    {
        if (document.Field("options") is { } options && options.Flag("usableAsActivity"))
            problems.Unsupported(null, "options.usableAsActivity");
        if (document.Items("outcomes").Any()) problems.Unsupported(null, "outcomes");
    }
}

/// <summary>Either a definition (perhaps with warnings) or at least one error.</summary>
public sealed record DefinitionResult(WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Errors, IReadOnlyList<DefinitionProblem> Warnings);

/// <param name="File">As given to the reader.</param>
/// <param name="ActivityId">Null where the document as a whole is at fault.</param>
/// <param name="Code">Stable, e.g. <c>definition.unknown-activity</c>.</param>
/// <param name="Zh">One sentence with file and activity id.</param>
/// <param name="En">The same in English.</param>
public sealed record DefinitionProblem(string File, string? ActivityId, string Code, string Zh, string En);
