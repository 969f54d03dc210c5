using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Beneficiaries.Identification;

/// <summary>
/// A person's name as in the identity document. Rare characters stay as they are: nothing is folded, replaced or re-encoded.
/// Two names are equal if their normalised forms are.
/// </summary>
public sealed record PersonName
{
    /// <summary>The dot in minority names: U+00B7, as GB 18030 and the banks have it.</summary>
    public const char Dot = '\u00B7';

    public const int MinLength = 2;

    public const int MaxLength = 50;

    private PersonName(string value) => Value = value;

    /// <summary>The normalised name; 2 to 50 characters, counted as Unicode scalar values (a rare character is one, though it may take two chars).</summary>
    public string Value { get; }

    /// <summary>The first character, then an asterisk for each other one except the dot.</summary>
    public string Masked => string.Concat(Value.EnumerateRunes().Select(static (r, i) => i == 0 || r.Value == Dot ? r.ToString() : "*"));

    /// <summary>
    /// Reads a name. Put right: white space around it and between Chinese characters (used to align lists), look-alikes of the dot
    /// (U+2022, U+30FB, U+FF0E and kin; the ASCII full stop only between Chinese characters), full-width letters,
    /// invisible marks, decomposed letters (NFC; not NFKC, and compatibility ideographs stay, since the bank compares them).
    /// </summary>
    /// <param name="refusal">
    /// Null on success; else <c>person-name.lost-character</c> (a ? or U+FFFD, which another system wrote for a rare character),
    /// <c>person-name.private-use</c> (a code point whose glyph differs by machine), <c>person-name.characters</c> (anything but letters,
    /// marks, and dots, hyphens, apostrophes or spaces between them) or <c>person-name.length</c>, the first that holds, in this order.
    /// The name is not repeated in it.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PersonName? name, [NotNullWhen(false)] out Refusal? refusal)
    {
        name = null;
        refusal = Refuse(text ?? "");
        if (refusal is not null)
        {
            return false;
        }

        var runes = PersonNameText.Normalise(text ?? "");
        refusal = !PersonNameText.IsWellFormed(runes) ? WrongCharacters
            : runes.Count is < MinLength or > MaxLength ? WrongLength
            : null;
        name = refusal is null ? new PersonName(string.Concat(runes)) : null;
        return name is not null;
    }

    /// <summary>The name itself: it is printed in notices and lists. Keep it out of logs like any personal data.</summary>
    public override string ToString() => Value;

    /// <summary>What must be seen before normalising, which throws on lone surrogates.</summary>
    private static Refusal? Refuse(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '?' or '\uFF1F' or '\uFFFD')
            {
                return LostCharacter;
            }

            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return WrongCharacters;
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse)
            {
                return PrivateUse;
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    private static readonly Refusal LostCharacter = new(
        "person-name.lost-character",
        "姓名中有“?”或“\uFFFD”，说明来源系统丢失了生僻字，请按证件补录该字。",
        "The name holds a ? or \uFFFD where another system lost a rare character: enter that character from the identity document.");

    private static readonly Refusal PrivateUse = new(
        "person-name.private-use",
        "姓名中有自造字（私用区编码），在其他系统上会显示成别的字，请改录标准字库中的生僻字。",
        "The name holds a private-use character, which other systems show differently: enter the standard character instead.");

    private static readonly Refusal WrongCharacters = new(
        "person-name.characters",
        "姓名中有文字和间隔号以外的字符，或间隔号的位置不对，请按证件更正。",
        "The name holds something other than letters and separating dots, or a dot out of place: correct it from the identity document.");

    private static readonly Refusal WrongLength = new(
        "person-name.length",
        $"姓名应为 {MinLength} 至 {MaxLength} 个字符，请按证件填写全名。",
        $"A name has {MinLength} to {MaxLength} characters: enter the full name from the identity document.");
}
