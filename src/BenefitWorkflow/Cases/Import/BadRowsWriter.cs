using BenefitWorkflow.Files;

namespace BenefitWorkflow.Cases.Import;

/// <summary>Bad rows as they came, under the same header, with a last column that says why.</summary>
public sealed class BadRowsWriter(Stream stream, IReadOnlyList<string> header) : IDisposable
{
    public const string ReasonColumn = "问题原因 Reason";

    private readonly TableWriter _table = new(stream, [.. header, ReasonColumn]);

    public void Write(IReadOnlyList<string> cells, IReadOnlyList<RowProblem> problems)
    {
        var row = new List<string>(header.Count + 1);
        for (var i = 0; i < header.Count; i++) row.Add(i < cells.Count ? cells[i] : "");
        row.Add(string.Join("; ", problems.Select(p => $"{(p.Column.Length > 0 ? p.Column + "：" : "")}{p.Refusal.Zh} {p.Refusal.En}")));
        _table.WriteRow(row);
    }

    public void Dispose() => _table.Dispose();
}
