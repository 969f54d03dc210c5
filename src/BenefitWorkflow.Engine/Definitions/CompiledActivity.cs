using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>How an activity takes the tokens that reach it. Elsa's Cascade is refused by the reader.</summary>
internal enum MergeMode
{
    /// <summary>Runs unless a live branch can still bring a token (Elsa's None and Stream).</summary>
    Stream = 1,

    /// <summary>Waits for a token on every forward connection.</summary>
    Merge = 2,

    /// <summary>Waits for a token on every connection.</summary>
    Converge = 3,

    /// <summary>The first token runs it and cancels the other branches.</summary>
    Race = 4,
}

/// <summary>What the engine itself does on reaching an activity.</summary>
internal enum ActivityRole
{
    /// <summary>Asks the catalogue's activity (or a timer).</summary>
    Activity = 1,

    /// <summary>Passes the token on: start and join.</summary>
    Pass = 2,

    /// <summary>Ends the whole flow.</summary>
    End = 3,
    Decision = 4,
    Switch = 5,
    Fork = 6,
    SetVariable = 7,
}

/// <summary>An activity of one definition, ready to run: names resolved to indexes, expressions compiled.</summary>
internal sealed class CompiledActivity
{
    public required int Index { get; init; }
    public required ActivityNode Node { get; init; }
    public required ActivityRole Role { get; init; }

    /// <summary>Null unless the role is <see cref="ActivityRole.Activity"/>.</summary>
    public IActivity? Activity { get; init; }

    /// <summary>Its type is not known; set only while a document with problems is being read.</summary>
    public bool IsUnknown { get; init; }

    public MergeMode Merge { get; init; }
    public InputBinding[] Inputs { get; init; } = [];
    public OutputBinding[] Outputs { get; init; } = [];

    /// <summary>A decision's condition or the value to set.</summary>
    public Expression? Expression { get; init; }

    public SwitchCase[] Cases { get; init; } = [];

    /// <summary>A switch takes every case that holds, not just the first.</summary>
    public bool AllCases { get; init; }

    /// <summary>Index of the variable to set.</summary>
    public int Target { get; init; } = -1;

    // Filled when the connections are known.
    public Port[] Ports { get; set; } = [];
    public int[] Inbound { get; set; } = [];
    public int[] ForwardInbound { get; set; } = [];

    /// <summary>Activities whose forward connections lead here directly.</summary>
    public int[] ForwardSources { get; set; } = [];

    /// <summary>By activity index: whether forward connections lead from it to here.</summary>
    public bool[] Ancestors { get; set; } = [];

    public string Id => Node.Id;
    public ActivityDeclaration Declaration => Node.Declaration;
    public bool Blocks => Declaration.Signals.Count > 0;

    public int[] Outbound(string port)
    {
        foreach (var candidate in Ports)
            if (string.Equals(candidate.Name, port, StringComparison.Ordinal)) return candidate.Connections;
        return [];
    }

    public bool Declares(string outcome)
    {
        foreach (var name in Declaration.Outcomes)
            if (string.Equals(name, outcome, StringComparison.Ordinal)) return true;
        foreach (var name in Declaration.OptionalOutcomes)
            if (string.Equals(name, outcome, StringComparison.Ordinal)) return true;
        return false;
    }

    public SignalDeclaration? Signal(string name)
    {
        foreach (var signal in Declaration.Signals)
            if (string.Equals(signal.Name, name, StringComparison.Ordinal)) return signal;
        return null;
    }
}

/// <summary>An outcome that is connected, with its connections in document order.</summary>
internal sealed record Port(string Name, int[] Connections);

/// <param name="Key">Stable id: source, port and target, as it stands in a position.</param>
/// <param name="IsForward">False for a connection that closes a loop.</param>
internal sealed record CompiledConnection(int Index, int Source, string Port, int Target, string Key, bool IsForward);

internal sealed record InputBinding(string Name, ValueKind Kind, Expression Expression);

internal sealed record OutputBinding(string Name, int Variable);

internal sealed record SwitchCase(string Label, Expression Condition);
