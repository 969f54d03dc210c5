namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// Where a case stands in its definition: bookmarks, waiting tokens, visits, variables, inputs.
/// Immutable; serialises to a few dozen bytes of text without any CLR name.
/// </summary>
/// <remarks>It names activities and connections by their ids, and is only read with the definition version it was made with, or with one that <see cref="VersionChange"/> lets it go on with.</remarks>
public sealed class Position : IEquatable<Position>
{
    private readonly Bookmark[] _bookmarks;
    private readonly string[] _tokens;
    private readonly VisitCount[] _visits;
    private readonly NamedValue[] _variables;
    private readonly NamedValue[] _inputs;
    private string? _text;

    internal Position(Bookmark[] bookmarks, string[] tokens, VisitCount[] visits, NamedValue[] variables, NamedValue[] inputs)
    {
        _bookmarks = bookmarks;
        _tokens = tokens;
        _visits = visits;
        _variables = variables;
        _inputs = inputs;
    }

    /// <summary>Open bookmarks, oldest first.</summary>
    public IReadOnlyList<Bookmark> Bookmarks => _bookmarks;

    /// <summary>True when nothing is pending.</summary>
    public bool IsCompleted => _bookmarks.Length == 0 && _tokens.Length == 0;

    /// <summary>A variable's value: string, bool, long, decimal or null (also for an unknown name).</summary>
    public object? Variable(string name)
    {
        foreach (var variable in _variables)
            if (string.Equals(variable.Name, name, StringComparison.Ordinal)) return variable.Value;
        return null;
    }

    /// <summary>How often the flow has reached an activity; 0 for one it never reached.</summary>
    public int Visits(string activityId)
    {
        foreach (var visit in _visits)
            if (string.Equals(visit.ActivityId, activityId, StringComparison.Ordinal)) return visit.Count;
        return 0;
    }

    /// <summary>Connections on which a token waits for others, by their key; empty in all but a waiting merge.</summary>
    internal ReadOnlySpan<string> Tokens => _tokens;

    internal ReadOnlySpan<Bookmark> OpenBookmarks => _bookmarks;
    internal ReadOnlySpan<VisitCount> VisitCounts => _visits;
    internal ReadOnlySpan<NamedValue> Variables => _variables;
    internal ReadOnlySpan<NamedValue> Inputs => _inputs;

    /// <summary>The same position always gives the same text.</summary>
    public string Serialize() => _text ??= PositionText.Write(this);

    /// <exception cref="FormatException">The text is not a position.</exception>
    public static Position Parse(string text) => PositionText.Read(text);

    public bool Equals(Position? other) => other is not null && Serialize() == other.Serialize();
    public override bool Equals(object? obj) => Equals(obj as Position);
    public override int GetHashCode() => Serialize().GetHashCode(StringComparison.Ordinal);
    public override string ToString() => Serialize();
}

/// <summary>A place where the case waits for a signal.</summary>
public readonly record struct Bookmark(string ActivityId, int Visit);

internal readonly record struct VisitCount(string ActivityId, int Count);

internal readonly record struct NamedValue(string Name, object? Value);
