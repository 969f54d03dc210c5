using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Files;

/// <summary>One row as text cells.</summary>
/// <param name="Number">1-based row in the file, as a spreadsheet shows it.</param>
/// <param name="Cells">As many as the row has; may be fewer or more than the header.</param>
/// <param name="Problem">Null where the row could be read; otherwise why not, and nothing follows it.</param>
public sealed record TableRow(int Number, IReadOnlyList<string> Cells, Refusal? Problem = null)
{
    private static readonly IReadOnlyDictionary<int, CellFault> NoFaults = new Dictionary<int, CellFault>();

    /// <summary>Cells whose text does not say what its author meant, by 0-based column; empty for most rows.</summary>
    public IReadOnlyDictionary<int, CellFault> Faults { get; init; } = NoFaults;

    /// <summary>Nothing but white space, and no fault.</summary>
    public bool IsBlank => Problem is null && Faults.Count == 0 && Cells.All(string.IsNullOrWhiteSpace);

    // A record would print its cells, identity numbers included.
    public override string ToString() => $"{nameof(TableRow)} {Number}";
}

/// <summary>Why the text of a spreadsheet's cell cannot be trusted.</summary>
public enum CellFault
{
    /// <summary>An error such as #N/A; the text is the error.</summary>
    Error = 1,

    /// <summary>A formula that was saved without its value; the text is empty.</summary>
    NotCalculated = 2,

    /// <summary>A number of 16 digits or more: spreadsheets keep 15 and fill up with zeros. The text is what is stored.</summary>
    DigitsLost = 3,
}
