using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Satisfied and fairly satisfied / respondents.</summary>
public sealed class SatisfactionRate : IMeasure
{
    public string Key => Keys.Satisfaction;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var counts = await Surveys.LatestAsync(db, scope, a => a.Satisfaction, ct);
        var all = counts.Values.Sum();
        var paid = await PaidGrants.Of(db, scope).CountAsync(ct);
        return MeasureResult.Rate(counts.GetValueOrDefault(Satisfaction.Satisfied) + counts.GetValueOrDefault(Satisfaction.FairlySatisfied), all,
            $"回收 {all} 份，发放 {paid} 份，回收率 {Scoring.Percent(all, paid) ?? 0:0.##}%", $"{all} answers of {paid} paid, response rate {Scoring.Percent(all, paid) ?? 0:0.##}%");
    }
}
