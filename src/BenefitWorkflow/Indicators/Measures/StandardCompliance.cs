using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Paid exactly what the last stored determination, with its rule version, gives / all paid.</summary>
public sealed class StandardCompliance : IMeasure
{
    public string Key => Keys.StandardCompliance;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct) =>
        Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Compliant), scope.Sum(Figure.Paid)));

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result) => CasesBehind.Rate(result,
        new(new("按核定标准发放", "Paid as determined"), DecidingFacts.StandardsAsync, PaidGrants.Of(db, scope, Grant.Compliant(db))),
        new(new("与核定标准不符", "Not paid as determined"), DecidingFacts.StandardsAsync, PaidGrants.Of(db, scope, Grant.Not(Grant.Compliant(db)))));
}
