using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Import;

/// <summary>A fault of one cell, or of the row as a whole.</summary>
/// <param name="Row">1-based row in the file.</param>
/// <param name="Column">Header as it stands in the file; empty for the row as a whole.</param>
public sealed record RowProblem(int Row, string Column, Refusal Refusal);

/// <summary>One row of a roster.</summary>
/// <param name="Cells">As given, to go back with a bad row.</param>
/// <param name="Case">Null where there are problems.</param>
public sealed record RosterRow(int Row, IReadOnlyList<string> Cells, NewCase? Case, IReadOnlyList<RowProblem> Problems)
{
    public override string ToString() => $"{nameof(RosterRow)} {Row}";
}

/// <summary>Reads a roster (.xlsx or delimited text) row by row into applications.</summary>
public sealed class RosterReader : IDisposable
{
    private readonly TableReader _table;
    private readonly Programme _programme;
    private readonly RosterField[] _fields;

    private RosterReader(TableReader table, Programme programme, RosterField[] fields) => (_table, _programme, _fields) = (table, programme, fields);

    public IReadOnlyList<string> Header => _table.Header;

    /// <param name="refusals">Everything wrong with the file or its header; empty where it was opened.</param>
    public static bool TryOpen(
        Stream stream, string fileName, Programme programme, TableLimits limits, [NotNullWhen(true)] out RosterReader? reader, out IReadOnlyList<Refusal> refusals)
    {
        reader = null;
        if (!TableReader.TryOpen(stream, fileName, limits, out var table, out var refusal))
        {
            refusals = [refusal];
            return false;
        }
        var fields = Fields(table.Header, out refusals);
        if (refusals.Count > 0)
        {
            table.Dispose();
            return false;
        }
        reader = new RosterReader(table, programme, fields);
        return true;
    }

    /// <summary>Rows in the file's order; a row that ends the reading (damage, limits) comes last, as a problem.</summary>
    public IEnumerable<RosterRow> Rows()
    {
        foreach (var row in _table.Rows())
        {
            if (row.Problem is { } problem)
            {
                yield return new RosterRow(row.Number, row.Cells, null, [new RowProblem(row.Number, "", problem)]);
                yield break;
            }
            var cells = new RosterCells(row, Header, _fields, _programme);
            var @case = cells.ToCase();
            yield return new RosterRow(row.Number, row.Cells, cells.Problems.Count == 0 ? @case : null, cells.Problems);
        }
    }

    public void Dispose() => _table.Dispose();

    private static RosterField[] Fields(IReadOnlyList<string> header, out IReadOnlyList<Refusal> refusals)
    {
        var (fields, problems) = (new RosterField[header.Count], new List<Refusal>());
        for (var i = 0; i < header.Count; i++)
        {
            // A corrected file of bad rows may come back with its reasons.
            if (string.IsNullOrWhiteSpace(header[i]) || header[i] == BadRowsWriter.ReasonColumn) continue;
            if (RosterColumns.Find(header[i]) is not { } field)
                problems.Add(new Refusal("roster.unknown-column",
                    $"不认识第 {i + 1} 列“{header[i]}”；是否应为“{RosterColumns.Closest(header[i])}”？请改名或删除该列。",
                    $"Column {i + 1}, '{header[i]}', is not known; did you mean '{RosterColumns.Closest(header[i])}'? Rename or remove it."));
            else if (fields.Contains(field))
                problems.Add(new Refusal("roster.duplicate-column", $"列“{header[i]}”重复；请只保留一列。", $"Column '{header[i]}' stands twice; keep one."));
            else
                fields[i] = field;
        }
        foreach (var required in RosterColumns.Required.Where(r => !fields.Contains(r)))
            problems.Add(new Refusal("roster.missing-column", $"缺少必需的列“{RosterColumns.Title(required)}”；请补上。", $"The required column '{RosterColumns.Title(required)}' ({required}) is missing; add it."));
        refusals = problems;
        return fields;
    }
}
