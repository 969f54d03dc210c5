namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// Where a case stands in its definition: tokens, bookmarks, visits, variables, inputs.
/// Immutable; serialises to a few dozen bytes of text without any CLR name.
/// </summary>
public sealed class Position
{
    /// <summary>Open bookmarks, oldest first.</summary>
    public IReadOnlyList<Bookmark> Bookmarks => throw new NotImplementedException();

    /// <summary>True when nothing is pending.</summary>
    public bool IsCompleted => throw new NotImplementedException();

    /// <summary>A variable's value: string, bool, long, decimal or null.</summary>
    public object? Variable(string name) => throw new NotImplementedException();

    public string Serialize() => throw new NotImplementedException();

    /// <exception cref="FormatException">The text is not a position.</exception>
    public static Position Parse(string text) => throw new NotImplementedException();
}

/// <summary>A place where the case waits for a signal.</summary>
public readonly record struct Bookmark(string ActivityId, int Visit);
