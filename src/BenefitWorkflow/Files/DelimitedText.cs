using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace BenefitWorkflow.Files;

/// <summary>Delimited text in UTF-8, UTF-16 or GB18030 (which contains GBK); a byte that fits none is an error, never a "?".</summary>
internal static class DelimitedText
{
    private static readonly char[] Delimiters = [',', '\t', '|', ';'];

    static DelimitedText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static IEnumerable<TableRow> Rows(Stream stream, string file, TableLimits limits)
    {
        var encoding = Detect(stream);
        stream.Position = 0;
        using var text = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        var delimiter = DelimiterOf(text, file);
        stream.Position = 0;
        text.DiscardBufferedData();
        // A reset reader no longer looks for the mark; the first cell's is taken off below.
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(), BadDataFound = null, MaxFieldSize = limits.CellLength, IgnoreBlankLines = false, Mode = CsvMode.RFC4180, DetectColumnCountChanges = false,
        }, leaveOpen: true);
        var first = true;
        while (csv.Read())
        {
            var cells = csv.Record ?? [];
            if (cells.Length > limits.Columns) throw new TableProblemException(TableProblems.TooLarge(file, $"{limits.Columns} 列 columns"));
            if (first && cells.Length > 0) cells[0] = cells[0].TrimStart('\uFEFF');
            if (first && Array.Exists(cells, c => c.Contains('\0'))) throw new TableProblemException(TableProblems.NotATable(file));
            first = false;
            yield return new TableRow(csv.RawRow, cells);
        }
    }

    /// <summary>UTF-8 where every byte fits it, otherwise GB18030; marks decide by themselves.</summary>
    private static Encoding Detect(Stream stream)
    {
        Span<byte> mark = stackalloc byte[3];
        var read = stream.ReadAtLeast(mark, 3, throwOnEndOfStream: false);
        stream.Position = 0;
        if (read >= 2 && (mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE]) || mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF])))
            return new UnicodeEncoding(bigEndian: mark[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var decoder = utf8.GetDecoder();
        var (bytes, chars) = (new byte[1 << 16], new char[1 << 16]);
        try
        {
            int n;
            while ((n = stream.Read(bytes)) > 0) decoder.GetChars(bytes, 0, n, chars, 0, flush: false);
            decoder.GetChars(bytes, 0, 0, chars, 0, flush: true);
            return utf8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
    }

    private static char DelimiterOf(StreamReader text, string file)
    {
        var header = new StringBuilder();
        int c;
        while ((c = text.Read()) >= 0 && c is not ('\r' or '\n'))
        {
            header.Append((char)c);
            if (header.Length > 100_000) throw new TableProblemException(TableProblems.NotATable(file));
        }
        var line = header.ToString();
        return Delimiters.MaxBy(d => line.Count(x => x == d));
    }
}
