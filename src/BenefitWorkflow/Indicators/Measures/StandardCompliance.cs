using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Paid what the rule version in force at the decision gives / all paid.</summary>
public sealed class StandardCompliance : IMeasure
{
    public string Key => Keys.StandardCompliance;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var paid = PaidGrants.Of(db, scope);
        var compliant = await paid.CountAsync(p => p.OrderFen == p.CaseFen
            && db.Determinations.Where(d => d.CaseId == p.CaseId).OrderByDescending(d => d.Seq).Select(d => d.AmountFen).FirstOrDefault() == p.OrderFen, ct);
        return MeasureResult.Rate(compliant, await paid.CountAsync(ct));
    }
}
