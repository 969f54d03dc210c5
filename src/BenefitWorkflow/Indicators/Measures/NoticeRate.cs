using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Paid grants whose last notice ran its full period before the payment was ordered / paid grants.</summary>
public sealed class NoticeRate : IMeasure
{
    public string Key => Keys.NoticeRate;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var paid = PaidGrants.Of(db, scope);
        var noticed = await paid.CountAsync(p =>
            db.NoticeLines.Any(l => l.CaseId == p.CaseId && l.State == NoticeLineState.Passed && db.Notices.Any(n => n.Id == l.NoticeId && n.EndsAt <= p.OrderedAt))
            && !db.NoticeLines.Any(l => l.CaseId == p.CaseId && l.State == NoticeLineState.Open), ct);
        return MeasureResult.Rate(noticed, await paid.CountAsync(ct));
    }
}
