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

    /// <summary>Formal Chinese capitals (人民币大写) as cheques and vouchers want them: 人民币壹仟肆佰零玖元伍角.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Ten thousand times 万亿 (10^16) yuan or more.</exception>
    public string InWords() => AmountInWords.Of(this);

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan with thousands separators and two decimals, the same in every culture: 1,409.50; -0.05.</summary>
    public override string ToString() => Yuan.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
