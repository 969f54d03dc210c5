using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments;

/// <summary>What is told of rows that move nothing.</summary>
internal static class BankResultTexts
{
    /// <summary>True where the row says what is known already.</summary>
    public static bool IsKnown(Refusal refusal) => refusal.Code is "payment.already-settled" or "payment.already-failed" or "payment.already-returned" or "payment.pending" or DuplicateCode;

    /// <summary>The order is Unknown then, which is all that can be done about it here.</summary>
    public const string DuplicateCode = "payment.duplicate-rejection";

    public static Refusal Pending(int row) => new("payment.pending", $"第 {row} 行：银行已受理，尚无最终结果；请等待后续回单。", $"Row {row}: the bank has it, but not the last word; wait for its next answer.");

    public static Refusal NotOurs(int row) => new("payment.not-ours", $"第 {row} 行不是本系统的付款；无需处理。", $"Row {row} is no payment of this service; nothing to do.");

    public static Refusal Unexplained(int row) => new("payment.credit-unexplained",
        $"第 {row} 行有一笔带本单位端到端编号的入账，但未说明是退票；请向银行核实后再处理。", $"Row {row} credits the account with the end-to-end id of one of our payments, yet states no return; ask the bank.");

    public static Refusal NoMatch(int row) => new("payment.no-match",
        $"第 {row} 行没有端到端编号，按账号、金额和户名也找不到对应的支付；请向银行核实。", $"Row {row} has no end-to-end id, and no payment fits by account, amount and name; ask the bank.");

    public static Refusal SeveralMatch(int row, int count) => new("payment.several-match",
        $"第 {row} 行没有端到端编号，按账号、金额和户名有 {count} 笔对应；请向银行索取端到端编号。", $"Row {row} has no end-to-end id, and {count} payments fit by account, amount and name; ask the bank for the id.");

    public static Refusal Proposed(int row) => new("payment.match-proposed",
        $"第 {row} 行没有端到端编号，按账号、金额和户名找到一笔；请核对后确认或否定。", $"Row {row} has no end-to-end id; one payment fits by account, amount and name: check it, then confirm or dismiss.");

    public static Refusal Incident(int row) => new("case.incident",
        $"第 {row} 行：处理该案件时出错，案件已标记；请处理后重新导入。", $"Row {row}: the case's step failed and is marked; settle it and take the row in again.");
}
