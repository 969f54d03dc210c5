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

/// <summary>Reads a roster (.xlsx or delimited text) row by row into applications. Identity and account numbers are checked where the case is opened, not here.</summary>
public sealed class RosterReader : IDisposable
{
    private readonly TableReader _table;
    private readonly Programme _programme;
    private readonly RosterField[] _fields;

    private RosterReader(TableReader table, Programme programme, IReadOnlyList<string> header, RosterField[] fields) =>
        (_table, _programme, Header, _fields) = (table, programme, header, fields);

    /// <summary>Header cells as they stand in the file.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Data rows of the file, good and bad.</summary>
    public int RowCount { get; private set; }

    /// <summary>
    /// Opens a roster that was read once to its end: where a file is damaged half-way, no row of it is handed out, since what was
    /// taken in before the spot could not be told from what is missing.
    /// </summary>
    /// <param name="stream">Seekable, at its start; not closed.</param>
    /// <param name="mapping">What people said of columns; <see cref="RosterMapping.None"/> where nobody did.</param>
    /// <param name="refusals">Everything wrong with the header, or where the file cannot be read on (damage, limits); empty where it was opened.</param>
    public static bool TryOpen(
        Stream stream, string fileName, Programme programme, TableLimits limits, RosterMapping mapping, [NotNullWhen(true)] out RosterReader? reader, out IReadOnlyList<Refusal> refusals)
    {
        reader = null;
        var count = 0;
        using (var trial = Open(stream, fileName, programme, limits, mapping, out refusals))
        {
            if (trial is null) return false;
            foreach (var row in trial._table.Rows())
            {
                if (row.Problem is not null)
                {
                    refusals = [row.Problem];
                    return false;
                }
                count++;
            }
        }
        stream.Position = 0;
        reader = Open(stream, fileName, programme, limits, mapping, out refusals);
        if (reader is null) return false;
        reader.RowCount = count;
        return true;
    }

    /// <summary>What a roster's columns are and hold, before anything is made of its rows.</summary>
    /// <param name="stream">Seekable, at its start; not closed.</param>
    internal static (IReadOnlyList<RosterColumn> Columns, Refusal? Refusal) Look(Stream stream, string fileName, TableLimits limits)
    {
        if (!TableReader.TryOpen(stream, fileName, limits, out var table, out var refusal)) return ([], refusal);
        using (table)
        {
            var header = RosterHeader.Find(table, out var refusals);
            return refusals.Count > 0 ? ([], refusals[0]) : (RosterHeader.Look(header), null);
        }
    }

    private static RosterReader? Open(Stream stream, string fileName, Programme programme, TableLimits limits, RosterMapping mapping, out IReadOnlyList<Refusal> refusals)
    {
        if (!TableReader.TryOpen(stream, fileName, limits, out var table, out var refusal))
        {
            refusals = [refusal];
            return null;
        }
        var header = RosterHeader.Find(table, out refusals);
        if (refusals.Count == 0 && RosterHeader.Fields(header, mapping, out refusals) is { } fields) return new RosterReader(table, programme, header, fields);
        table.Dispose();
        return null;
    }

    /// <summary>Rows in the file's order, once.</summary>
    /// <exception cref="IOException">The file is no longer the one that was opened.</exception>
    public IEnumerable<RosterRow> Rows()
    {
        foreach (var row in _table.Rows())
        {
            if (row.Problem is not null) throw new IOException($"Row {row.Number} could be read before and now cannot.");
            var cells = new RosterCells(row, Header, _fields, _programme);
            var @case = cells.ToCase();
            yield return new RosterRow(row.Number, row.Cells, cells.Problems.Count == 0 ? @case : null, cells.Problems);
        }
    }

    public void Dispose() => _table.Dispose();
}
