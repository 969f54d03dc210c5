using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>After a failure, a return or a recall: one person enters the right account, another confirms it, then the payment is issued anew.</summary>
public sealed class CorrectAccount : CaseActivity
{
    public const string Correct = "CorrectAccount", Confirm = "ConfirmAccount", Abandon = "AbandonPayment";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.CorrectAccount",
        ["Corrected"], ["Abandoned"], [Role, Limit], [],
        [new(Correct), new(Confirm, "Corrected"), new(Abandon, "Abandoned")]);

    public override FactNeeds Needs => FactNeeds.Beneficiary | FactNeeds.Application;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"));

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        var facts = Facts(context);
        switch (signal.Name)
        {
            case Correct:
                if (Unless(context, context.Text("role")) is { } refusal) return Refuse(refusal);
                if (facts.NewAccount is null)
                    return ActivityResult.Refuse("payment.account-missing", "请填写更正后的账号和户名。", "Give the corrected account and the name on it.");
                context.Emit(new ActDone(Acts.CorrectAccount));
                context.Emit(new AccountProposed());
                return ActivityResult.Wait;

            case Confirm:
                if (Unless(context, Roles.Caseworker, Roles.Reviewer, Roles.Approver) is { } role) return Refuse(role);
                if (facts.Application?.ProposedAccountCipher is null)
                    return ActivityResult.Refuse("payment.nothing-to-confirm", "没有待确认的账户更正。", "No account correction waits for confirmation.");
                if (facts.Application.ProposedBy == facts.Actor.Id)
                    return ActivityResult.Refuse("case.separation-of-duties", "账户更正须由另一人确认。", "Another person must confirm an account correction.");
                if (Separate(context, Acts.ConfirmAccount) is { } separation) return Refuse(separation);
                context.Emit(new AccountConfirmed());
                return ActivityResult.Done("Corrected");

            default:
                if (Unless(context, context.Text("role")) is { } abandon) return Refuse(abandon);
                context.Emit(new AccountProposalDropped());
                return ActivityResult.Done("Abandoned");
        }
    }
}
