using System.Text;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>Chinese code pages that throw on what they cannot write or read, instead of a question mark that pays a stranger.</summary>
internal static class BankEncodings
{
    public const int Gb18030 = 54936, Gbk = 936;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static BankEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Encoding Strict(int codePage) =>
        Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>UTF-8 where the bytes are valid UTF-8 (with or without mark), else GB18030; null where they are neither.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        foreach (var encoding in (Encoding[])[Utf8, Strict(Gb18030)])
        {
            try
            {
                return encoding.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                // The next encoding may read it.
            }
        }
        return null;
    }
}
