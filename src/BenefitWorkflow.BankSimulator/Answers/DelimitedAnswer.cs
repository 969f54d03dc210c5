using System.Globalization;
using System.Text;

namespace BenefitWorkflow.BankSimulator.Answers;

/// <summary>An answer as text: 端到端编号|金额|结果|原因|日期时间, in UTF-8, Beijing time.</summary>
internal static class DelimitedAnswer
{
    public static byte[] Write(IEnumerable<AnswerRow> rows)
    {
        var text = new StringBuilder("端到端编号|金额|结果|原因|日期时间\n");
        foreach (var row in rows.Where(row => row.Status != AnswerStatus.Pending))
            text.Append(CultureInfo.InvariantCulture, $"{row.EndToEndId}|{row.Fen / 100}.{row.Fen % 100:00}|{Result(row.Status)}|{(row.Reason is null ? "" : Outcomes.Reasons.TextOf(row.Reason))}|{row.At.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Result(AnswerStatus status) => status switch
    {
        AnswerStatus.Settled => "成功",
        AnswerStatus.Rejected => "失败",
        _ => "退票",
    };
}
