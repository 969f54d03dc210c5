using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Yuan paid and kept, from the counted funding sources.</summary>
public sealed class AmountPaid : IMeasure
{
    public string Key => Keys.AmountPaid;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var shares = scope.Sources.Distinct().Order(StringComparer.Ordinal).Select(s => (Key: s, Fen: scope.Sum(Figure.Fen(s)))).Where(s => s.Fen != 0).ToList();
        // An earlier version of the programme may have had other sources.
        LocalizedText? Title(string key) => scope.Programme.FundingSources.FirstOrDefault(s => s.Key == key)?.Title;
        return Task.FromResult(new MeasureResult(
            shares.Sum(s => s.Fen) / 100m,
            string.Join("，", shares.Select(s => $"{Title(s.Key)?.Zh ?? s.Key} {new Money(s.Fen)}")),
            string.Join(", ", shares.Select(s => $"{Title(s.Key)?.En ?? s.Key} {new Money(s.Fen)}"))));
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var all = scope.Programme.FundingSources.All(s => scope.Sources.Contains(s.Key));
        return new(new(new("已从所列资金来源发放", "Paid from the counted sources"), DecidingFacts.SharesAsync(scope), PaidGrants.Cases(db, scope).Where(Holds.Paid(db, scope.Sources)).Select(c => c.Id))
        {
            Count = all ? scope.Sum(Figure.Holders) : null,
        });
    }
}
