using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>
/// A wrong payment is claimed back. When the money is there it is a return: the case opens again, to be paid rightly or given up, which puts
/// the money back on its source. A claim that is given up leaves the payment as it is.
/// </summary>
internal static class RecoverySignals
{
    public const string Open = "OpenRecovery", Recover = "RecoverPayment", WriteOff = "WriteOffRecovery";

    /// <summary>ISO 20022 return reason: following a cancellation request.</summary>
    public const string Reason = "FOCR";

    public const string Recovered = "recovered", WrittenOff = "written-off";

    public static IReadOnlyList<SignalDeclaration> Declarations { get; } = [new(Open), new(Recover, "Returned"), new(WriteOff)];

    /// <summary>Opens a claim or gives it up; null where that is in order.</summary>
    public static Refusal? Claim(ActivityContext context, Signal signal)
    {
        var open = signal.Name == Open;
        if (Check(context, signal, open ? Roles.FinancePreparer : Roles.FinanceReleaser, open ? Acts.OpenRecovery : Acts.EndRecovery) is { } refusal) return refusal;
        context.Emit(open ? new RecoveryOpened() : new RecoveryEnded(WrittenOff));
        return null;
    }

    /// <summary>The money came back: the order ends as returned.</summary>
    public static Refusal? TakeBack(ActivityContext context, Signal signal)
    {
        if (Check(context, signal, Roles.FinanceReleaser, Acts.EndRecovery) is { } refusal) return refusal;
        var at = PaymentSignals.At(signal);
        if (at > context.Now || at < ((CaseFacts)context.Facts).Order!.SettledAt)
            return new Refusal("payment.recovery-date", "收回时间晚于当前时间或早于该笔入账时间；请核对。", "The money came back in the future or before it was paid; check the time.");
        context.Emit(new OrderReturned(at, Reason));
        context.Emit(new ReservationsMoved(ReservationState.Paid, ReservationState.Returned));
        context.Emit(new RecoveryEnded(Recovered));
        return null;
    }

    private static Refusal? Check(ActivityContext context, Signal signal, string role, string act)
    {
        if (CaseActivity.Unless(context, role) is { } holder) return holder;
        if (((CaseFacts)context.Facts).Order is not { State: PaymentState.Settled })
            return new Refusal("payment.not-settled", "只有已到账的支付可以追回；请核对支付状态。", "Only a settled payment can be recovered; check its state.");
        return PaymentSignals.Superseded((CaseFacts)context.Facts, signal) ?? CaseActivity.Separate(context, act);
    }
}
