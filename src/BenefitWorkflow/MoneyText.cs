using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow;

/// <summary>Reads amounts as people and spreadsheets write them.</summary>
internal static class MoneyText
{
    /// <summary>
    /// Reads yuan: an optional minus sign, an optional ¥ or ￥, digits plain or in groups of three (1,409.50), at most two
    /// decimals. Full-width characters count as their plain twins; surrounding white space does not count.
    /// Leading zeros are refused: a cell like 000123 is a serial number in the wrong column.
    /// </summary>
    /// <param name="text">Null reads like an empty cell: refused.</param>
    /// <param name="money">Zero when refused.</param>
    /// <param name="refusal">
    /// Null on success; else <c>money.third-decimal</c> (more than two decimals, zeros included: the source keeps another unit),
    /// <c>money.malformed</c> (anything that is not such an amount, exponents too) or <c>money.out-of-range</c> (beyond 64 bits of fen).
    /// The text is not repeated in it: a wrong column may hold personal data.
    /// </param>
    public static bool TryParse(string? text, out Money money, [NotNullWhen(false)] out Refusal? refusal)
    {
        money = default;
        var plain = string.Create((text ?? "").Length, text ?? "", static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[i] == '\u2212' ? '-' : HalfWidth.Of(from[i]);
            }
        }).AsSpan().Trim();

        var negative = plain is ['-', ..];
        if (negative)
        {
            plain = plain[1..].TrimStart();
        }

        if (plain is ['\u00A5', ..])
        {
            plain = plain[1..].TrimStart();
        }

        var point = plain.IndexOf('.');
        var whole = point < 0 ? plain : plain[..point];
        var decimals = point < 0 ? default : plain[(point + 1)..];
        if (!IsWhole(whole) || (point >= 0 && decimals.IsEmpty) || !HalfWidth.IsDigits(decimals))
        {
            refusal = Malformed;
            return false;
        }

        if (decimals.Length > 2)
        {
            refusal = ThirdDecimal;
            return false;
        }

        if (!TryFen(whole, decimals, negative, out var fen))
        {
            refusal = OutOfRange;
            return false;
        }

        money = new Money(fen);
        refusal = null;
        return true;
    }

    /// <summary>Digits, plain or grouped by commas in threes all through; no leading zero.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        var comma = text.IndexOf(',');
        if (comma < 0)
        {
            return HalfWidth.IsDigits(text);
        }

        if (comma is 0 or > 3 || !HalfWidth.IsDigits(text[..comma]))
        {
            return false;
        }

        for (var rest = text[comma..]; !rest.IsEmpty; rest = rest[4..])
        {
            if (rest.Length < 4 || rest[0] != ',' || !HalfWidth.IsDigits(rest[1..4]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFen(ReadOnlySpan<char> whole, ReadOnlySpan<char> decimals, bool negative, out long fen)
    {
        // The sign goes into the number so that the lowest amount, one fen further from zero than the highest, is read too.
        var digits = (negative ? "-" : "") + whole.ToString().Replace(",", "", StringComparison.Ordinal) + decimals.ToString().PadRight(2, '0');
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out fen);
    }

    private static readonly Refusal ThirdDecimal = new(
        "money.third-decimal",
        "金额的小数超过两位，请按分（两位小数）重新填写，注意表格可能只是显示了两位。",
        "The amount has more than two decimals: enter it in whole fen (two decimals); a spreadsheet may merely display two.");

    private static readonly Refusal Malformed = new(
        "money.malformed",
        "金额的写法无法识别，请填写类似 1409.50 或 1,409.50 的数字（单位：元）。",
        "The amount cannot be read: enter a number of yuan such as 1409.50 or 1,409.50.");

    private static readonly Refusal OutOfRange = new(
        "money.out-of-range",
        "金额超出系统能够记录的范围，请核对位数。",
        "The amount is larger than the system can record: check the number of digits.");
}
