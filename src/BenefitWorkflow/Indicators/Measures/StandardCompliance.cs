using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Paid exactly what the last stored determination, with its rule version, gives / all paid.</summary>
public sealed class StandardCompliance : IMeasure
{
    public string Key => Keys.StandardCompliance;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var paid = PaidGrants.Of(db, scope);
        var compliant = await paid.CountAsync(p => p.OrderFen == p.CaseFen
            && db.Determinations.Any(d => d.CaseId == p.CaseId && d.AmountFen == p.OrderFen && d.RuleVersion != ""
                && !db.Determinations.Any(later => later.CaseId == d.CaseId && later.Seq > d.Seq)), ct);
        return MeasureResult.Rate(compliant, await paid.CountAsync(ct));
    }
}
