using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Satisfied and fairly satisfied / respondents.</summary>
public sealed class SatisfactionRate : IMeasure
{
    public string Key => Keys.Satisfaction;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var all = Enum.GetValues<Satisfaction>().Sum(answer => scope.Sum(Figure.Answer(answer)));
        var paid = scope.Sum(Figure.Paid);
        return Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Answer(Satisfaction.Satisfied)) + scope.Sum(Figure.Answer(Satisfaction.FairlySatisfied)), all,
            $"回收 {all} 份，发放 {paid} 份，回收率 {Scoring.Percent(all, paid) ?? 0:0.##}%", $"{all} answers of {paid} paid, response rate {Scoring.Percent(all, paid) ?? 0:0.##}%"));
    }
}
