using System.Globalization;
using System.Text;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

/// <summary>The form as a console table; Chinese characters are two columns wide.</summary>
public static class EvaluationPrinter
{
    private static readonly int[] Widths = [12, 44, 16, 16, 7, 7];

    public static void Print(EvaluationForm form, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"项目支出绩效自评表 Self-evaluation {form.Year}: {form.Title.Zh} / {form.Title.En}");
        to.WriteLine($"  {form.Department.Zh}");
        Line(to, "一级指标", "三级指标 Indicator", "指标值 Target", "完成值 Actual", "分值", "得分");
        foreach (var row in form.Rows)
        {
            Line(to, row.Level1.Zh, row.Title.Zh, Sign(row.Comparator) + Value(row.Target, row.Unit), row.Actual is { } actual ? Value(actual, row.Unit) : "—", Number(row.Weight), Number(row.Score));
            to.WriteLine($"  {"",-12}{row.Note.Zh}");
        }
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

    private static void Line(TextWriter to, params ReadOnlySpan<string> cells)
    {
        var text = new StringBuilder("  ");
        for (var i = 0; i < cells.Length; i++) text.Append(cells[i]).Append(' ', Math.Max(1, Widths[i] - Width(cells[i])));
        to.WriteLine(text.ToString().TrimEnd());
    }

    private static int Width(string text) => text.EnumerateRunes().Sum(r => r.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x20000 ? 2 : 1);
}
