using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>One approval level, by a role, never by who prepared the case.</summary>
public sealed class Approve : CaseActivity
{
    public const string ApproveSignal = "Approve", Reject = "Reject", AskCorrection = "RequestCorrection";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.Approve",
        ["Approved", "Rejected"], ["CorrectionRequested", Withdrawn],
        [new("level", ValueKind.Int64, Required: true), Role, Limit], [],
        [new(ApproveSignal, "Approved"), new(Reject, "Rejected"), new(AskCorrection, "CorrectionRequested"), WithdrawSignal]);

    public override FactNeeds Needs => FactNeeds.Beneficiary;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"));

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        if (signal.Name == Withdraw) return WithdrawBy(context);
        if (Unless(context, context.Text("role")) is { } refusal) return Refuse(refusal);
        if (signal.Name == ApproveSignal && Facts(context).Payee is not { Status: BeneficiaryStatus.Active })
            return ActivityResult.Refuse("case.beneficiary-not-active", "受助人已去世或退出，不得批准；请驳回或撤回案件。", "The beneficiary has died or left: the case cannot be approved; reject it or have it withdrawn.");
        // All three are decisions on the case: the maker may take none of them.
        if (Separate(context, context.Integer("level") > 1 ? Acts.ApproveNextLevel : Acts.Approve) is { } separation) return Refuse(separation);
        return signal.Name switch
        {
            ApproveSignal => ActivityResult.Done("Approved"),
            Reject => ActivityResult.Done("Rejected"),
            _ => ActivityResult.Done("CorrectionRequested"),
        };
    }
}
