using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
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

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct) =>
        Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Noticed), scope.Sum(Figure.Paid)));

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var settled = Grant.Settled(db);
        return CasesBehind.Rate(result,
            new(new("公示期满后支付", "Paid after every notice had run in full"), DecidingFacts.NoticesAsync, PaidGrants.With(db, scope, settled.Where(Grant.Noticed(db)))),
            new(new("未公示或公示不足", "Without a notice, or with one that did not count"), DecidingFacts.NoticesAsync, PaidGrants.With(db, scope, settled.Where(Grant.Not(Grant.Noticed(db))))));
    }
}
