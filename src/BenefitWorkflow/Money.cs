using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow;

/// <summary>An amount of yuan (CNY), kept as whole fen. All arithmetic is exact; an overflow throws <see cref="OverflowException"/>.</summary>
/// <param name="Fen">Hundredths of a yuan; may be negative (a recovery).</param>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    /// <summary>No money; also the default value.</summary>
    public static Money Zero => default;

    /// <summary>The amount in yuan, exact.</summary>
    public decimal Yuan => Fen / 100m;

    public bool IsZero => Fen == 0;

    /// <summary>The amount for a number of yuan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has a fraction of a fen, or exceeds 64 bits of fen. Nothing is rounded.</exception>
    public static Money FromYuan(decimal yuan)
    {
        // The range first: a decimal times 100 may itself overflow.
        if (yuan is < long.MinValue / 100m or > long.MaxValue / 100m)
        {
            throw new ArgumentOutOfRangeException(nameof(yuan), "The amount exceeds 64 bits of fen.");
        }

        var fen = yuan * 100m;
        return fen == decimal.Truncate(fen)
            ? new Money((long)fen)
            : throw new ArgumentOutOfRangeException(nameof(yuan), "The amount has a fraction of a fen.");
    }

    /// <summary>The sum of the amounts; zero for none.</summary>
    public static Money Sum(IEnumerable<Money> amounts) => new(amounts.Sum(static m => m.Fen));

    /// <inheritdoc cref="MoneyText.TryParse"/>
    public static bool TryParse(string? text, out Money money, [NotNullWhen(false)] out Refusal? refusal) =>
        MoneyText.TryParse(text, out money, out refusal);

    public static Money operator +(Money a, Money b) => new(checked(a.Fen + b.Fen));

    public static Money operator -(Money a, Money b) => new(checked(a.Fen - b.Fen));

    public static Money operator -(Money a) => new(checked(-a.Fen));

    public static Money operator *(Money a, long times) => new(checked(a.Fen * times));

    public static Money operator *(long times, Money a) => a * times;

    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;

    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;

    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;

    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;

    /// <summary>
    /// Splits the amount in proportion to the weights; the parts add up to it exactly. Rounding is the largest-remainder
    /// method (Hamilton): each part is first cut towards zero, then the fen left over go one each to the largest remainders,
    /// on a tie to the earlier one. A part of weight 0 is zero.
    /// </summary>
    /// <param name="weights">At least one, none negative, not all zero.</param>
    /// <exception cref="ArgumentException">The weights are not such.</exception>
    public Money[] Allocate(IReadOnlyList<long> weights)
    {
        Int128 total = 0;
        foreach (var weight in weights)
        {
            total += weight >= 0 ? weight : throw new ArgumentException("A weight is negative.", nameof(weights));
        }

        if (total == 0)
        {
            throw new ArgumentException("There is no positive weight.", nameof(weights));
        }

        Int128 amount = Fen;
        var left = Fen;
        var parts = new Money[weights.Count];
        var byRemainder = new (Int128 Remainder, int Index)[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (quotient, remainder) = Int128.DivRem(amount * weights[i], total);
            parts[i] = new Money((long)quotient);
            left -= (long)quotient;
            byRemainder[i] = (Int128.Abs(remainder), i);
        }

        Array.Sort(byRemainder, static (a, b) => a.Remainder != b.Remainder ? b.Remainder.CompareTo(a.Remainder) : a.Index.CompareTo(b.Index));
        var unit = Math.Sign(left);
        for (var i = 0; i < Math.Abs(left); i++)
        {
            parts[byRemainder[i].Index] += new Money(unit);
        }

        return parts;
    }

    /// <summary>Formal Chinese capitals (人民币大写) as cheques and vouchers want them: 人民币壹仟肆佰零玖元伍角.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Ten thousand times 万亿 (10^16) yuan or more.</exception>
    public string InWords() => Payments.AmountInWords.Of(this);

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan with thousands separators and two decimals, the same in every culture: 1,409.50; -0.05.</summary>
    public override string ToString() => Yuan.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
