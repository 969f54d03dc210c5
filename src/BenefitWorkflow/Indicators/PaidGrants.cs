using System.Linq.Expressions;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

internal static class PaidGrants
{
    /// <summary>Cases of the scope whose money reached its payee: settled and not returned.</summary>
    public static IQueryable<Case> Of(BenefitDb db, MeasureScope scope) =>
        Cases(db, scope).Where(c => db.PaymentOrders.Any(o => o.CaseId == c.Id && o.State == PaymentState.Settled));

    /// <summary>Ids of those whose grant meets the condition.</summary>
    public static IQueryable<long> Of(BenefitDb db, MeasureScope scope, Expression<Func<Grant, bool>> which)
    {
        // Asked of each case and not joined: a join may begin with the orders, and sort all of them for a page.
        var settled = Grant.Settled(db);
        return Cases(db, scope).Where(c => settled.Where(o => o.CaseId == c.Id).Select(o => new Grant { Case = c, Order = o }).Any(which)).Select(c => c.Id);
    }

    /// <summary>Ids of those that have one of the orders.</summary>
    public static IQueryable<long> With(BenefitDb db, MeasureScope scope, IQueryable<PaymentOrder> orders) => Cases(db, scope).Where(c => orders.Any(o => o.CaseId == c.Id)).Select(c => c.Id);

    public static IQueryable<Case> Cases(BenefitDb db, MeasureScope scope) =>
        scope.Within.Limit(db.Cases).Where(c => c.ProgrammeKey == scope.Programme.Key && c.Year == scope.Programme.Year && scope.Schemes.Contains(c.SchemeKey));
}
