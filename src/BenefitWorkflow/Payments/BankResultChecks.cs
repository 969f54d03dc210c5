using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Payments;

/// <summary>What a line of a bank's answer must meet before it moves a payment.</summary>
internal static class BankResultChecks
{
    /// <param name="order">Null where nobody has the id.</param>
    /// <returns>Null where the line may be applied.</returns>
    public static Refusal? Check(BankResultRow row, PaymentOrder? order, DateTimeOffset now)
    {
        if (order is null)
            return new Refusal("payment.unknown-order", $"第 {row.Row} 行的端到端编号不存在；请核对是否为本单位的回单。", $"Row {row.Row}: nobody here has this end-to-end id; check whose answer the file is.");
        if (row.AmountFen is { } amount && amount != order.AmountFen)
            return new Refusal("payment.amount-mismatch", $"第 {row.Row} 行金额与支付指令不一致；请向银行核实，未处理。", $"Row {row.Row}: the amount is not the order's; ask the bank, nothing was done.");
        if (row.At > now)
            return new Refusal("payment.future-date", $"第 {row.Row} 行的时间晚于当前时间；请核对。", $"Row {row.Row} lies in the future; check its time.");
        if (Earliest(row.Result, order) is { } earliest && row.IsBefore(earliest))
            return row.Result == BankResult.Returned
                ? new Refusal("payment.before-settlement", $"第 {row.Row} 行的退票时间早于该笔入账时间；请向银行核实，未处理。", $"Row {row.Row}: the return lies before the credit; ask the bank, nothing was done.")
                : new Refusal("payment.before-release", $"第 {row.Row} 行的时间早于该笔放行时间；请核对是否为另一笔的回单，未处理。", $"Row {row.Row} lies before the payment's release; check whether it answers another payment, nothing was done.");
        if (row.Result == BankResult.Failed && BankReasons.IsDuplicate(row.ReasonCode) && order.IsWithBank)
            return new Refusal("payment.duplicate-rejection", $"第 {row.Row} 行：银行称该笔重复，结果未知，不得重发；请向银行查询原笔的结果。",
                $"Row {row.Row}: the bank says it had this payment already; its outcome is unknown, do not send it again, ask for the first one's result.");
        return (row.Result, order.State) switch
        {
            (BankResult.Settled or BankResult.Failed, _) when order.IsWithBank => null,
            // That the bank has it is news only where nobody had said so.
            (BankResult.Pending, PaymentState.Released or PaymentState.Unknown) => null,
            (BankResult.Pending, PaymentState.Sent or PaymentState.Settled or PaymentState.Failed or PaymentState.Returned) => BankResultTexts.Pending(row.Row),
            (BankResult.Returned, PaymentState.Settled) => null,
            (BankResult.Settled, PaymentState.Settled) => new Refusal("payment.already-settled", $"第 {row.Row} 行：该笔已入账，无需再次处理。", $"Row {row.Row}: the payment is settled already; nothing to do."),
            (BankResult.Failed, PaymentState.Failed) => new Refusal("payment.already-failed", $"第 {row.Row} 行：该笔已记为失败，无需再次处理。", $"Row {row.Row}: the payment has failed already; nothing to do."),
            (BankResult.Returned, PaymentState.Returned) => new Refusal("payment.already-returned", $"第 {row.Row} 行：该笔已记为退票，无需再次处理。", $"Row {row.Row}: the payment was returned already; nothing to do."),
            _ => new Refusal("payment.state-mismatch", $"第 {row.Row} 行：支付指令的状态为 {order.State}，不能应用该结果；请核对。", $"Row {row.Row}: the order is {order.State}; this result does not apply, check it."),
        };
    }

    /// <summary>Nothing is credited or refused before its release, and nothing comes back before its credit. Null where the order has not come so far.</summary>
    public static DateTimeOffset? Earliest(BankResult result, PaymentOrder order) => result == BankResult.Returned ? order.SettledAt : order.ReleasedAt;

    /// <summary>What the row says of the order; of a payment that the bank calls a duplicate, that nobody knows what became of it.</summary>
    public static Signal SignalOf(BankResultRow row, PaymentOrder order)
    {
        // What the bank states by the day or the minute cannot have been before what it answers.
        var at = Earliest(row.Result, order) is { } earliest && earliest > row.At ? earliest : row.At;
        var data = new Dictionary<string, object?> { ["orderId"] = order.Id, ["atMs"] = at.ToUnixTimeMilliseconds() };
        if (row.Result == BankResult.Failed && BankReasons.IsDuplicate(row.ReasonCode))
        {
            data["reason"] = Activities.PaymentSignals.Duplicate;
            return new Signal(Activities.PaymentSignals.Lose, data);
        }
        if (row.ReasonCode is not null) data["reasonCode"] = row.ReasonCode;
        return new Signal(row.Result switch
        {
            BankResult.Settled => Activities.PaymentSignals.Settle,
            BankResult.Failed => Activities.PaymentSignals.Fail,
            BankResult.Pending => Activities.PaymentSignals.Send,
            _ => Activities.PaymentSignals.Return,
        }, data);
    }
}
