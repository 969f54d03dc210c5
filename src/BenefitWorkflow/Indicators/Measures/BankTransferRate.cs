using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Grants settled by bank transfer / all grants whose money went out, in cash or by the bank.</summary>
public sealed class BankTransferRate : IMeasure
{
    public string Key => Keys.BankTransferRate;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct) =>
        Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Transferred), scope.Sum(Figure.Holders)));

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        // Few have been paid in cash, or hold money as paid without an order that says so.
        var transferred = Grant.Settled(db).Where(o => o.Channel == PaymentChannel.Bank);
        return CasesBehind.Rate(result,
            new(new("由银行转账发放", "Paid by bank transfer"), DecidingFacts.ChannelsAsync, PaidGrants.Of(db, scope, Grant.ByBank)),
            new(new("以其他方式发放", "Paid in another way"), DecidingFacts.ChannelsAsync, PaidGrants.Cases(db, scope).Where(Holds.Paid(db)).Where(c => !transferred.Any(o => o.CaseId == c.Id)).Select(c => c.Id)));
    }
}
