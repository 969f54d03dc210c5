using System.Text;

namespace BenefitWorkflow;

/// <summary>
/// Amounts in formal Chinese capitals. Source: 支付结算办法 (PBC, 1997), annex 1: 人民币 in front without a gap; 整 after 元,
/// none after 角 (optional there) or 分; runs of zeros inside are one 零. Where the annex leaves 零 to the writer (a zero in the
/// place of 元, 万 or 亿 that is followed by a digit in the next place, as in 1,680.32 or 107,000.53) it is left out.
/// </summary>
public static class AmountInWords
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private const long Wan = 10_000;
    private const long Yi = 100_000_000;

    /// <param name="amount">Below 10^16 yuan either way; 负 stands before a negative amount; zero is 人民币零元整.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is larger: 万亿 is the largest unit in use.</exception>
    public static string Of(Money amount)
    {
        // Unsigned, because the lowest long has no positive twin.
        var fen = amount.Fen < 0 ? unchecked(0UL - (ulong)amount.Fen) : (ulong)amount.Fen;
        var yuan = (long)(fen / 100);
        if (yuan >= Yi * Yi)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), "The amount is 10^16 yuan or more; it has no unit in words.");
        }

        var (jiao, cent) = ((int)(fen / 10 % 10), (int)(fen % 10));
        var words = new StringBuilder("人民币", 48);
        if (amount.Fen < 0)
        {
            words.Append('负');
        }

        if (yuan > 0)
        {
            AppendWhole(words, yuan);
            words.Append('元');
        }
        else if (fen == 0)
        {
            words.Append("零元");
        }

        if (jiao > 0)
        {
            words.Append(Digits[jiao]).Append('角');
        }
        else if (cent > 0 && yuan > 0)
        {
            words.Append('零');
        }

        if (cent > 0)
        {
            words.Append(Digits[cent]).Append('分');
        }

        return (jiao == 0 && cent == 0 ? words.Append('整') : words).ToString();
    }

    /// <summary>Both levels read alike: so many 亿 and the rest, so many 万 and the rest. 零 marks a rest that lacks its first place.</summary>
    private static void AppendWhole(StringBuilder words, long number)
    {
        if (number < Wan)
        {
            AppendFour(words, (int)number);
            return;
        }

        var (level, name) = number < Yi ? (Wan, '万') : (Yi, '亿');
        AppendWhole(words, number / level);
        words.Append(name);
        var rest = number % level;
        if (rest > 0)
        {
            if (rest < level / 10)
            {
                words.Append('零');
            }

            AppendWhole(words, rest);
        }
    }

    private static void AppendFour(StringBuilder words, int number)
    {
        var (started, zero) = (false, false);
        foreach (var (place, name) in ((int, string)[])[(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")])
        {
            var digit = number / place % 10;
            if (digit == 0)
            {
                zero = started;
                continue;
            }

            if (zero)
            {
                words.Append('零');
            }

            words.Append(Digits[digit]).Append(name);
            (started, zero) = (true, false);
        }
    }
}
