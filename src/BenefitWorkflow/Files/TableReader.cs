using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Files;

/// <summary>
/// Reads a table row by row from .xlsx or delimited text; memory does not grow with rows. A stranger's file: every bound holds,
/// every fault is a refusal that names the file and row.
/// </summary>
public sealed class TableReader : IDisposable
{
    private readonly IEnumerator<TableRow> _rows;
    private readonly IDisposable? _source;
    private readonly string _file;
    private readonly TableLimits _limits;
    private int _last;
    private int _count;
    private bool _ended;

    private TableReader(IEnumerator<TableRow> rows, IDisposable? source, TableRow header, string file, TableLimits limits) =>
        (_rows, _source, Header, _last, _file, _limits) = (rows, source, header.Cells, header.Number, file, limits);

    /// <summary>Cells of the first row that is not blank.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>A row may end before its last columns without having lost them: spreadsheets do not store empty cells.</summary>
    public bool OmitsEmptyCells => _source is Workbook;

    /// <param name="stream">Seekable, at its start; not closed.</param>
    public static bool TryOpen(Stream stream, string fileName, TableLimits limits, [NotNullWhen(true)] out TableReader? reader, [NotNullWhen(false)] out Refusal? refusal)
    {
        (reader, refusal) = (null, null);
        var file = Path.GetFileName(fileName);
        if (stream.Length > limits.Bytes)
        {
            refusal = TableProblems.TooManyBytes(file, limits.Bytes);
            return false;
        }
        IDisposable? source = null;
        IEnumerator<TableRow>? rows = null;
        try
        {
            Span<byte> head = stackalloc byte[8];
            var read = stream.ReadAtLeast(head, 8, throwOnEndOfStream: false);
            stream.Position = 0;
            if (read >= 8 && head.SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) throw new TableProblemException(TableProblems.Encrypted(file));
            IEnumerable<TableRow> all;
            if (read >= 2 && head[0] == 'P' && head[1] == 'K')
            {
                var workbook = new Workbook(stream, file, limits);
                (source, all) = (workbook, workbook.Rows());
            }
            else
            {
                all = DelimitedText.Rows(stream, file, limits);
            }
            rows = all.GetEnumerator();
            while (rows.MoveNext())
            {
                if (rows.Current.IsBlank) continue;
                reader = new TableReader(rows, source, rows.Current, file, limits);
                return true;
            }
            refusal = TableProblems.Empty(file);
        }
        catch (Exception e) when (ToRefusal(e, file, 0) is { } problem)
        {
            refusal = problem;
        }
        rows?.Dispose();
        source?.Dispose();
        return false;
    }

    /// <summary>Rows behind the header; blank ones are left out. Goes on where an earlier enumeration stopped. A row with a problem is the last.</summary>
    public IEnumerable<TableRow> Rows()
    {
        while (!_ended)
        {
            TableRow? row = null;
            try
            {
                if (_rows.MoveNext()) row = _rows.Current;
                if (row is { IsBlank: false } && ++_count > _limits.Rows) row = new TableRow(row.Number, [], TableProblems.TooManyRows(_file, _limits.Rows));
            }
            catch (Exception e) when (ToRefusal(e, _file, _last) is { } problem)
            {
                row = new TableRow(_last + 1, [], problem);
            }
            _ended = row?.Problem is not null || row is null;
            if (row is null) yield break;
            _last = row.Number;
            if (!row.IsBlank) yield return row;
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _source?.Dispose();
    }

    private static Refusal? ToRefusal(Exception e, string file, int row) => e switch
    {
        TableProblemException problem => problem.Refusal,
        // Not XML from the start, or XML with a document type, which no spreadsheet program writes.
        System.Xml.XmlException when row == 0 => TableProblems.NotATable(file),
        InvalidDataException or EndOfStreamException or System.Xml.XmlException => TableProblems.Truncated(file, row),
        _ => null,
    };
}
