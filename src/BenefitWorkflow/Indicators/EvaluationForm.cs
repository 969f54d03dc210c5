using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

/// <summary>One line of the form.</summary>
/// <param name="Actual">In <paramref name="Unit"/>; null where nothing was measured, which scores 0.</param>
/// <param name="Note">What stands behind the figure.</param>
/// <param name="Deviation">Why points were lost, as far as figures tell (偏差原因); null where none were.</param>
public sealed record EvaluationRow(
    string Key, LocalizedText Level1, LocalizedText Level2, LocalizedText Title, Comparator Comparator, decimal Target, decimal? Actual, IndicatorUnit Unit,
    decimal Weight, decimal Score, LocalizedText Note, LocalizedText? Deviation);

/// <summary>One column of the form's budget part (财政拨款, 其他, 合计), fen.</summary>
/// <param name="InitialFen">年初预算.</param>
/// <param name="AdjustedFen">全年预算, after adjustments.</param>
/// <param name="PaidFen">全年执行.</param>
/// <param name="Rate">执行率 in percent, two decimals; null without a budget.</param>
public sealed record BudgetColumn(LocalizedText Title, long InitialFen, long AdjustedFen, long PaidFen, decimal? Rate)
{
    public static BudgetColumn Of(LocalizedText title, long initialFen, long adjustedFen, long paidFen) =>
        new(title, initialFen, adjustedFen, paidFen, Scoring.Percent(paidFen, adjustedFen));
}

/// <summary>The self-evaluation form of a programme's year (项目支出绩效自评表).</summary>
/// <param name="Budget">财政拨款, 其他 and their total, in this order.</param>
/// <param name="Total">Points of 100.</param>
/// <param name="Notes">What does not add up in the published text.</param>
public sealed record EvaluationForm(
    string Key, LocalizedText Title, LocalizedText Department, int Year, IReadOnlyList<BudgetColumn> Budget, IReadOnlyList<EvaluationRow> Rows,
    decimal Total, LocalizedText Grade, IReadOnlyList<LocalizedText> Notes);
