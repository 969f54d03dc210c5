using System.Globalization;
using System.Text;

namespace BenefitWorkflow.Beneficiaries.Identification;

/// <summary>The typographic rules behind <see cref="PersonName"/>. Text given here has no lone surrogates.</summary>
internal static class PersonNameText
{
    private static readonly Rune Dot = new(PersonName.Dot);
    private static readonly Rune Space = new(' ');

    /// <summary>The name's characters, normalised; idempotent.</summary>
    public static List<Rune> Normalise(string text)
    {
        var runes = Compose(text);
        var result = new List<Rune>(runes.Count);
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            if (rune == Space)
            {
                // Kept only between two words of an alphabet; the next is never a space because Compose joins runs of them.
                if (result.Count > 0 && i < runes.Count - 1 && IsSpaced(result[^1]) && IsSpaced(runes[i + 1]))
                {
                    result.Add(rune);
                }
            }
            else
            {
                var fullStop = rune.Value == '.' && result.Count > 0 && IsIdeograph(result[^1])
                    && runes.Skip(i + 1).FirstOrDefault(static r => r != Space) is var next && IsIdeograph(next);
                result.Add(fullStop ? Dot : rune);
            }
        }

        return result;
    }

    /// <summary>Letters with their marks, and single separators only between them.</summary>
    public static bool IsWellFormed(List<Rune> runes)
    {
        var afterLetter = false;
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            if (Rune.IsLetter(rune) || IsIdeograph(rune))
            {
                afterLetter = true;
            }
            else if (IsMark(rune))
            {
                if (!afterLetter)
                {
                    return false;
                }
            }
            else if (rune.Value == '.')
            {
                // An initial (J. R. Smith) may be followed by a space or end the name (Jr.), so it counts as part of its word.
                if (!afterLetter || runes[i - 1].Value == '.' || IsIdeograph(runes[i - 1]))
                {
                    return false;
                }
            }
            else if (afterLetter && (rune == Dot || rune == Space || rune.Value is '-' or '\'' or '\u2019'))
            {
                afterLetter = false;
            }
            else
            {
                return false;
            }
        }

        return afterLetter || runes.Count == 0;
    }

    /// <summary>
    /// NFC, except that compatibility ideographs are left alone: NFC would turn them into their unified twins for good, and a card
    /// issued with the one does not match the other.
    /// </summary>
    private static List<Rune> Compose(string text)
    {
        var runes = new List<Rune>(text.Length);
        var pending = new StringBuilder(text.Length);
        foreach (var original in text.EnumerateRunes())
        {
            if (IsCompatibilityIdeograph(original))
            {
                Flush();
                runes.Add(original);
            }
            else if (original is not { IsBmp: true, Value: var value } || !HalfWidth.IsInvisible((char)value))
            {
                pending.Append(Plain(original));
            }
        }

        Flush();
        return runes;

        void Flush()
        {
            foreach (var rune in pending.ToString().Normalize(NormalizationForm.FormC).EnumerateRunes())
            {
                if (rune != Space || (runes.Count > 0 && runes[^1] != Space))
                {
                    runes.Add(rune);
                }
            }

            pending.Clear();
        }
    }

    private static Rune Plain(Rune rune) => rune.Value switch
    {
        0x2022 or 0x2027 or 0x2219 or 0x22C5 or 0x2E31 or 0x30FB or 0xFF0E or 0xFF65 or 0x0387 or 0x2024 => Dot,
        _ when Rune.IsWhiteSpace(rune) => Space,
        _ when rune.IsBmp => new Rune(HalfWidth.Of((char)rune.Value)),
        _ => rune,
    };

    /// <summary>Writing that parts its words by spaces; so not ideographs, and not next to a dot.</summary>
    private static bool IsSpaced(Rune rune) => rune != Dot && !IsIdeograph(rune);

    /// <summary>Chinese characters (with 〇, to Unicode a number) and the Yi syllables, which alike are written without spaces.</summary>
    private static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or 0x3007 or (>= 0xA000 and <= 0xA48C) or (>= 0x20000 and <= 0x3FFFD) || IsCompatibilityIdeograph(rune);

    private static bool IsCompatibilityIdeograph(Rune rune) => rune.Value is (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
