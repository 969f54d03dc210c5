using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;

namespace BenefitWorkflow.Indicators.Activities;

/// <summary>Asks the beneficiary after the money arrived; no answer within the limit is an answer too.</summary>
public sealed class Survey : CaseActivity
{
    public const string Record = "RecordSurvey";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.Survey",
        ["Answered", "NoResponse"], ["Returned"], [Limit], [],
        [new(Record, "Answered"), new(DeadlinePassed, "NoResponse"), new(PaymentSignals.Return, "Returned"), .. RecoverySignals.Declarations]);

    public override FactNeeds Needs => FactNeeds.Order;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, Roles.Caseworker, DeadlinePassed);

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        switch (signal.Name)
        {
            case DeadlinePassed: return OnDeadline(context, "NoResponse");
            case RecoverySignals.Open or RecoverySignals.WriteOff:
                return RecoverySignals.Claim(context, signal) is { } claim ? Refuse(claim) : ActivityResult.Wait;
            case RecoverySignals.Recover:
                return RecoverySignals.TakeBack(context, signal) is { } kept ? Refuse(kept) : ActivityResult.Done("Returned");
            case PaymentSignals.Return:
                return PaymentSignals.TakeReturn(context, signal) is { } refusal ? Refuse(refusal) : ActivityResult.Done("Returned");
            default:
                if (Unless(context, Roles.Caseworker, Roles.Supervisor) is { } role) return Refuse(role);
                var (satisfaction, improvement) = ((Satisfaction)(signal.Integer("satisfaction") ?? 0), (Improvement)(signal.Integer("improvement") ?? 0));
                if (!Enum.IsDefined(satisfaction) || !Enum.IsDefined(improvement))
                    return ActivityResult.Refuse("survey.incomplete", "请填写满意度和生活改善两项。", "Give both satisfaction and improvement.");
                context.Emit(new SurveyRecorded(satisfaction, improvement));
                return ActivityResult.Done("Answered");
        }
    }
}

public abstract record IndicatorEffect : Effect;

public sealed record SurveyRecorded(Satisfaction Satisfaction, Improvement Improvement) : IndicatorEffect;
