using BenefitWorkflow.Indicators.Totals;
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
        // No total: time alone changes it.
        var overdue = await Overdue(db, scope).CountAsync(ct);
        return MeasureResult.Rate(scope.Sum(Figure.OnTime), scope.Sum(Figure.Paid) + overdue, $"未付逾期 {overdue} 件", $"{overdue} unpaid and overdue");
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result) => CasesBehind.Rate(result,
        new(new("按期到账", "Arrived in time"), DecidingFacts.ArrivalsAsync, PaidGrants.Of(db, scope, Grant.OnTime)),
        new(new("逾期到账或逾期未付", "Arrived late, or overdue and unpaid"), DecidingFacts.ArrivalsAsync, PaidGrants.Of(db, scope, Grant.Not(Grant.OnTime)), Overdue(db, scope)));

    /// <summary>Ids of cases that are unpaid past their due date. Few orders are not settled, so it is asked from their side.</summary>
    private static IQueryable<long> Overdue(BenefitDb db, MeasureScope scope)
    {
        var (programme, now) = (scope.Programme.Key, scope.Now);
        var late = db.PaymentOrders.Where(o => Unsettled.Contains(o.State) && o.ProgrammeKey == programme && o.DueAt <= now);
        // Giving up on a payment after its due date does not make it punctual.
        return late.Join(PaidGrants.Cases(db, scope), o => o.CaseId, c => c.Id, (o, c) => new { o.DueAt, c.Id, c.ClosedAt })
            .Where(o => (o.ClosedAt == null || o.DueAt < o.ClosedAt) && !db.PaymentOrders.Any(p => p.CaseId == o.Id && p.State == PaymentState.Settled))
            .Select(o => o.Id).Distinct();
    }

    private static readonly PaymentState[] Unsettled = [.. Enum.GetValues<PaymentState>().Where(s => s != PaymentState.Settled)];
}
