using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>
/// Paid grants of which every notice they were put on ran its full period before the payment was ordered / paid grants.
/// Where the programme asks for photographs, a notice without those of its start and end does not count.
/// A notice that was repeated counts as last posted: an upheld objection starts it anew.
/// </summary>
public sealed class NoticeRate : IMeasure
{
    public string Key => Keys.NoticeRate;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var paid = PaidGrants.Of(db, scope);
        var noticed = await paid.CountAsync(p => db.NoticeLines.Any(l => l.CaseId == p.CaseId)
            && !db.NoticeLines.Any(l => l.CaseId == p.CaseId
                && !db.NoticeLines.Any(later => later.CaseId == l.CaseId && later.ActivityId == l.ActivityId && later.NoticeId > l.NoticeId)
                && !(l.State == NoticeLineState.Passed && db.Notices.Any(n => n.Id == l.NoticeId && n.State == NoticeState.Closed && n.EndsAt <= p.OrderedAt
                    && (!n.PhotoRequired
                        || (db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.Start && proof.PhotoHash != null)
                            && db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.End && proof.PhotoHash != null)))))), ct);
        return MeasureResult.Rate(noticed, await paid.CountAsync(ct));
    }
}
