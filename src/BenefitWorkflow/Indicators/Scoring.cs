using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

/// <summary>Points and grades of the self-evaluation form (项目支出绩效自评).</summary>
public static class Scoring
{
    /// <summary>Points for a figure: never below 0, never above the weight; rounded to two decimals, halves away from zero.</summary>
    /// <param name="actual">Null: nothing was measured, which earns nothing.</param>
    public static decimal Score(Comparator comparator, decimal target, decimal? actual, decimal weight)
    {
        if (actual is not { } value) return 0;
        var share = comparator switch
        {
            Comparator.Ge or Comparator.Band => target <= 0 ? 1 : value / target,
            Comparator.Le => value <= target ? 1 : target / value,
            Comparator.Eq => value == target ? 1 : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(comparator)),
        };
        return Math.Round(weight * Math.Clamp(share, 0, 1), 2, MidpointRounding.AwayFromZero);
    }

    /// <summary>Percent with two decimals, halves away from zero; null of nothing: 0 of 0 is neither good nor bad.</summary>
    public static decimal? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero);

    /// <summary>优 from 90, 良 from 80, 中 from 60, else 差.</summary>
    public static LocalizedText Grade(decimal total) => total switch
    {
        >= 90 => new("优", "excellent"),
        >= 80 => new("良", "good"),
        >= 60 => new("中", "fair"),
        _ => new("差", "poor"),
    };
}
