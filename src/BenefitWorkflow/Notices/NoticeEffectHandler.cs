using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Activities;

namespace BenefitWorkflow.Notices;

/// <summary>Ends notice lines, decides objections, and sets the limit that a running notice has.</summary>
internal sealed class NoticeEffectHandler : IEffectHandler
{
    public bool Handles(Effect effect) => effect is NoticeEffect;

    public Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct) => Task.CompletedTask;

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect) => null;

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        var facts = decided.Facts;
        switch (effect)
        {
            case NoticePeriodStarted started:
                CaseEffectHandler.AddDeadline(chunk, decided.Case.Id, started.ActivityId, started.Visit, DeadlineKind.NoticeEnd, Roles.System, started.EndsAt, PublicNotice.CloseSignal);
                break;
            case NoticeLineEnded ended:
                facts.NoticeLine!.Become(ended.State);
                chunk.Rows.Update(facts.NoticeLine);
                break;
            case ObjectionDecided objection:
                foreach (var open in facts.MoreObjections.Prepend(facts.Objection!))
                {
                    open.Decide(objection.Upheld, chunk.Actor.Id, facts.Reason, chunk.Now);
                    chunk.Rows.Update(open);
                }
                break;
            case ObjectionLapsed:
                foreach (var open in facts.MoreObjections.Prepend(facts.Objection!))
                {
                    open.Lapse(chunk.Now);
                    chunk.Rows.Update(open);
                }
                break;
        }
    }
}
