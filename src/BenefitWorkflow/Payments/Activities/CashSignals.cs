using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments.Activities;

/// <summary>Cash as a reasoned exception: finance proposes it with the signed voucher, a second person confirms, and the order is settled without a bank.</summary>
internal static class CashSignals
{
    public const string Propose = "ProposeCash", Drop = "DropCash", Confirm = "ConfirmCash";

    public static ActivityResult Resume(ActivityContext context, Signal signal)
    {
        var facts = (CaseFacts)context.Facts;
        var holder = signal.Name == Confirm ? CaseActivity.Unless(context, Roles.FinanceReleaser) : CaseActivity.Unless(context, Roles.FinancePreparer, Roles.FinanceReleaser);
        if (holder is not null) return new ActivityResult.Refused(holder);
        if (PaymentSignals.Superseded(facts, signal) is { } superseded) return new ActivityResult.Refused(superseded);
        var wanted = signal.Name == Propose ? PaymentChannel.Bank : PaymentChannel.Cash;
        if (facts.Order is not { State: PaymentState.Ordered } order || order.Channel != wanted)
            return ActivityResult.Refuse("payment.cash-state", "该支付不处于可作此操作的状态：只有尚未编批的支付可改为现金，且须先由他人提出。", "The payment does not wait for this: only one that is in no batch can be paid in cash, and somebody must have proposed it.");
        switch (signal.Name)
        {
            case Propose:
                if (CaseActivity.Separate(context, Acts.ProposeCash) is { } proposer) return new ActivityResult.Refused(proposer);
                context.Emit(new CashProposed(true));
                return ActivityResult.Wait;
            case Drop:
                context.Emit(new CashProposed(false));
                return ActivityResult.Wait;
            default:
                if (CaseActivity.Separate(context, Acts.ConfirmCash) is { } separation) return new ActivityResult.Refused(separation);
                // Handing cash over is letting the money go: what bars a release bars it.
                if (CaseActivity.Separate(context, Acts.Release) is { } release) return new ActivityResult.Refused(release);
                var at = PaymentSignals.At(signal);
                if (at > context.Now || at < order.OrderedAt)
                    return ActivityResult.Refuse("payment.cash-date", "领取时间晚于当前时间或早于支付指令；请核对。", "The cash was handed over in the future or before it was ordered; check the time.");
                facts.SettledAt = at;
                context.Emit(new CashConfirmed(at, signal.Text("voucherSha256") ?? throw new InvalidOperationException($"{signal.Name} has no voucher.")));
                context.Emit(new ReservationsMoved(ReservationState.Pending, ReservationState.Paid));
                return ActivityResult.Done("Paid");
        }
    }
}
