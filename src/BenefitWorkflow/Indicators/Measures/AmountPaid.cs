using BenefitWorkflow.Budgets;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Yuan paid and kept, from the counted funding sources.</summary>
public sealed class AmountPaid : IMeasure
{
    public string Key => Keys.AmountPaid;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var shares = await PaidGrants.Cases(db, scope)
            .Join(db.Reservations.Where(r => r.State == ReservationState.Paid && scope.Sources.Contains(r.SourceKey)), c => c.Id, r => r.CaseId, (_, r) => r)
            .GroupBy(r => r.SourceKey).Select(g => new { g.Key, Fen = g.Sum(r => r.AmountFen) }).OrderBy(g => g.Key).ToListAsync(ct);
        var titles = scope.Programme.FundingSources.ToDictionary(s => s.Key, s => s.Title);
        return new MeasureResult(
            shares.Sum(s => s.Fen) / 100m,
            string.Join("，", shares.Select(s => $"{titles[s.Key].Zh} {new Money(s.Fen)}")),
            string.Join(", ", shares.Select(s => $"{titles[s.Key].En} {new Money(s.Fen)}")));
    }
}
