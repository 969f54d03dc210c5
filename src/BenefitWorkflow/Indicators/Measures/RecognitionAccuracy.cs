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
        // From the side of the rechecks, which are few, in the order of their key.
        var cases = PaidGrants.Cases(db, scope);
        var rechecks = db.Rechecks.Where(r => cases.Any(c => c.Id == r.CaseId));
        return CasesBehind.Rate(result,
            new(new("复核无误", "Rechecked without error"), DecidingFacts.RechecksAsync, rechecks.Where(r => r.Correct).Select(r => r.CaseId)),
            new(new("复核有误", "Rechecked with an error"), DecidingFacts.RechecksAsync, rechecks.Where(r => !r.Correct).Select(r => r.CaseId)));
    }
}
