using System.Text;

namespace BenefitWorkflow.Files;

/// <summary>Encodings of delimited text, all strict: a byte that fits none is an error with its line, never a "?".</summary>
internal static class TextEncodings
{
    /// <summary>
    /// Text that had so many characters beyond ASCII in good UTF-8 is UTF-8 with a fault: in GB18030 a single one passes as such by
    /// chance about once in seven, and reading on in GB18030 would turn every name into others.
    /// </summary>
    private const int SurelyUtf8 = 8;

    public static Encoding Utf8 { get; } = new UTF8Encoding(false, throwOnInvalidBytes: true);

    public static Encoding Gb18030 { get; } = CodePage(54936);

    public static Encoding Gbk { get; } = CodePage(936);

    /// <summary>By its mark; without one UTF-8 if every byte fits it, otherwise GB18030. Reads the whole stream.</summary>
    /// <exception cref="TableProblemException">A byte fits neither, or the text has a NUL, which no text has.</exception>
    public static Encoding Detect(Stream stream, string file)
    {
        Span<byte> mark = stackalloc byte[3];
        stream.Position = 0;
        var read = stream.ReadAtLeast(mark, 3, throwOnEndOfStream: false);
        if (read >= 2 && (mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE]) || mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF])))
            return Whole(stream, file, new UnicodeEncoding(bigEndian: mark[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true));
        if (mark[..read].SequenceEqual((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Whole(stream, file, Utf8);
        if (Fault(stream, file, Utf8) is not { } fault) return Utf8;
        return fault.BeyondAscii >= SurelyUtf8 ? throw Unreadable(file, fault) : Whole(stream, file, Gb18030);
    }

    private static Encoding Whole(Stream stream, string file, Encoding encoding) =>
        Fault(stream, file, encoding) is { } fault ? throw Unreadable(file, fault) : encoding;

    private static TableProblemException Unreadable(string file, (long Line, long BeyondAscii) fault) => new(TableProblems.Encoding(file, fault.Line));

    /// <summary>Where the first byte is that does not fit, and how many characters beyond ASCII were good before it; null where all fit.</summary>
    private static (long Line, long BeyondAscii)? Fault(Stream stream, string file, Encoding encoding)
    {
        var (bytes, chars, decoder) = (new byte[1 << 16], new char[encoding.GetMaxCharCount(1 << 16)], encoding.GetDecoder());
        stream.Position = 0;
        try
        {
            int n;
            do
            {
                n = stream.Read(bytes);
                var text = chars.AsSpan(0, decoder.GetChars(bytes, 0, n, chars, 0, flush: n == 0));
                if (text.Contains('\0')) throw new TableProblemException(TableProblems.NotATable(file));
            }
            while (n > 0);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return Locate(stream, encoding);
        }
    }

    /// <summary>Byte by byte: the index that a decoder reports is not reliable for two-byte sets. Only on the way to a refusal, or from UTF-8 to GB18030.</summary>
    private static (long Line, long BeyondAscii) Locate(Stream stream, Encoding encoding)
    {
        var (bytes, decoder, line, beyond) = (new byte[1 << 16], encoding.GetDecoder(), 1L, 0L);
        Span<char> one = stackalloc char[4];
        stream.Position = 0;
        try
        {
            for (int n; (n = stream.Read(bytes)) > 0;)
            {
                for (var i = 0; i < n; i++)
                {
                    var text = one[..decoder.GetChars(bytes.AsSpan(i, 1), one, flush: false)];
                    if (text.Contains('\n')) line++;
                    else if (text.ContainsAnyExceptInRange('\0', '\x7F')) beyond++;
                }
            }
        }
        catch (DecoderFallbackException)
        {
            // Here it is. Where nothing is thrown, the text stops in the middle of a character.
        }
        return (line, beyond);
    }

    private static Encoding CodePage(int page) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
