using System.Globalization;
using System.Text;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

/// <summary>The form as a console table; Chinese characters are two columns wide.</summary>
public static class EvaluationPrinter
{
    private const string NoData = "—";
    private static readonly IReadOnlyList<string> Headings = ["一级指标", "三级指标 Indicator", "指标值 Target", "完成值 Actual", "分值", "得分"];
    private static readonly IReadOnlyList<string> BudgetHeadings = ["预算 Budget", "年初预算", "全年预算", "全年执行", "执行率"];

    public static void Print(EvaluationForm form, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"项目支出绩效自评表 Self-evaluation {form.Year}: {form.Title.Zh} / {form.Title.En}");
        to.WriteLine($"  {form.Department.Zh}");
        Table(to, [BudgetHeadings, .. form.Budget.Select(c => (IReadOnlyList<string>)
            [$"{c.Title.Zh} {c.Title.En}", Yuan(c.InitialFen), Yuan(c.AdjustedFen), Yuan(c.PaidFen), c.Rate is { } rate ? Value(rate, IndicatorUnit.Percent) : NoData])], []);
        Table(to, [Headings, .. form.Rows.Select(row => (IReadOnlyList<string>)
            [row.Level1.Zh, row.Title.Zh, Sign(row.Comparator) + Value(row.Target, row.Unit), row.Actual is { } actual ? Value(actual, row.Unit) : NoData, Number(row.Weight), Number(row.Score)])],
            ["", .. form.Rows.Select(row => row.Deviation is { } deviation ? $"{row.Note.Zh}（{deviation.Zh}）" : row.Note.Zh)]);
        to.WriteLine($"  总分 Total {Number(form.Total)}  {form.Grade.Zh} ({form.Grade.En})");
    }

    private static string Sign(Comparator comparator) => comparator switch { Comparator.Ge => "≥", Comparator.Le => "≤", Comparator.Band => "≥", _ => "=" };

    private static string Value(decimal value, IndicatorUnit unit) => unit switch
    {
        IndicatorUnit.Yuan => value.ToString("#,0.00", CultureInfo.InvariantCulture) + " 元",
        IndicatorUnit.Percent => Number(value) + " %",
        IndicatorUnit.PersonTimes => Number(value) + " 人次",
        _ => Number(value) + " 分",
    };

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Yuan(long fen) => new Money(fen).ToString();

    /// <summary>Every column as wide as its widest cell; a remark, where there is one, on a line below its row.</summary>
    private static void Table(TextWriter to, IReadOnlyList<IReadOnlyList<string>> lines, IReadOnlyList<string> remarks)
    {
        var widths = Enumerable.Range(0, lines[0].Count).Select(i => lines.Max(line => Width(line[i]))).ToList();
        for (var row = 0; row < lines.Count; row++)
        {
            var text = new StringBuilder();
            for (var i = 0; i < widths.Count; i++) text.Append("  ").Append(lines[row][i]).Append(' ', widths[i] - Width(lines[row][i]));
            to.WriteLine(text.ToString().TrimEnd());
            if (row < remarks.Count && remarks[row].Length > 0) to.WriteLine($"    {remarks[row]}");
        }
    }

    /// <summary>Columns a terminal gives the text: two for East Asian wide and full-width characters.</summary>
    internal static int Width(string text) => text.EnumerateRunes().Sum(r => r.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x20000 ? 2 : 1);
}
