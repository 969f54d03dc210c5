using BenefitWorkflow.Cases;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

/// <summary>How one kind of indicator is measured. One file each under Measures/; found by a start-up scan.</summary>
public interface IMeasure
{
    /// <summary>One of <see cref="Programmes.Measures"/>.</summary>
    string Key { get; }

    Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct);

    /// <summary>The cases that the figure is made of, by the conditions that it is counted by.</summary>
    /// <param name="result">What was measured, for the size of the parts.</param>
    CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result);
}

/// <summary>What an indicator looks at.</summary>
/// <param name="Schemes">Keys counted; never empty.</param>
/// <param name="Sources">Funding sources counted; never empty.</param>
/// <param name="Now">For what is due but not yet paid.</param>
/// <param name="Figures">Of the programme's year: the running totals, or a full count.</param>
public sealed record MeasureScope(Programme Programme, IReadOnlyList<string> Schemes, IReadOnlyList<string> Sources, DateTimeOffset Now, FigureTable Figures)
{
    /// <summary>The cases that are listed, in the reader's roles; figures are always of all.</summary>
    public CaseScope Within { get; init; } = CaseScope.All;

    /// <summary>What an indicator of a programme counts: all schemes and sources where it names none.</summary>
    internal static MeasureScope Of(Programme programme, Indicator indicator, DateTimeOffset now, FigureTable figures) => new(programme,
        indicator.Schemes ?? [.. programme.Schemes.Select(s => s.Key)], indicator.FundingSources ?? [.. programme.FundingSources.Select(s => s.Key)], now, figures);

    internal long Sum(string figure) => Figures.Sum(Schemes, figure);

    /// <summary>A count of different ones, which does not add up over schemes; null where it is kept neither for this one nor for all.</summary>
    internal long? Differing(string figure) =>
        Schemes.Distinct().Count() == 1 ? Sum(figure) : Programme.Schemes.All(s => Schemes.Contains(s.Key)) ? Figures.Sum([Figure.AllSchemes], figure) : null;
}

/// <summary>A measured figure.</summary>
/// <param name="Value">In the indicator's unit; null where there is nothing to measure yet.</param>
/// <param name="NoteZh">What stands behind the figure, n of m for rates.</param>
/// <param name="Numerator">Of a rate; null for a plain count or sum.</param>
/// <param name="Denominator">Of a rate; null for a plain count or sum.</param>
public sealed record MeasureResult(decimal? Value, string NoteZh, string NoteEn, long? Numerator = null, long? Denominator = null)
{
    /// <summary>A rate in percent with two decimals; null of nothing.</summary>
    public static MeasureResult Rate(long numerator, long denominator, string zh = "", string en = "") => new(
        Scoring.Percent(numerator, denominator),
        $"{numerator}/{denominator}{(zh.Length > 0 ? "；" + zh : "")}", $"{numerator} of {denominator}{(en.Length > 0 ? "; " + en : "")}", numerator, denominator);
}
