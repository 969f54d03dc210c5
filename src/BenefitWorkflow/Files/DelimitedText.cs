using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace BenefitWorkflow.Files;

/// <summary>Delimited text in UTF-8, UTF-16 (with its mark) or GB18030 (which contains GBK), RFC 4180 quoting.</summary>
internal static class DelimitedText
{
    private const int HeaderLength = 100_000;
    private static readonly char[] Delimiters = [',', '\t', '|', ';'];

    public static IEnumerable<TableRow> Rows(Stream stream, string file, TableLimits limits)
    {
        var encoding = TextEncodings.Detect(stream, file);
        var delimiter = DelimiterOf(stream, encoding, file);
        using var text = new RecordBound(Text(stream, encoding), (long)limits.Columns * (limits.CellLength + 3) + HeaderLength);
        var quotes = false;
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(), Mode = CsvMode.RFC4180, IgnoreBlankLines = false, DetectColumnCountChanges = false,
            MaxFieldSize = limits.CellLength, BadDataFound = _ => quotes = true,
        });
        var row = 0;
        while (Next())
        {
            row = csv.Row;
            // A quote that is never closed swallows every row behind it, so it must not pass as a long cell.
            var cells = csv.Record ?? [];
            if (quotes) throw new TableProblemException(TableProblems.Quotes(file, row));
            if (cells.Length > limits.Columns) cells = Shorten(cells);
            if (cells.Length > limits.Columns) throw new TableProblemException(TableProblems.TooManyColumns(file, row, limits.Columns));
            for (var i = 0; i < cells.Length; i++) cells[i] = FormulaGuard.Remove(cells[i]);
            yield return new TableRow(row, cells);
        }

        bool Next()
        {
            try
            {
                text.StartRecord();
                return csv.Read();
            }
            catch (MaxFieldSizeException)
            {
                throw new TableProblemException(TableProblems.CellTooLong(file, row + 1, limits.CellLength));
            }
            catch (RecordBound.TooLongException)
            {
                throw new TableProblemException(TableProblems.TooManyColumns(file, row + 1, limits.Columns));
            }
        }
    }

    // Spreadsheets save empty columns that were once formatted.
    private static string[] Shorten(string[] cells) => cells[..(Array.FindLastIndex(cells, c => c.Length > 0) + 1)];

    private static StreamReader Text(Stream stream, Encoding encoding)
    {
        stream.Position = 0;
        return new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
    }

    /// <summary>The one that the first line which is not blank has most of, outside quotes; a comma where there is none.</summary>
    private static char DelimiterOf(Stream stream, Encoding encoding, string file)
    {
        using var text = Text(stream, encoding);
        var (counts, quoted, blank) = (new int[Delimiters.Length], false, true);
        for (var length = 0; text.Read() is >= 0 and var c && !(c is '\r' or '\n' && !quoted && !blank); length++)
        {
            if (length > HeaderLength) throw new TableProblemException(TableProblems.NotATable(file));
            if (c == '"') quoted = !quoted;
            blank &= char.IsWhiteSpace((char)c);
            if (!quoted && Array.IndexOf(Delimiters, (char)c) is >= 0 and var which) counts[which]++;
        }
        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
