using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Activities;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>Ends the case with a result. Where the definition connects Returned, a later bank return reopens it: paid is not terminal.</summary>
public sealed class Close : CaseActivity
{
    public const string Paid = "paid";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.Close",
        [], ["Returned", "Done"],
        [new("result", ValueKind.String, Required: true), new("reason", ValueKind.String)], [],
        [new(PaymentSignals.Return, "Returned"), .. RecoverySignals.Declarations]);

    public override FactNeeds Needs => FactNeeds.Order;

    public override ActivityResult Enter(ActivityContext context)
    {
        var result = context.Text("result");
        if (result != Paid) context.Emit(new ReservationsCancelled());
        context.Emit(new CaseClosed(result));
        return context.Connects("Returned") ? ActivityResult.Wait : ActivityResult.Done("Done");
    }

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        if (signal.Name == RecoverySignals.Open || signal.Name == RecoverySignals.WriteOff)
            return RecoverySignals.Claim(context, signal) is { } claim ? Refuse(claim) : ActivityResult.Wait;
        if (signal.Name == RecoverySignals.Recover && RecoverySignals.TakeBack(context, signal) is { } kept) return Refuse(kept);
        if (signal.Name == PaymentSignals.Return && PaymentSignals.TakeReturn(context, signal) is { } refusal) return Refuse(refusal);
        context.Emit(new CaseReopened());
        return ActivityResult.Done("Returned");
    }
}
