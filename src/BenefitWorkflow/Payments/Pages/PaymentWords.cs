using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Payments.Exceptions;
using static BenefitWorkflow.Ui.Language;

namespace BenefitWorkflow.Payments.Pages;

/// <summary>States of payment in the reader's words.</summary>
internal static class PaymentWords
{
    public static string State(BatchState state) => state switch
    {
        BatchState.Prepared => T("待放行", "Prepared"),
        BatchState.Released => T("已放行", "Released"),
        _ => T("已解散", "Dissolved"),
    };

    public static string State(PaymentFileState state) => state switch
    {
        PaymentFileState.Made => T("待送", "To be handed over"),
        PaymentFileState.Sending => T("传送中", "Being handed over"),
        PaymentFileState.Sent => T("已送达", "Handed over"),
        PaymentFileState.Unknown => T("结果不明", "Outcome unknown"),
        _ => T("被拒", "Refused"),
    };

    public static string State(BankResultLineState state) => state switch
    {
        BankResultLineState.Applied => T("已处理", "Applied"),
        BankResultLineState.Refused => T("未处理", "Refused"),
        BankResultLineState.Proposed => T("待确认", "Proposed"),
        BankResultLineState.Noted => T("仅记录", "Noted"),
        _ => T("已否定", "Dismissed"),
    };

    public static string Result(BankResult result) => result switch
    {
        BankResult.Settled => T("入账", "Credited"),
        BankResult.Failed => T("失败", "Failed"),
        BankResult.Returned => T("退票", "Returned"),
        0 => "—",
        BankResult.Pending => T("受理中", "Pending"),
        _ => T("非本系统", "Not ours"),
    };

    public static string Kind(BankAlertKind kind) => kind switch
    {
        BankAlertKind.MessageIdReused => T("同一报文编号、内容不同", "Message id with other content"),
        BankAlertKind.DuplicateRejection => T("银行称重复，结果须查询", "The bank says duplicate: inquire"),
        BankAlertKind.PaidAfterRefusal => T("银行拒付后又扣款", "Debited after a refusal"),
        _ => T("回单无法读取或不符", "Answer laid aside"),
    };

    /// <summary>What the reader should do about an alert.</summary>
    public static string Advice(BankAlertKind kind) => kind switch
    {
        BankAlertKind.MessageIdReused => T("请向银行核实哪一份有效；未作任何处理。", "Ask the bank which one counts; nothing of it was taken in."),
        BankAlertKind.DuplicateRejection => T("请向银行查询原笔结果；不得重发。", "Ask the bank what became of the first one; never send it again."),
        BankAlertKind.PaidAfterRefusal => T("请核对是否已另行重发；如已重发须追回一笔。", "See whether it was issued anew since; if so, one of them is to be claimed back."),
        _ => T("请查看文件并与银行核实；文件更正后可再次导入。", "Look at the file and ask the bank; a corrected file can be taken in again."),
    };

    public static string State(RecoveryState state) => state switch
    {
        RecoveryState.Open => T("追回中", "Open"),
        RecoveryState.Recovered => T("已追回", "Recovered"),
        _ => T("已核销", "Given up"),
    };
}
