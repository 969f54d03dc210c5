using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>
/// Orders the payment and waits for what the bank says. A time limit reports it overdue; it never fails or re-sends it.
/// An order that finance leaves out of its batches is taken back: to correct the account, or with the whole case.
/// </summary>
public sealed class BankTransfer : CaseActivity
{
    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.BankTransfer",
        ["Paid", "Failed"], ["Recalled", Withdrawn], [Limit], [],
        [new(PaymentSignals.Release), new(PaymentSignals.Send), new(PaymentSignals.Lose),
            new(CashSignals.Propose), new(CashSignals.Drop), new(CashSignals.Confirm, "Paid"), new(PaymentSignals.Adopt, "Paid"), new(PaymentSignals.Settle, "Paid"), new(PaymentSignals.Fail, "Failed"), new(PaymentSignals.Recall, "Recalled"), WithdrawSignal]);

    public override FactNeeds Needs => FactNeeds.Beneficiary | FactNeeds.Application | FactNeeds.Order;

    public override ActivityResult Enter(ActivityContext context)
    {
        var facts = Facts(context);
        if (facts.Payee is not { Status: Beneficiaries.BeneficiaryStatus.Active })
            return ActivityResult.Refuse("payment.beneficiary-not-active", "受助人已去世或退出，不得付款；请撤回案件。", "The beneficiary has died or left; do not pay, withdraw the case.");
        if (facts.Order is { State: PaymentState.Returned }) context.Emit(new ReservationsMoved(ReservationState.Returned, ReservationState.Pending));
        context.Emit(new PaymentOrdered(context.ActivityId, context.Visit));
        return WaitFor(context, Roles.FinancePreparer);
    }

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        var facts = Facts(context);
        switch (signal.Name)
        {
            case PaymentSignals.Release:
                if (Unless(context, Roles.FinanceReleaser) is { } role) return Refuse(role);
                if (facts.Order is not { State: PaymentState.Batched })
                    return ActivityResult.Refuse("payment.not-batched", "该支付不在待放行批次中。", "The payment is not in a batch that waits for release.");
                if (facts.Order.BatchId != signal.Integer("batchId"))
                    return ActivityResult.Refuse("payment.other-batch", "该支付属于另一批次。", "The payment belongs to another batch.");
                if (Separate(context, Acts.Release) is { } separation) return Refuse(separation);
                context.Emit(new OrderReleased());
                context.Emit(new ReservationsCommitted(true));
                context.Emit(new StepLimitMet(context.ActivityId, context.Visit, Roles.FinancePreparer, facts.Order.DueAt));
                return ActivityResult.Wait;

            case PaymentSignals.Send:
                if (PaymentSignals.CheckResult(context, signal, PaymentState.Released, PaymentState.Unknown) is { } send) return Refuse(send);
                context.Emit(new OrderSent(PaymentSignals.At(signal)));
                return ActivityResult.Wait;

            case PaymentSignals.Lose:
                if (PaymentSignals.CheckResult(context, signal, PaymentState.Released, PaymentState.Sent) is { } lose) return Refuse(lose);
                context.Emit(new OrderUnknown(PaymentSignals.At(signal), PaymentSignals.WhyUnknown(signal)));
                return ActivityResult.Wait;

            case PaymentSignals.Settle:
                if (PaymentSignals.CheckResult(context, signal, PaymentSignals.WithBank) is { } settle) return Refuse(settle);
                facts.SettledAt = PaymentSignals.At(signal);
                context.Emit(new OrderSettled(PaymentSignals.At(signal)));
                context.Emit(new ReservationsCommitted(false));
                context.Emit(new ReservationsMoved(ReservationState.Pending, ReservationState.Paid));
                return ActivityResult.Done("Paid");

            case PaymentSignals.Adopt:
                return PaymentSignals.TakeOver(context, signal) is { } kept ? Refuse(kept) : ActivityResult.Done("Paid");

            case CashSignals.Propose or CashSignals.Drop or CashSignals.Confirm:
                return CashSignals.Resume(context, signal);

            case PaymentSignals.Recall or Withdraw:
                if (Unless(context, Roles.Caseworker) is { } holder) return Refuse(holder);
                return PaymentSignals.TakeBack(context) is { } held ? Refuse(held) : ActivityResult.Done(signal.Name == Withdraw ? Withdrawn : "Recalled");

            default:
                if (PaymentSignals.CheckResult(context, signal, PaymentSignals.WithBank) is { } fail) return Refuse(fail);
                // The bank refuses the copy, not the payment: to fail it here would lead to a re-issue that pays twice.
                if (BankReasons.IsDuplicate(PaymentSignals.Reason(signal)))
                    return ActivityResult.Refuse("payment.duplicate-rejection", "银行称该笔重复，结果未知，不得记为失败或重发；请向银行查询原笔的结果。",
                        "The bank says it had this payment before; its outcome is unknown, so it neither fails nor is sent again: ask for the first one's result.");
                context.Emit(new OrderFailed(PaymentSignals.At(signal), PaymentSignals.Reason(signal)));
                context.Emit(new ReservationsCommitted(false));
                return ActivityResult.Done("Failed");
        }
    }
}
