using System.Collections.Frozen;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>A compiled, validated Elsa 3 definition. Immutable and safe to share.</summary>
public sealed class WorkflowDefinition
{
    private readonly FrozenDictionary<string, int> _activityIndex;
    private readonly FrozenDictionary<string, int> _connectionIndex;

    internal WorkflowDefinition(
        string definitionId, int version, string name, string hash,
        CompiledActivity[] activities, CompiledConnection[] connections, int start,
        WorkflowVariable[] variables, WorkflowInput[] inputs, FrozenSet<string> signals)
    {
        DefinitionId = definitionId;
        Version = version;
        Name = name;
        Hash = hash;
        Start = start;
        Compiled = activities;
        CompiledConnections = connections;
        Variables = variables;
        Inputs = inputs;
        Signals = signals;
        Activities = Array.ConvertAll(activities, activity => activity.Node);
        Connections = Array.ConvertAll(connections,
            connection => new Connection(activities[connection.Source].Id, connection.Port, activities[connection.Target].Id));
        _activityIndex = activities.ToFrozenDictionary(activity => activity.Id, activity => activity.Index, StringComparer.Ordinal);
        _connectionIndex = connections.ToFrozenDictionary(connection => connection.Key, connection => connection.Index, StringComparer.Ordinal);
    }

    /// <summary>Elsa's <c>definitionId</c>, e.g. <c>hardship-assistance</c>.</summary>
    public string DefinitionId { get; }

    public int Version { get; }
    public string Name { get; }

    /// <summary>Lower-case hex SHA-256 of the document's canonical JSON (neither white space nor the order of keys counts).</summary>
    public string Hash { get; }

    /// <summary>All activities in document order, with display text and designer position for drawing.</summary>
    public IReadOnlyList<ActivityNode> Activities { get; }

    public IReadOnlyList<Connection> Connections { get; }

    public ActivityNode? Find(string activityId) =>
        _activityIndex.TryGetValue(activityId, out var index) ? Compiled[index].Node : null;

    internal int Start { get; }
    internal CompiledActivity[] Compiled { get; }
    internal CompiledConnection[] CompiledConnections { get; }
    internal WorkflowVariable[] Variables { get; }

    /// <summary>Only the inputs that some expression reads: the others need not travel with the case.</summary>
    internal WorkflowInput[] Inputs { get; }

    /// <summary>Every signal that some activity type of the catalogue declares, used here or not.</summary>
    internal FrozenSet<string> Signals { get; }

    internal int IndexOf(string activityId) => _activityIndex.TryGetValue(activityId, out var index) ? index : -1;
    internal int IndexOfConnection(string key) => _connectionIndex.TryGetValue(key, out var index) ? index : -1;
}

/// <param name="Declaration">The type's declaration; for switches and forks with the outcomes this definition gives them.</param>
/// <param name="SettingsHash">Lower-case hex SHA-256 of what the document says of the activity, name and place in the drawing aside: another one is another role, limit, condition, ...</param>
public sealed record ActivityNode(string Id, string Name, string DisplayText, double X, double Y, double Width, double Height, ActivityDeclaration Declaration, string SettingsHash);

public sealed record Connection(string Source, string Port, string Target);

internal sealed record WorkflowVariable(string Id, string Name, ValueKind Kind, object? Default);

internal sealed record WorkflowInput(string Name, ValueKind Kind);
