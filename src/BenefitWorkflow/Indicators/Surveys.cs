using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators;

/// <summary>Survey answers of a scope: the newest of each case, since a re-issued payment may be asked about again.</summary>
internal static class Surveys
{
    public static async Task<Dictionary<TAnswer, int>> LatestAsync<TAnswer>(BenefitDb db, MeasureScope scope, Func<SurveyAnswer, TAnswer> answer, CancellationToken ct) where TAnswer : notnull
    {
        var answers = await PaidGrants.Cases(db, scope).Join(db.SurveyAnswers, c => c.Id, a => a.CaseId, (_, a) => a)
            .Where(a => !db.SurveyAnswers.Any(later => later.CaseId == a.CaseId && later.Seq > a.Seq)).ToListAsync(ct);
        return answers.GroupBy(answer).ToDictionary(g => g.Key, g => g.Count());
    }
}
