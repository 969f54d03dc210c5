using System.Globalization;
using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>One payment as the bank reads it. Holds personal data: never logged.</summary>
public sealed record BankRow(string EndToEndId, string Name, string Account, string? BankName, long AmountFen)
{
    public override string ToString() => nameof(BankRow);
}

/// <summary>
/// Payments as delimited text: a header, one line <c>序号|端到端编号|姓名|账号|开户行|金额|</c> per payment, and a last line
/// <c>合计|笔数|金额|</c>; yuan with two decimals, lines end with CR LF. The same rows give the same bytes.
/// </summary>
public static class BankDelimitedText
{
    private const string Header = "序号|端到端编号|姓名|账号|开户行|金额|";

    /// <param name="gbk">Code page 936 for a bank that knows no GB18030; it lacks some rare characters, and such a file is refused rather than written with question marks.</param>
    /// <returns>The bytes, or a refusal that names the row but none of its content: <c>payment.file-separator</c>, <c>payment.file-character</c>.</returns>
    public static (byte[]? Bytes, Refusal? Refusal) Write(IReadOnlyList<BankRow> rows, bool gbk = false)
    {
        var encoding = gbk ? TextEncodings.Gbk : TextEncodings.Gb18030;
        var bytes = new MemoryStream(64 * (rows.Count + 2));
        bytes.Write(encoding.GetBytes(Header + "\r\n"));
        var total = Money.Zero;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            foreach (var (field, title) in ((string?, string)[])[(row.EndToEndId, "端到端编号"), (row.Name, "姓名"), (row.Account, "账号"), (row.BankName, "开户行")])
                if (field is not null && field.Any(c => c == '|' || char.IsControl(c)))
                    return (null, new Refusal("payment.file-separator",
                        $"第 {i + 1} 笔的“{title}”含有分隔符或控制字符，无法写入银行文件；请更正后重新制单。",
                        $"Payment {i + 1} has a separator or control character in '{title}'; correct it and prepare the batch again."));
            total += new Money(row.AmountFen);
            try
            {
                bytes.Write(encoding.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{i + 1}|{row.EndToEndId}|{row.Name}|{row.Account}|{row.BankName}|{Yuan(row.AmountFen)}|\r\n")));
            }
            catch (EncoderFallbackException)
            {
                return (null, new Refusal("payment.file-character",
                    $"第 {i + 1} 笔含有 {(gbk ? "GBK" : "GB18030")} 无法表示的字符；请改用 GB18030 或向银行核对户名。",
                    $"Payment {i + 1} has a character that {(gbk ? "GBK" : "GB18030")} cannot write; use GB18030, or check the name with the bank."));
            }
        }
        bytes.Write(encoding.GetBytes(string.Create(CultureInfo.InvariantCulture, $"合计|{rows.Count}|{Yuan(total.Fen)}|\r\n")));
        return (bytes.ToArray(), null);
    }

    private static string Yuan(long fen) => new Money(fen).Yuan.ToString("0.00", CultureInfo.InvariantCulture);
}
