using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Grants settled by bank transfer / all grants whose money went out.</summary>
public sealed class BankTransferRate : IMeasure
{
    public string Key => Keys.BankTransferRate;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct) =>
        Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Paid), scope.Sum(Figure.Holders)));
}
