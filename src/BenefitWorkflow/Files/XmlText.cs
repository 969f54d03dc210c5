using System.Globalization;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>The _xHHHH_ form by which SpreadsheetML writes what XML cannot (ECMA-376 part 1, 22.9.2.19, ST_Xstring).</summary>
internal static class XmlText
{
    private const int Length = 7;

    public static string Decode(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0) return text;
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (IsEscape(text, i))
            {
                decoded.Append((char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += Length;
            }
            else
            {
                decoded.Append(text[i++]);
            }
        }
        return decoded.ToString();
    }

    public static string Encode(string text)
    {
        StringBuilder? encoded = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var plain = IsWritable(text, i) && !IsEscape(text, i);
            if (!plain && encoded is null) encoded = new StringBuilder(text, 0, i, text.Length + Length);
            if (plain) encoded?.Append(c);
            else encoded!.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
        }
        return encoded?.ToString() ?? text;
    }

    private static bool IsEscape(string text, int at) =>
        text[at] == '_' && at + Length <= text.Length && text[at + 1] == 'x' && text[at + 6] == '_'
        && char.IsAsciiHexDigit(text[at + 2]) && char.IsAsciiHexDigit(text[at + 3]) && char.IsAsciiHexDigit(text[at + 4]) && char.IsAsciiHexDigit(text[at + 5]);

    private static bool IsWritable(string text, int at) =>
        XmlConvert.IsXmlChar(text[at])
        || at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])
        || at > 0 && char.IsSurrogatePair(text[at - 1], text[at]);
}
