using BenefitWorkflow.Cases;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

/// <summary>A grant that reached its payee: settled and not returned.</summary>
internal sealed record PaidGrant(long CaseId, long BeneficiaryId, long HouseholdId, long CaseFen, long OrderFen, DateTimeOffset OrderedAt, bool? OnTime);

internal static class PaidGrants
{
    public static IQueryable<PaidGrant> Of(BenefitDb db, MeasureScope scope) =>
        Cases(db, scope).Join(db.PaymentOrders.Where(o => o.State == PaymentState.Settled), c => c.Id, o => o.CaseId,
            (c, o) => new PaidGrant(c.Id, c.BeneficiaryId, c.HouseholdId, c.AmountFen, o.AmountFen, o.OrderedAt, o.OnTime));

    public static IQueryable<Case> Cases(BenefitDb db, MeasureScope scope) =>
        db.Cases.Where(c => c.ProgrammeKey == scope.Programme.Key && c.Year == scope.Programme.Year && scope.Schemes.Contains(c.SchemeKey));
}
