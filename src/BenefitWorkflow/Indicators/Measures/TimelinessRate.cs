using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Settled in time / grants due; what is unpaid past its due date stays in the denominator.</summary>
public sealed class TimelinessRate : IMeasure
{
    public string Key => Keys.TimelinessRate;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var paid = PaidGrants.Of(db, scope);
        var (settled, onTime) = (await paid.CountAsync(ct), await paid.CountAsync(p => p.OnTime == true, ct));
        // Giving up on a payment after its due date does not make it punctual.
        var overdue = await PaidGrants.Cases(db, scope).CountAsync(c =>
            db.PaymentOrders.Any(o => o.CaseId == c.Id && o.DueAt <= scope.Now && (c.ClosedAt == null || o.DueAt < c.ClosedAt))
            && !db.PaymentOrders.Any(o => o.CaseId == c.Id && o.State == PaymentState.Settled), ct);
        return MeasureResult.Rate(onTime, settled + overdue, $"未付逾期 {overdue} 件", $"{overdue} unpaid and overdue");
    }
}
