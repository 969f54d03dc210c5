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
}
