using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Notices.Activities;

/// <summary>Somebody who did not prepare the case looks into the objection and answers it.</summary>
public sealed class Reinvestigate : CaseActivity
{
    public const string Uphold = "UpholdObjection", Dismiss = "DismissObjection";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.Reinvestigate",
        ["Upheld", "Dismissed"], [Withdrawn], [Role, Limit], [],
        [new(Uphold, "Upheld"), new(Dismiss, "Dismissed"), WithdrawSignal]);

    public override FactNeeds Needs => FactNeeds.Objection;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"));

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        var facts = Facts(context);
        if (signal.Name == Withdraw)
        {
            if (facts.Objection is not null) context.Emit(new ObjectionLapsed());
            return WithdrawBy(context);
        }
        if (Unless(context, context.Text("role")) is { } refusal) return Refuse(refusal);
        if (Separate(context, Acts.Reinvestigate) is { } separation) return Refuse(separation);
        if (facts.Objection is null)
            return ActivityResult.Refuse("notice.no-objection", "没有待处理的异议。", "No objection waits for a decision.");
        var upheld = signal.Name == Uphold;
        context.Emit(new ObjectionDecided(upheld));
        return ActivityResult.Done(upheld ? "Upheld" : "Dismissed");
    }
}
