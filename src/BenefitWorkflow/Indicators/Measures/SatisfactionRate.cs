using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Satisfied and fairly satisfied / respondents.</summary>
public sealed class SatisfactionRate : IMeasure
{
    public string Key => Keys.Satisfaction;

    public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var all = Enum.GetValues<Satisfaction>().Sum(answer => scope.Sum(Figure.Answer(answer)));
        var paid = scope.Sum(Figure.Paid);
        return Task.FromResult(MeasureResult.Rate(scope.Sum(Figure.Answer(Satisfaction.Satisfied)) + scope.Sum(Figure.Answer(Satisfaction.FairlySatisfied)), all,
            $"回收 {all} 份，发放 {paid} 份，回收率 {Scoring.Percent(all, paid) ?? 0:0.##}%", $"{all} answers of {paid} paid, response rate {Scoring.Percent(all, paid) ?? 0:0.##}%"));
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var cases = PaidGrants.Cases(db, scope);
        var answers = SurveyAnswer.Newest(db).Where(a => cases.Any(c => c.Id == a.CaseId));
        return CasesBehind.Rate(result,
            new(new("满意或基本满意", "Satisfied or fairly satisfied"), DecidingFacts.SatisfactionAsync, answers.Where(a => a.Satisfaction == Satisfaction.Satisfied || a.Satisfaction == Satisfaction.FairlySatisfied).Select(a => a.CaseId)),
            new(new("一般或不满意", "Neutral or dissatisfied"), DecidingFacts.SatisfactionAsync, answers.Where(a => a.Satisfaction != Satisfaction.Satisfied && a.Satisfaction != Satisfaction.FairlySatisfied).Select(a => a.CaseId)));
    }
}
