using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Re-verified without error / re-verified.</summary>
public sealed class RecognitionAccuracy : IMeasure
{
    public string Key => Keys.RecognitionAccuracy;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var (all, paid) = (scope.Sum(Figure.Rechecked), scope.Sum(Figure.Paid));
        return Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.RecheckedCorrect), all, $"复核 {all} 件，已发放 {paid} 件", $"{all} rechecked of {paid} paid"));
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var rechecks = PaidGrants.Cases(db, scope).Join(db.Rechecks, c => c.Id, r => r.CaseId, (c, r) => new { c.Id, r.Correct });
        return CasesBehind.Rate(result,
            new(new("复核无误", "Rechecked without error"), DecidingFacts.RechecksAsync, rechecks.Where(r => r.Correct).Select(r => r.Id)),
            new(new("复核有误", "Rechecked with an error"), DecidingFacts.RechecksAsync, rechecks.Where(r => !r.Correct).Select(r => r.Id)));
    }
}
