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
    public static IQueryable<long> Of(BenefitDb db, MeasureScope scope, Expression<Func<Grant, bool>> which) => Grant.Of(Cases(db, scope), Grant.Settled(db)).Where(which).Select(g => g.Case.Id);

    public static IQueryable<Case> Cases(BenefitDb db, MeasureScope scope) =>
        scope.Within.Limit(db.Cases).Where(c => c.ProgrammeKey == scope.Programme.Key && c.Year == scope.Programme.Year && scope.Schemes.Contains(c.SchemeKey));
}
