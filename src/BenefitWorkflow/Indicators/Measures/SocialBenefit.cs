using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Score of 0 to 100 from the survey's question on life after the aid: clearly better 100, somewhat 80, not 40.</summary>
public sealed class SocialBenefit : IMeasure
{
    public string Key => Keys.SocialBenefit;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var (clear, some, none) = (scope.Sum(Figure.Answer(Improvement.Clear)), scope.Sum(Figure.Answer(Improvement.Some)), scope.Sum(Figure.Answer(Improvement.None)));
        var all = clear + some + none;
        return Task.FromResult(new MeasureResult(all == 0 ? null : Math.Round((100m * clear + 80m * some + 40m * none) / all, 2, MidpointRounding.AwayFromZero),
            $"明显改善 {clear}，有改善 {some}，无改善 {none}", $"clearly better {clear}, somewhat {some}, not {none}"));
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var cases = PaidGrants.Cases(db, scope);
        var answers = SurveyAnswer.Newest(db).Where(a => cases.Any(c => c.Id == a.CaseId));
        return new(
            new(new("生活有改善", "Life got better"), DecidingFacts.ImprovementAsync, answers.Where(a => a.Improvement != Improvement.None).Select(a => a.CaseId)) { Count = scope.Sum(Figure.Answer(Improvement.Clear)) + scope.Sum(Figure.Answer(Improvement.Some)) },
            new(new("生活无改善", "Life did not get better"), DecidingFacts.ImprovementAsync, answers.Where(a => a.Improvement == Improvement.None).Select(a => a.CaseId)) { Count = scope.Sum(Figure.Answer(Improvement.None)) });
    }
}
