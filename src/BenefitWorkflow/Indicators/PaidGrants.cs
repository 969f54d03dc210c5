using BenefitWorkflow.Cases;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

/// <summary>A grant that reached its payee: settled and not returned.</summary>
internal sealed record PaidGrant
{
    // Properties, no constructor: only these can be filtered on in the database.
    public long CaseId { get; init; }
    public long BeneficiaryId { get; init; }
    public long HouseholdId { get; init; }
    public long CaseFen { get; init; }
    public long OrderFen { get; init; }
    public DateTimeOffset OrderedAt { get; init; }
    public PaymentChannel Channel { get; init; }
    public bool? OnTime { get; init; }
}

internal static class PaidGrants
{
    public static IQueryable<PaidGrant> Of(BenefitDb db, MeasureScope scope) =>
        Cases(db, scope).Join(db.PaymentOrders.Where(o => o.State == PaymentState.Settled), c => c.Id, o => o.CaseId,
            (c, o) => new PaidGrant
            {
                CaseId = c.Id, BeneficiaryId = c.BeneficiaryId, HouseholdId = c.HouseholdId, CaseFen = c.AmountFen, OrderFen = o.AmountFen, OrderedAt = o.OrderedAt, Channel = o.Channel, OnTime = o.OnTime,
            });

    public static IQueryable<Case> Cases(BenefitDb db, MeasureScope scope) =>
        db.Cases.Where(c => c.ProgrammeKey == scope.Programme.Key && c.Year == scope.Programme.Year && scope.Schemes.Contains(c.SchemeKey));
}
