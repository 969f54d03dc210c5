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
        var split = string.Join(", ", shares.Select(s => $"{s.Key} {new Money(s.Fen)}"));
        return new MeasureResult(shares.Sum(s => s.Fen) / 100m, split, split);
    }
}
