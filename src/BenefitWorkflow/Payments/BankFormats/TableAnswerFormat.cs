using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>
/// A bank's answer as .xlsx or delimited text: the template's columns in any order, yuan, Beijing time. A row that begins with 合计 is the
/// bank's total and is passed over.
/// </summary>
internal sealed class TableAnswerFormat(AnswerTemplate template) : IBankAnswerFormat
{
    // The bank's total, and one row more to know that there are too many.
    public static TableLimits Limits { get; } = TableLimits.Default with { Rows = BankAnswers.MaximumRows + 2, Bytes = 256L << 20 };

    public string Key => template.Key;

    public bool Recognises(BankAnswerPeek peek) => peek.RootNamespace is null && Missing(peek) == 0;

    /// <summary>How many required columns the titles lack.</summary>
    public int Missing(BankAnswerPeek peek) => template.Required.Count(column => !template.Columns[column].Any(peek.Titles.Contains));

    /// <summary>How many of the columns there are: of several templates that fit, the one that reads most counts.</summary>
    public int Found(BankAnswerPeek peek) => template.Columns.Values.Count(titles => titles.Any(peek.Titles.Contains));

    public bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal)
    {
        answer = null;
        if (!TableReader.TryOpen(stream, fileName, Limits, out var table, out refusal)) return false;
        var places = new Dictionary<AnswerColumn, int>();
        refusal = Places(table.Header, places);
        if (refusal is null) answer = new TableAnswer(template, table, places, Path.GetFileName(fileName)) { Format = Key };
        else table.Dispose();
        return answer is not null;
    }

    private Refusal? Places(IReadOnlyList<string> titles, Dictionary<AnswerColumn, int> places)
    {
        var header = titles.Select(title => HalfWidth.Code(title)).ToArray();
        foreach (var (column, names) in template.Columns)
        {
            var place = Array.FindIndex(header, names.Contains);
            if (place < 0 && template.Required.Contains(column))
                return new Refusal("file.column-missing", $"表头缺少“{names[0]}”列；请核对回单格式。", $"The header lacks the column '{names[0]}'; check the form of the bank's answer.");
            if (place < 0) continue;
            if (Array.FindIndex(header, place + 1, names.Contains) >= 0)
                return new Refusal("file.column-twice", $"表头中“{names[0]}”列出现多次；请只保留一列。", $"The header has the column '{names[0]}' more than once; keep one.");
            places[column] = place;
        }
        return null;
    }
}

/// <summary>The rows of one table.</summary>
internal sealed class TableAnswer(AnswerTemplate template, TableReader table, IReadOnlyDictionary<AnswerColumn, int> places, string file) : BankAnswer
{
    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy/MM/dd HH:mm",
        "yyyyMMddHHmmss", "yyyyMMdd HH:mm:ss", "yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd",
    ];

    private readonly int _last = places.Values.Max();

    public override IEnumerable<BankResultRow> Rows()
    {
        var count = 0;
        foreach (var row in table.Rows())
        {
            Problem = row.Problem;
            if (Problem is not null) yield break;
            if (row.Cells is [var first, ..] && first.TrimStart().StartsWith("合计", StringComparison.Ordinal)) continue;
            if (++count > BankAnswers.MaximumRows) Problem = TableProblems.TooManyRows(file, BankAnswers.MaximumRows);
            if (Problem is not null) yield break;
            yield return Read(row);
        }
    }

    private BankResultRow Read(TableRow line)
    {
        var (row, count, width) = (line.Number, line.Cells.Count, table.Header.Count);
        // A last separator more or less is the writer's habit; anything else means that columns have slipped.
        var slipped = table.OmitsEmptyCells ? count > width
            : count != width && !(count == width + 1 && line.Cells[^1].Trim().Length == 0) && !(count == width - 1 && _last < count);
        if (slipped)
            return Bad(row, "", new Refusal("file.row-shape", $"第 {row} 行的列数与表头不一致；请检查是否错位。", $"Row {row} has another number of columns than the header; check whether they slipped."));

        var id = HalfWidth.Code(Cell(line, AnswerColumn.EndToEndId));
        if (id.Length > 64 || id.Length == 0 && template.Required.Contains(AnswerColumn.EndToEndId))
            return Bad(row, "", new Refusal("payment.id-missing", $"第 {row} 行没有有效的端到端编号；请补上。", $"Row {row} has no valid end-to-end id; supply it."));
        if (!Money.TryParse(Cell(line, AnswerColumn.Amount), out var amount, out var refusal))
            return Bad(row, id, new Refusal(refusal.Code, $"第 {row} 行：{refusal.Zh}", $"Row {row}: {refusal.En}"));
        var said = HalfWidth.Code(Cell(line, AnswerColumn.Result));
        var result = template.Results.FirstOrDefault(r => r.Value.Contains(said)).Key;
        if (result == 0)
            return Bad(row, id, new Refusal("payment.result-unknown", $"第 {row} 行的“结果”应为成功、失败、退票或处理中；请更正。", $"Row {row}: the result is 成功, 失败, 退票 or 处理中; correct it."));
        var time = Cell(line, AnswerColumn.At).Trim();
        if (!DateTime.TryParseExact(time, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) || at.Year < 1900)
            return Bad(row, id, new Refusal("payment.date-malformed", $"第 {row} 行的“日期时间”无法识别；请按 2023-01-20 09:30:00 填写。", $"Row {row}: the time cannot be read; write it like 2023-01-20 09:30:00."));
        var instant = ShanghaiTime.StartOfDay(DateOnly.FromDateTime(at)) + at.TimeOfDay;
        var reason = result is BankResult.Settled or BankResult.Pending ? null : BankReasons.CodeOf(Cell(line, AnswerColumn.Reason));
        return new BankResultRow(row, id, amount.Fen, result, reason, instant, null, SpanOf(time), Text(line, AnswerColumn.Account), Text(line, AnswerColumn.Name));
    }

    // What a sheet could not keep (#N/A, lost digits) says nothing.
    private string Cell(TableRow line, AnswerColumn column) =>
        places.TryGetValue(column, out var place) && place < line.Cells.Count && !line.Faults.ContainsKey(place) ? line.Cells[place] : "";

    private string? Text(TableRow line, AnswerColumn column) => Cell(line, column).Trim() is { Length: > 0 } text ? text : null;

    // By length: a day alone has at most 10 characters, a minute 16; 14 digits and longer forms end with seconds.
    private static TimeSpan SpanOf(string time) => time.Length switch
    {
        <= 10 => TimeSpan.FromDays(1),
        16 => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromSeconds(1),
    };

    private static BankResultRow Bad(int row, string id, Refusal refusal) => new(row, id, null, default, null, default, refusal);

    protected override void Dispose(bool disposing) => table.Dispose();
}
