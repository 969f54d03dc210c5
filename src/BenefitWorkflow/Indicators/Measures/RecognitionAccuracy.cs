using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Re-verified without error / re-verified.</summary>
public sealed class RecognitionAccuracy : IMeasure
{
    public string Key => Keys.RecognitionAccuracy;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var rechecks = PaidGrants.Cases(db, scope).Join(db.Rechecks, c => c.Id, r => r.CaseId, (_, r) => r);
        var (all, correct) = (await rechecks.CountAsync(ct), await rechecks.CountAsync(r => r.Correct, ct));
        var paid = await PaidGrants.Of(db, scope).CountAsync(ct);
        return MeasureResult.Rate(correct, all, $"复核 {all} 件，已发放 {paid} 件", $"{all} rechecked of {paid} paid");
    }
}
