using System.Globalization;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

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
/// <param name="Row">1-based row in the file.</param>
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
/// A bank's answer as .xlsx or delimited text: columns 端到端编号, 金额 (yuan), 结果 (成功, 失败, 退票), 原因, 日期时间 (Beijing time)
/// in any order. A row that begins with 合计 is the bank's total and is passed over.
/// </summary>
public static class BankResultTable
{
    public const int MaximumRows = 100_000;

    // The bank's total, and one row more to know that there are too many.
    private static readonly TableLimits Limits = TableLimits.Default with { Rows = MaximumRows + 2 };

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

    /// <param name="stream">Seekable, at its start; not closed.</param>
    /// <returns>
    /// The rows, or the refusal of the whole file: what <see cref="TableReader"/> cannot read to its end (no row counts then),
    /// <c>file.column-missing</c>, <c>file.column-twice</c>, <c>file.too-many-rows</c>.
    /// </returns>
    public static (IReadOnlyList<BankResultRow>? Rows, Refusal? Refusal) Read(Stream stream, string fileName)
    {
        if (!TableReader.TryOpen(stream, fileName, Limits, out var table, out var refusal)) return (null, refusal);
        using (table)
        {
            var places = new int[Columns.Length];
            if (Places(table.Header, places) is { } unfit) return (null, unfit);
            var rows = new List<BankResultRow>();
            foreach (var row in table.Rows())
            {
                if (row.Problem is not null) return (null, row.Problem);
                if (row.Cells is [var first, ..] && first.TrimStart().StartsWith("合计", StringComparison.Ordinal)) continue;
                if (rows.Count == MaximumRows) return (null, TableProblems.TooManyRows(Path.GetFileName(fileName), MaximumRows));
                rows.Add(ReadRow(row, table.OmitsEmptyCells, table.Header.Count, places));
            }
            return (rows, null);
        }
    }

    private static Refusal? Places(IReadOnlyList<string> titles, int[] places)
    {
        var header = titles.Select(title => HalfWidth.Code(title)).ToArray();
        for (var i = 0; i < Columns.Length; i++)
        {
            var (title, names) = Columns[i];
            places[i] = Array.FindIndex(header, names.Contains);
            if (places[i] < 0)
                return new Refusal("file.column-missing", $"表头缺少“{title}”列；请核对回单格式。", $"The header lacks the column '{title}'; check the form of the bank's answer.");
            if (Array.FindIndex(header, places[i] + 1, names.Contains) >= 0)
                return new Refusal("file.column-twice", $"表头中“{title}”列出现多次；请只保留一列。", $"The header has the column '{title}' more than once; keep one.");
        }
        return null;
    }

    private static BankResultRow ReadRow(TableRow line, bool omitsEmpty, int width, int[] places)
    {
        var (row, count) = (line.Number, line.Cells.Count);
        // A last separator more or less is the writer's habit; anything else means that columns have slipped.
        var slipped = omitsEmpty ? count > width
            : count != width && !(count == width + 1 && line.Cells[^1].Trim().Length == 0) && !(count == width - 1 && places.Max() < count);
        if (slipped)
            return Bad(row, "", new Refusal("file.row-shape", $"第 {row} 行的列数与表头不一致；请检查是否错位。", $"Row {row} has another number of columns than the header; check whether they slipped."));
        // What a sheet could not keep (#N/A, lost digits) says nothing.
        var cells = places.Select(place => place < count && !line.Faults.ContainsKey(place) ? line.Cells[place] : "").ToArray();

        var id = HalfWidth.Code(cells[0]);
        if (id.Length is 0 or > 64)
            return Bad(row, "", new Refusal("payment.id-missing", $"第 {row} 行没有有效的端到端编号；请补上。", $"Row {row} has no valid end-to-end id; supply it."));
        if (!Money.TryParse(cells[1], out var amount, out var refusal))
            return Bad(row, id, new Refusal(refusal.Code, $"第 {row} 行：{refusal.Zh}", $"Row {row}: {refusal.En}"));
        BankResult? result = HalfWidth.Code(cells[2]) switch
        {
            "成功" or "SUCCESS" or "SETTLED" => BankResult.Settled,
            "失败" or "FAILED" or "FAILURE" => BankResult.Failed,
            "退票" or "退汇" or "RETURNED" => BankResult.Returned,
            _ => null,
        };
        if (result is null)
            return Bad(row, id, new Refusal("payment.result-unknown", $"第 {row} 行的“结果”应为成功、失败或退票；请更正。", $"Row {row}: the result is 成功, 失败 or 退票; correct it."));
        var time = cells[4].Trim();
        if (!DateTime.TryParseExact(time, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return Bad(row, id, new Refusal("payment.date-malformed", $"第 {row} 行的“日期时间”无法识别；请按 2023-01-20 09:30:00 填写。", $"Row {row}: the time cannot be read; write it like 2023-01-20 09:30:00."));
        var instant = ShanghaiTime.StartOfDay(DateOnly.FromDateTime(at)) + at.TimeOfDay;
        return new BankResultRow(row, id, amount.Fen, result.Value, result == BankResult.Settled ? null : BankReasons.CodeOf(cells[3]), instant, null, SpanOf(time));
    }

    // By length: a day alone has at most 10 characters, a minute 16; 14 digits and longer forms end with seconds.
    private static TimeSpan SpanOf(string time) => time.Length switch
    {
        <= 10 => TimeSpan.FromDays(1),
        16 => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromSeconds(1),
    };

    private static BankResultRow Bad(int row, string id, Refusal refusal) => new(row, id, 0, default, null, default, refusal);
}
