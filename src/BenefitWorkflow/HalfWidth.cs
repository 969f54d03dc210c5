namespace BenefitWorkflow;

/// <summary>Undoes what Chinese input methods and spreadsheets do to codes and numbers, and nothing else.</summary>
internal static class HalfWidth
{
    /// <summary>The ASCII twin of a full-width form (U+FF01 to U+FF5E), of ￥ and of the ideographic space; any other character as it is.</summary>
    public static char Of(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3000' or '\u00A0' => ' ',
        '\uFFE5' => '\u00A5',
        _ => c,
    };

    /// <summary>
    /// A code as it is meant: ASCII, upper case, without white space and the invisible marks that pasting brings along
    /// (zero-width space and joiners, byte-order mark). Null gives "".
    /// </summary>
    /// <param name="dropHyphens">Whether a hyphen between two characters is only grouping (138-0013-8000).</param>
    public static string Code(string? text, bool dropHyphens = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var buffer = text.Length <= 128 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = Of(text[i]);
            var grouping = dropHyphens && c == '-' && length > 0 && i < text.Length - 1;
            if (!grouping && !char.IsWhiteSpace(c) && !IsInvisible(c))
            {
                buffer[length++] = char.IsAsciiLetterLower(c) ? (char)(c - 0x20) : c;
            }
        }

        return new string(buffer[..length]);
    }

    /// <summary>Format characters without a glyph; they break look-ups and nobody sees why.</summary>
    public static bool IsInvisible(char c) => c is (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF' or '\u00AD'
        or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Whether every character is 0-9 (full-width digits do not count here: normalise first).</summary>
    public static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
