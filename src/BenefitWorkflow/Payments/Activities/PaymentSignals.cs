using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>Names of what finance and the bank say of a payment, and the checks they share.</summary>
public static class PaymentSignals
{
    public const string Release = "ReleasePayment", Settle = "SettlePayment", Fail = "FailPayment", Return = "ReturnPayment", Recall = "RecallPayment";

    /// <summary>Order, instant and reason of a bank result; null where it is in order.</summary>
    internal static Refusal? CheckResult(ActivityContext context, Signal signal, PaymentState expected)
    {
        var facts = (CaseFacts)context.Facts;
        if (!facts.Actor.IsAny(Roles.FinancePreparer, Roles.System))
            return new Refusal("case.role-required", "银行回单须由财务制单人员导入。", "Bank results are taken in by the finance preparer.");
        if (facts.Order is null || signal.Integer("orderId") is { } id && id != facts.Order.Id)
            return new Refusal("payment.order-superseded", "该支付指令已不是本案件的当前指令；请核对端到端编号。", "This order is not the case's current one; check the end-to-end id.");
        if (facts.Order.State != expected)
            return new Refusal("payment.state-mismatch",
                $"支付指令 {facts.Order.EndToEndId} 的状态为 {facts.Order.State}，不能应用该结果。",
                $"Order {facts.Order.EndToEndId} is {facts.Order.State}; this result does not apply.");
        if (At(signal) > context.Now)
            return new Refusal("payment.future-date", "回单时间晚于当前时间；请核对。", "The result lies in the future; check its time.");
        var earliest = expected == PaymentState.Settled ? facts.Order.SettledAt : facts.Order.ReleasedAt;
        if (At(signal) < earliest)
            return expected == PaymentState.Settled
                ? new Refusal("payment.before-settlement", "退票时间早于该笔入账时间；请向银行核实。", "The return lies before the credit; ask the bank.")
                : new Refusal("payment.before-release", "回单时间早于该笔放行时间；请核对是否为另一笔的回单。", "The result lies before the payment's release; check whether it answers another payment.");
        return null;
    }

    /// <summary>Takes back an order that finance has not put into a batch; in a batch it is frozen, and at the bank only the bank's answer counts.</summary>
    internal static Refusal? TakeBack(ActivityContext context)
    {
        switch (((CaseFacts)context.Facts).Order?.State)
        {
            case PaymentState.Ordered:
                context.Emit(new OrderCancelled());
                return null;
            case PaymentState.Batched:
                return new Refusal("payment.in-batch", "该支付已列入待放行批次；请先由财务解散该批次。", "The payment is in a batch that waits for release; ask finance to dissolve that batch first.");
            default:
                return new Refusal("payment.with-bank", "该支付已提交银行，不能撤回；请等待银行回单。", "The payment is with the bank and cannot be taken back; wait for the bank's answer.");
        }
    }

    internal static DateTimeOffset At(Signal signal) =>
        DateTimeOffset.FromUnixTimeMilliseconds(signal.Integer("atMs") ?? throw new InvalidOperationException($"{signal.Name} has no atMs."));

    internal static string Reason(Signal signal) => signal.Text("reasonCode") is { Length: > 0 } code ? code : "NARR";

    /// <summary>A credit came back: the order ends, its money waits for correction and re-issue.</summary>
    internal static Refusal? TakeReturn(ActivityContext context, Signal signal)
    {
        if (CheckResult(context, signal, PaymentState.Settled) is { } refusal) return refusal;
        context.Emit(new OrderReturned(At(signal), Reason(signal)));
        context.Emit(new ReservationsMoved(ReservationState.Paid, ReservationState.Returned));
        context.Emit(new TimelinessReopened());
        return null;
    }
}
