using System.Linq.Expressions;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators.Totals;

/// <summary>
/// A case and the order that brought its money. What makes a grant count for a figure stands here once: the full count and the list of
/// the cases behind an indicator ask the same.
/// </summary>
internal sealed class Grant
{
    // Properties, no constructor: only these can be filtered on in the database.
    public required Case Case { get; init; }
    public required PaymentOrder Order { get; init; }

    /// <summary>Of the cases, each with its order of those given.</summary>
    public static IQueryable<Grant> Of(IQueryable<Case> cases, IQueryable<PaymentOrder> orders) =>
        cases.Join(orders, c => c.Id, o => o.CaseId, (c, o) => new Grant { Case = c, Order = o });

    /// <summary>Orders whose money reached its payee and stayed there.</summary>
    public static IQueryable<PaymentOrder> Settled(BenefitDb db) => db.PaymentOrders.Where(o => o.State == PaymentState.Settled);

    public static Expression<Func<Grant, bool>> OnTime { get; } = g => g.Order.OnTime == true;

    public static Expression<Func<Grant, bool>> ByBank { get; } = g => g.Order.Channel == PaymentChannel.Bank;

    /// <summary>Paid what the case is entitled to, and what its last determination with its rules gives.</summary>
    public static Expression<Func<Grant, bool>> Compliant(BenefitDb db) => g => g.Order.AmountFen == g.Case.AmountFen
        && db.Determinations.Any(d => d.CaseId == g.Case.Id && d.AmountFen == g.Order.AmountFen && d.RuleVersion != ""
            && !db.Determinations.Any(later => later.CaseId == d.CaseId && later.Seq > d.Seq));

    /// <summary>
    /// Orders whose case was on a notice, and of every stage the notice that was posted last ran its full period before the order was placed:
    /// an upheld objection starts it anew. The proof was there before the money was released, since what a payment counts for must not change
    /// afterwards: the notice had been closed (another of its lines may keep it open long after this one passed), and where the programme asks
    /// for photographs there were those of its start and end. Cash is never released; there it is when it was handed over.
    /// </summary>
    /// <param name="letGoAt">When the money of orders was let go that do not say so yet.</param>
    public static Expression<Func<PaymentOrder, bool>> Noticed(BenefitDb db, DateTimeOffset? letGoAt = null) => o =>
        db.NoticeLines.Any(l => l.CaseId == o.CaseId)
            && !db.NoticeLines.Any(l => l.CaseId == o.CaseId
                && !db.NoticeLines.Any(later => later.CaseId == l.CaseId && later.ActivityId == l.ActivityId && later.NoticeId > l.NoticeId)
                && !(l.State == NoticeLineState.Passed && db.Notices.Any(n => n.Id == l.NoticeId && n.State == NoticeState.Closed && n.ClosedAt <= (o.ReleasedAt ?? o.SettledAt ?? letGoAt) && n.EndsAt <= o.OrderedAt
                    && (!n.PhotoRequired
                        || (db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.Start && proof.PhotoHash != null && proof.At <= (o.ReleasedAt ?? o.SettledAt ?? letGoAt))
                            && db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.End && proof.PhotoHash != null && proof.At <= (o.ReleasedAt ?? o.SettledAt ?? letGoAt)))))));

    /// <summary>Whatever the condition leaves.</summary>
    public static Expression<Func<T, bool>> Not<T>(Expression<Func<T, bool>> condition) => Expression.Lambda<Func<T, bool>>(Expression.Not(condition.Body), condition.Parameters);
}
