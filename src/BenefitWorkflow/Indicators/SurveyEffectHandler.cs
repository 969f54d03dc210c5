using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Indicators.Activities;

namespace BenefitWorkflow.Indicators;

/// <summary>Keeps survey answers.</summary>
internal sealed class SurveyEffectHandler : IEffectHandler
{
    public bool Handles(Effect effect) => effect is IndicatorEffect;

    public Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct) => Task.CompletedTask;

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect) => null;

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        if (effect is SurveyRecorded survey)
            chunk.Rows.Insert(new SurveyAnswer { CaseId = decided.Case.Id, Seq = decided.Seq, Satisfaction = survey.Satisfaction, Improvement = survey.Improvement, AnsweredAt = chunk.Now });
    }
}
