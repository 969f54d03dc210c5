using BenefitWorkflow.Budgets;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Grants settled by bank transfer / all grants whose money went out, in cash or by the bank.</summary>
public sealed class BankTransferRate : IMeasure
{
    public string Key => Keys.BankTransferRate;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var transferred = await PaidGrants.Of(db, scope).CountAsync(g => g.Channel == PaymentChannel.Bank, ct);
        var all = await PaidGrants.Cases(db, scope).CountAsync(c => db.Reservations.Any(r => r.CaseId == c.Id && r.State == ReservationState.Paid), ct);
        return MeasureResult.Rate(transferred, all);
    }
}
