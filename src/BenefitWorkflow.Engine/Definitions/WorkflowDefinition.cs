using BenefitWorkflow.Engine.Activities;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>A compiled, validated Elsa 3 definition. Immutable and safe to share.</summary>
public sealed class WorkflowDefinition
{
    internal WorkflowDefinition() { }

    /// <summary>Elsa's <c>definitionId</c>, e.g. <c>hardship-assistance</c>.</summary>
    public string DefinitionId => throw new NotImplementedException();

    public int Version => throw new NotImplementedException();
    public string Name => throw new NotImplementedException();

    /// <summary>Lower-case hex SHA-256 of the document's canonical JSON (white space does not count).</summary>
    public string Hash => throw new NotImplementedException();

    /// <summary>All activities in document order, with display text and designer position for drawing.</summary>
    public IReadOnlyList<ActivityNode> Activities => throw new NotImplementedException();

    public IReadOnlyList<Connection> Connections => throw new NotImplementedException();

    public ActivityNode? Find(string activityId) => throw new NotImplementedException();
}

/// <param name="Declaration">The type's declaration.</param>
public sealed record ActivityNode(string Id, string Name, string DisplayText, double X, double Y, double Width, double Height, ActivityDeclaration Declaration);

public sealed record Connection(string Source, string Port, string Target);
