using System.Text;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>What a payment file cannot carry. Each says which payment and field, none of the content.</summary>
internal static class FileProblems
{
    /// <summary>The rows, and the assurance that they are those the head counts.</summary>
    public static IEnumerable<PaymentFileRow> Counted(PaymentFileHead head, IEnumerable<PaymentFileRow> rows)
    {
        var (count, total) = (0, 0L);
        foreach (var row in rows)
        {
            (count, total) = (count + 1, total + row.AmountFen);
            yield return row;
        }
        if (count != head.Count || total != head.TotalFen) throw new InvalidOperationException($"{head.MessageId} counts {head.Count} payments of {head.TotalFen} fen, the rows are {count} of {total}.");
    }

    public static Refusal PayerMissing(string format) => new("payment.payer-missing",
        $"格式 {format} 需要付款方账户；请由管理员设置 Payments:Payer（Name、Account、BankName、BankCode）。", $"The format {format} needs the paying account; have the administrator set Payments:Payer (Name, Account, BankName, BankCode).");

    public static Refusal Missing(string format, int number, string field) => new("payment.file-field-missing",
        $"{Zh(number)}缺少格式 {format} 必填的“{field}”；请补充后重新制单，或改用其他格式。", $"{En(number)} lacks '{field}', which the format {format} requires; supply it and prepare the batch again, or choose another format.");

    public static Refusal TooLong(int number, string field, int maximum) => new("payment.file-too-long",
        $"{Zh(number)}的“{field}”超过银行文件允许的 {maximum} 个字符；请更正后重新制单。", $"{En(number)} has more than the {maximum} characters that the bank file allows in '{field}'; correct it and prepare the batch again.");

    public static Refusal Separator(int number, string field) => new("payment.file-separator",
        $"{Zh(number)}的“{field}”含有分隔符、引号或控制字符，无法写入银行文件；请更正后重新制单。", $"{En(number)} has a separator, quote or control character in '{field}'; correct it and prepare the batch again.");

    public static Refusal Formula(int number, string field) => new("payment.file-formula",
        $"{Zh(number)}的“{field}”以公式符号开头，表格软件会执行它；请更正后重新制单。", $"{En(number)} begins with a formula sign in '{field}', which a spreadsheet would run; correct it and prepare the batch again.");

    /// <summary>Null where the encoding can write the text.</summary>
    public static Refusal? Character(int number, string field, string text, Encoding encoding, string name)
    {
        try
        {
            encoding.GetByteCount(text);
            return null;
        }
        catch (EncoderFallbackException)
        {
            return new Refusal("payment.file-character",
                $"{Zh(number)}的“{field}”含有 {name} 无法表示的字符；请改用 GB18030 的格式，或向银行核对户名。",
                $"{En(number)} has a character in '{field}' that {name} cannot write; use a format in GB18030, or check the name with the bank.");
        }
    }

    private static string Zh(int number) => number == 0 ? "付款方信息" : $"第 {number} 笔";

    private static string En(int number) => number == 0 ? "The payer's data" : $"Payment {number}";
}
