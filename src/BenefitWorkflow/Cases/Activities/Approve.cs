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

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, context.Text("role"));

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        if (signal.Name == Withdraw) return WithdrawBy(context);
        if (Unless(context, context.Text("role")) is { } refusal) return Refuse(refusal);
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
