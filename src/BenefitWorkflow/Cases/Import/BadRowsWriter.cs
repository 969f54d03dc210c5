using BenefitWorkflow.Files;

namespace BenefitWorkflow.Cases.Import;

/// <summary>
/// Bad rows as they came, under the same header, with a last column that says why. A file that comes back corrected may keep that column:
/// it is not read, and not doubled when rows go back again.
/// </summary>
public sealed class BadRowsWriter(Stream stream, IReadOnlyList<string> header) : IDisposable
{
    public const string ReasonColumn = "问题原因 Reason";

    private readonly int[] _columns = [.. Enumerable.Range(0, header.Count).Where(i => header[i] != ReasonColumn)];
    private readonly TableWriter _table = new(stream, [.. header.Where(title => title != ReasonColumn), ReasonColumn]);

    public void Write(IReadOnlyList<string> cells, IReadOnlyList<RowProblem> problems)
    {
        var row = new List<string>(_columns.Length + 1);
        foreach (var i in _columns) row.Add(i < cells.Count ? cells[i] : "");
        var reason = string.Join("; ", problems.Select(p => $"{(p.Column.Length > 0 ? p.Column + "：" : "")}{p.Refusal.Zh} {p.Refusal.En}"));
        row.Add(reason.Length <= TableWriter.MaxCellLength ? reason : reason[..(TableWriter.MaxCellLength - 1)] + "…");
        _table.WriteRow(row);
    }

    public void Dispose() => _table.Dispose();
}
