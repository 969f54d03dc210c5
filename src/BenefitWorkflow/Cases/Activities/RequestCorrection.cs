using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>Something is missing: the caseworker completes the application, or the case lapses.</summary>
public sealed class RequestCorrection : CaseActivity
{
    public const string Resubmit = "Resubmit";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.RequestCorrection",
        ["Resubmitted", "Lapsed"], [Withdrawn], [Role, Limit], [],
        [new(Resubmit, "Resubmitted"), new(DeadlinePassed, "Lapsed"), WithdrawSignal]);

    public override FactNeeds Needs => FactNeeds.Application;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"), DeadlinePassed);

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        switch (signal.Name)
        {
            case DeadlinePassed: return OnDeadline(context, "Lapsed");
            case Withdraw: return WithdrawBy(context);
            default:
                if (Unless(context, context.Text("role")) is { } refusal) return Refuse(refusal);
                // Who answers the correction has prepared the case, and may not approve it.
                if (Separate(context, Acts.Prepare) is { } separation) return Refuse(separation);
                if (Facts(context).NewAccount is not null) context.Emit(new AccountStated());
                return ActivityResult.Done("Resubmitted");
        }
    }
}
