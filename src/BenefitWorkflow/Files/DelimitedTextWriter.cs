using System.Text;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Files;

/// <summary>How delimited text is written.</summary>
public enum TextTableEncoding
{
    /// <summary>With a byte-order mark, by which Excel recognises it.</summary>
    Utf8 = 1,

    /// <summary>Has every character that GBK has, and the rare ones of names.</summary>
    Gb18030 = 2,

    /// <summary>Code page 936, for programs that know no other.</summary>
    Gbk = 3,
}

/// <summary>Writes a comma-separated table (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it.</summary>
public static class DelimitedTextWriter
{
    /// <summary>All or nothing: the table is worked out in a temporary file first, so a refused one writes no byte.</summary>
    /// <returns>
    /// Null once written; otherwise <c>file.unwritable-character</c> with the row (the header is 1) and column of the first character
    /// that the encoding does not have. The code point is named, the cell is not.
    /// </returns>
    public static async Task<Refusal?> WriteAsync(
        Stream output, TextTableEncoding encoding, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, CancellationToken ct)
    {
        await using var spool = TemporaryFile.Create();
        await using (var text = new StreamWriter(spool, Strict(encoding), leaveOpen: true))
        {
            var row = 0;
            foreach (var cells in rows.Prepend(header))
            {
                ct.ThrowIfCancellationRequested();
                row++;
                for (var i = 0; i < cells.Count; i++)
                {
                    if (Unwritable(text.Encoding, cells[i]) is { } rune) return Refused(encoding, row, i < header.Count ? header[i] : $"{i + 1}", rune);
                    if (i > 0) text.Write(',');
                    text.Write(Quoted(FormulaGuard.Add(cells[i])));
                }
                text.Write("\r\n");
            }
        }
        spool.Position = 0;
        await spool.CopyToAsync(output, ct);
        return null;
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\";\t|\r\n") || cell is [' ', ..] or [.., ' '] ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    /// <summary>The first character without a form, as a code point; null where there is none.</summary>
    private static int? Unwritable(Encoding encoding, string cell)
    {
        try
        {
            encoding.GetByteCount(cell);
            return null;
        }
        catch (EncoderFallbackException e)
        {
            return e.CharUnknownHigh != 0 ? char.ConvertToUtf32(e.CharUnknownHigh, e.CharUnknownLow) : e.CharUnknown;
        }
    }

    private static Refusal Refused(TextTableEncoding encoding, int row, string column, int rune) => new("file.unwritable-character",
        $"第 {row} 行“{column}”有 {encoding} 编码没有的字符（U+{rune:X4}）；请改用 Gb18030 或 Utf8。",
        $"Row {row}, '{column}', has a character that {encoding} does not have (U+{rune:X4}); use Gb18030 or Utf8.");

    private static Encoding Strict(TextTableEncoding encoding) => encoding switch
    {
        TextTableEncoding.Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        TextTableEncoding.Gb18030 => TextEncodings.Gb18030,
        TextTableEncoding.Gbk => TextEncodings.Gbk,
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };
}
