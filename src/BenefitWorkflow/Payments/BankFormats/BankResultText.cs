using System.Globalization;
using System.Text;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

public enum BankResult
{
    /// <summary>成功.</summary>
    Settled = 1,

    /// <summary>失败.</summary>
    Failed = 2,

    /// <summary>退票.</summary>
    Returned = 3,
}

/// <summary>One line of a bank's answer.</summary>
/// <param name="Row">Line of the file, the header being 1.</param>
/// <param name="ReasonCode">ISO code; null for a credit.</param>
/// <param name="At">The first instant of what the bank states.</param>
/// <param name="Refusal">Why the line cannot be read; the rest is then default.</param>
/// <param name="Span">How much time the statement covers: a second, a minute, a whole day; zero: the instant itself.</param>
public sealed record BankResultRow(
    int Row, string EndToEndId, long AmountFen, BankResult Result, string? ReasonCode, DateTimeOffset At, Refusal? Refusal, TimeSpan Span = default)
{
    /// <summary>True where all of the stated time lies before <paramref name="earliest"/>. A bank's clock that shows no seconds, or only the day, is given the benefit of the doubt.</summary>
    public bool IsBefore(DateTimeOffset earliest) => At < earliest && At + Span <= earliest;
}

/// <summary>
/// A bank's answer as delimited text in UTF-8 or GB18030: columns 端到端编号, 金额 (yuan), 结果 (成功, 失败, 退票), 原因, 日期时间 (Beijing time)
/// in any order, parted by <c>|</c>, tab or comma (with quotes). A line that begins with 合计 is the bank's total and is passed over.
/// </summary>
public static class BankResultText
{
    public const int MaximumRows = 100_000;

    private static readonly (string Title, string[] Names)[] Columns =
    [
        ("端到端编号", ["端到端编号", "端到端标识", "端到端标识号", "ENDTOENDID", "END-TO-ENDID"]),
        ("金额", ["金额", "金额(元)", "交易金额", "AMOUNT"]),
        ("结果", ["结果", "处理结果", "状态", "RESULT", "STATUS"]),
        ("原因", ["原因", "失败原因", "退票原因", "REASON"]),
        ("日期时间", ["日期时间", "交易时间", "处理时间", "日期", "DATETIME", "DATE"]),
    ];

    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy/MM/dd HH:mm",
        "yyyyMMddHHmmss", "yyyyMMdd HH:mm:ss", "yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd",
    ];

    /// <returns>The rows, or the refusal of the whole file: <c>file.encoding</c>, <c>file.empty</c>, <c>file.column-missing</c>, <c>file.column-twice</c>, <c>file.too-many-rows</c>.</returns>
    public static (IReadOnlyList<BankResultRow>? Rows, Refusal? Refusal) Read(ReadOnlySpan<byte> bytes)
    {
        if (BankEncodings.Decode(bytes) is not { } text || text.Contains('\0'))
            return (null, new Refusal("file.encoding", "文件既不是 UTF-8 也不是 GB18030 文本；请让银行导出文本或 CSV 文件。", "The file is neither UTF-8 nor GB18030 text; ask the bank for a text or CSV file."));
        var lines = text.Split('\n');
        var first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        if (first < 0)
            return (null, new Refusal("file.empty", "文件没有内容；请检查导出是否完整。", "The file is empty; check the export."));

        var separator = lines[first].Contains('|') ? '|' : lines[first].Contains('\t') ? '\t' : ',';
        var header = Split(lines[first], separator)?.Select(cell => HalfWidth.Code(cell)).ToArray() ?? [];
        var places = new int[Columns.Length];
        for (var i = 0; i < Columns.Length; i++)
        {
            var (title, names) = Columns[i];
            places[i] = Array.FindIndex(header, names.Contains);
            if (places[i] < 0)
                return (null, new Refusal("file.column-missing", $"表头缺少“{title}”列；请核对回单格式。", $"The header lacks the column '{title}'; check the form of the bank's answer."));
            if (Array.FindIndex(header, places[i] + 1, names.Contains) >= 0)
                return (null, new Refusal("file.column-twice", $"表头中“{title}”列出现多次；请只保留一列。", $"The header has the column '{title}' more than once; keep one."));
        }

        var rows = new List<BankResultRow>();
        for (var i = first + 1; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0 || lines[i].TrimStart().StartsWith("合计", StringComparison.Ordinal)) continue;
            if (rows.Count == MaximumRows)
                return (null, new Refusal("file.too-many-rows", $"文件超过 {MaximumRows} 行；请分成几个文件导入。", $"The file has more than {MaximumRows} rows; split it."));
            rows.Add(ReadRow(i + 1, Split(lines[i], separator), header.Length, places));
        }
        return (rows, null);
    }

    private static BankResultRow ReadRow(int row, string[]? cells, int width, int[] places)
    {
        // A last separator more or less is the writer's habit; anything else means that columns have slipped.
        if (cells is null || cells.Length != width && !(cells.Length == width + 1 && cells[^1].Trim().Length == 0) && !(cells.Length == width - 1 && places.Max() < cells.Length))
            return Bad(row, "", new Refusal("file.row-shape", $"第 {row} 行的列数与表头不一致；请检查是否错位。", $"Row {row} has another number of columns than the header; check whether they slipped."));

        var id = HalfWidth.Code(cells[places[0]]);
        if (id.Length is 0 or > 64)
            return Bad(row, "", new Refusal("payment.id-missing", $"第 {row} 行没有有效的端到端编号；请补上。", $"Row {row} has no valid end-to-end id; supply it."));
        if (!Money.TryParse(cells[places[1]], out var amount, out var refusal))
            return Bad(row, id, new Refusal(refusal.Code, $"第 {row} 行：{refusal.Zh}", $"Row {row}: {refusal.En}"));
        BankResult? result = HalfWidth.Code(cells[places[2]]) switch
        {
            "成功" or "SUCCESS" or "SETTLED" => BankResult.Settled,
            "失败" or "FAILED" or "FAILURE" => BankResult.Failed,
            "退票" or "退汇" or "RETURNED" => BankResult.Returned,
            _ => null,
        };
        if (result is null)
            return Bad(row, id, new Refusal("payment.result-unknown", $"第 {row} 行的“结果”应为成功、失败或退票；请更正。", $"Row {row}: the result is 成功, 失败 or 退票; correct it."));
        var time = cells[places[4]].Trim();
        if (!DateTime.TryParseExact(time, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return Bad(row, id, new Refusal("payment.date-malformed", $"第 {row} 行的“日期时间”无法识别；请按 2023-01-20 09:30:00 填写。", $"Row {row}: the time cannot be read; write it like 2023-01-20 09:30:00."));
        var instant = ShanghaiTime.StartOfDay(DateOnly.FromDateTime(at)) + at.TimeOfDay;
        return new BankResultRow(row, id, amount.Fen, result.Value, result == BankResult.Settled ? null : BankReasons.CodeOf(cells[places[3]]), instant, null, SpanOf(time));
    }

    // By length: a day alone has at most 10 characters, a minute 16; 14 digits and longer forms end with seconds.
    private static TimeSpan SpanOf(string time) => time.Length switch
    {
        <= 10 => TimeSpan.FromDays(1),
        16 => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromSeconds(1),
    };

    private static BankResultRow Bad(int row, string id, Refusal refusal) => new(row, id, 0, default, null, default, refusal);

    /// <summary>Cells of a line; quotes part cells only between commas. Null where a quote is not closed.</summary>
    private static string[]? Split(string line, char separator)
    {
        line = line.TrimEnd('\r');
        if (separator != ',') return line.Split(separator);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0) quoted = true;
            else if (c != separator) cell.Append(c);
            else
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
        }
        cells.Add(cell.ToString());
        return quoted ? null : [.. cells];
    }
}
