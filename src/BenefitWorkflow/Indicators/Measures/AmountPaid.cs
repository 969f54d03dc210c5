using BenefitWorkflow.Budgets;
using BenefitWorkflow.Programmes;
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
        // An earlier version of the programme may have had other sources.
        LocalizedText? Title(string key) => scope.Programme.FundingSources.FirstOrDefault(s => s.Key == key)?.Title;
        return new MeasureResult(
            shares.Sum(s => s.Fen) / 100m,
            string.Join("，", shares.Select(s => $"{Title(s.Key)?.Zh ?? s.Key} {new Money(s.Fen)}")),
            string.Join(", ", shares.Select(s => $"{Title(s.Key)?.En ?? s.Key} {new Money(s.Fen)}")));
    }
}
