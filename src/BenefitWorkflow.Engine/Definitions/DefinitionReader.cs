using BenefitWorkflow.Engine.Activities;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Reads, validates and compiles definitions; anything unsupported is an error, never skipped.</summary>
public static class DefinitionReader
{
    /// <param name="json">The Elsa 3 document.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="activities">Activity types beyond Elsa's own control-flow set.</param>
    public static DefinitionResult Read(string json, string file, ActivityCatalog activities) => throw new NotImplementedException();
}

/// <summary>Either a definition (perhaps with warnings) or at least one error.</summary>
public sealed record DefinitionResult(WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Errors, IReadOnlyList<DefinitionProblem> Warnings);

/// <param name="ActivityId">Null where the document as a whole is at fault.</param>
/// <param name="Code">Stable, e.g. <c>definition.unknown-activity</c>.</param>
public sealed record DefinitionProblem(string File, string? ActivityId, string Code, string Zh, string En);
