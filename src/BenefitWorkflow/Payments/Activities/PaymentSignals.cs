using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>Names of what finance and the bank say of a payment, and the checks they share.</summary>
public static class PaymentSignals
{
    public const string Release = "ReleasePayment", Send = "SendPayment", Lose = "LosePayment", Settle = "SettlePayment", Fail = "FailPayment", Return = "ReturnPayment", Recall = "RecallPayment", Adopt = "AdoptPayment";

    /// <summary>Why an outcome is unknown: the hand-over broke off, no answer in time, or the bank says it had the payment before (AM05).</summary>
    public const string HandOver = "hand-over", NoAnswer = "no-answer", Duplicate = "duplicate";

    /// <summary>States that take the bank's answer.</summary>
    internal static ReadOnlySpan<PaymentState> WithBank => [PaymentState.Released, PaymentState.Sent, PaymentState.Unknown];

    /// <summary>Order, instant and reason of what the bank or its end says; null where it is in order.</summary>
    internal static Refusal? CheckResult(ActivityContext context, Signal signal, params ReadOnlySpan<PaymentState> expected)
    {
        var facts = (CaseFacts)context.Facts;
        if (!facts.Actor.IsAny(Roles.FinancePreparer, Roles.System))
            return new Refusal("case.role-required", "银行回单须由财务制单人员导入。", "Bank results are taken in by the finance preparer.");
        if (Superseded(facts, signal) is { } superseded) return superseded;
        if (!expected.Contains(facts.Order!.State))
            return new Refusal("payment.state-mismatch",
                $"支付指令 {facts.Order.EndToEndId} 的状态为 {facts.Order.State}，不能应用该结果。",
                $"Order {facts.Order.EndToEndId} is {facts.Order.State}; this result does not apply.");
        if (At(signal) > context.Now)
            return new Refusal("payment.future-date", "回单时间晚于当前时间；请核对。", "The result lies in the future; check its time.");
        var comesBack = facts.Order.State == PaymentState.Settled;
        var earliest = comesBack ? facts.Order.SettledAt : facts.Order.ReleasedAt;
        if (At(signal) < earliest)
            return comesBack
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

    /// <summary>Another order than the case's newest, or none; null where it is that one.</summary>
    internal static Refusal? Superseded(CaseFacts facts, Signal signal) => facts.Order is { } order && (signal.Integer("orderId") ?? order.Id) == order.Id ? null
        : new Refusal("payment.order-superseded", "该支付指令已不是本案件的当前指令；请核对端到端编号。", "This order is not the case's current one; check the end-to-end id.");

    internal static DateTimeOffset At(Signal signal) =>
        DateTimeOffset.FromUnixTimeMilliseconds(signal.Integer("atMs") ?? throw new InvalidOperationException($"{signal.Name} has no atMs."));

    /// <exception cref="InvalidOperationException">The signal gives a reason there is not: whoever sends it is a part of the service.</exception>
    internal static string WhyUnknown(Signal signal) => signal.Text("reason") is HandOver or NoAnswer or Duplicate
        ? signal.Text("reason")!
        : throw new InvalidOperationException($"{signal.Name} does not say why the outcome is unknown.");

    internal static string Reason(Signal signal) => signal.Text("reasonCode") is { Length: > 0 } code ? code : BankReasons.Narrative;

    /// <summary>The bank's own word says that it has paid an order which no batch here let go: it is released and settled at once, by a second person.</summary>
    internal static Refusal? TakeOver(ActivityContext context, Signal signal)
    {
        var facts = (CaseFacts)context.Facts;
        if (CaseActivity.Unless(context, Roles.FinanceReleaser) is { } role) return role;
        if (Superseded(facts, signal) is { } superseded) return superseded;
        if (facts.Order is not { State: PaymentState.Ordered, Channel: PaymentChannel.Bank } order)
            return new Refusal("payment.not-waiting", "该支付不是待编批的银行支付，不能按对账单补记；请核对支付状态。", "The payment does not wait for a batch, so the bank's word is not booked on it; check its state.");
        if (CaseActivity.Separate(context, Acts.Release) is { } separation) return separation;
        var at = At(signal);
        if (at > context.Now) return new Refusal("payment.future-date", "回单时间晚于当前时间；请核对。", "The result lies in the future; check its time.");
        facts.SettledAt = at;
        context.Emit(new OrderAdopted(at));
        context.Emit(new ReservationsCommitted(true));
        context.Emit(new StepLimitMet(context.ActivityId, context.Visit, Roles.FinancePreparer, order.DueAt));
        context.Emit(new OrderSettled(at));
        context.Emit(new ReservationsCommitted(false));
        context.Emit(new ReservationsMoved(ReservationState.Pending, ReservationState.Paid));
        return null;
    }

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
