using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Grants (人次) paid; persons and households beside them, since the three are different counts.</summary>
public sealed class GrantsPaid : IMeasure
{
    public string Key => Keys.GrantsPaid;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var grants = scope.Sum(Figure.Paid);
        var persons = scope.Differing(Figure.Persons) ?? await PaidGrants.Of(db, scope).Select(p => p.BeneficiaryId).Distinct().CountAsync(ct);
        var households = scope.Differing(Figure.Households) ?? await PaidGrants.Of(db, scope).Select(p => p.HouseholdId).Distinct().CountAsync(ct);
        return new MeasureResult(grants, $"{grants} 人次，{persons} 人，{households} 户", $"{grants} grants, {persons} persons, {households} households");
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result) =>
        new(new(new("已发放", "Paid"), DecidingFacts.ArrivalsAsync, PaidGrants.Of(db, scope).Select(c => c.Id)) { Count = scope.Sum(Figure.Paid) });
}
