using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>Golden Autumn's school stage: the student has enrolled, or there is nothing to support.</summary>
public sealed class ConfirmEnrolment : CaseActivity
{
    public const string Confirm = "ConfirmEnrolment", Decline = "DeclineEnrolment";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.ConfirmEnrolment",
        ["Enrolled", "NotEnrolled"], [Withdrawn], [Role, Limit], [],
        [new(Confirm, "Enrolled"), new(Decline, "NotEnrolled"), new(DeadlinePassed, "NotEnrolled"), WithdrawSignal]);

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"), DeadlinePassed);

    public override ActivityResult Resume(ActivityContext context, Signal signal) => signal.Name switch
    {
        DeadlinePassed => OnDeadline(context, "NotEnrolled"),
        Withdraw => WithdrawBy(context),
        _ when Unless(context, context.Text("role")) is { } refusal => Refuse(refusal),
        Confirm => ActivityResult.Done("Enrolled"),
        _ => ActivityResult.Done("NotEnrolled"),
    };
}
