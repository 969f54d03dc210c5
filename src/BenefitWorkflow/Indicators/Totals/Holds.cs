using System.Linq.Expressions;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators.Totals;

/// <summary>What a case holds of the funding sources.</summary>
internal static class Holds
{
    /// <summary>Cases that hold money as paid, whichever way it went.</summary>
    public static Expression<Func<Case, bool>> Paid(BenefitDb db) => c => db.Reservations.Any(r => r.CaseId == c.Id && r.State == ReservationState.Paid);

    /// <summary>The same of some sources only.</summary>
    public static Expression<Func<Case, bool>> Paid(BenefitDb db, IReadOnlyList<string> sources) => c => db.Reservations.Any(r => r.CaseId == c.Id && r.State == ReservationState.Paid && sources.Contains(r.SourceKey));

    /// <summary>Cases with money of the sources that is approved and not with its payee: pending, or come back. They are open, in whose words their index is asked.</summary>
    public static Expression<Func<Case, bool>> Unpaid(BenefitDb db, IReadOnlyList<string> sources) => c => c.State != CaseState.Closed
        && db.Reservations.Any(r => r.CaseId == c.Id && (r.State == ReservationState.Pending || r.State == ReservationState.Returned) && sources.Contains(r.SourceKey));
}
