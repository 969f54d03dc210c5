using System.Globalization;
using System.Text;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>A season's plan as text in both languages, for the console.</summary>
internal static class PlanPrinter
{
    public static string Print(SeasonPlan plan, Programmes.Programme programme, DateOnly today)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{programme.Title.Zh} {plan.Year} 年倒排计划 / {programme.Title.En}: plan of {plan.Year}");
        if (plan.Provisional)
            text.AppendLine(CultureInfo.InvariantCulture, $"【暂定】{Years(plan, "、")} 年的放假安排尚未载入，以下日期按普通周末和法定节日推算，通知公布后可能变动。 / PROVISIONAL: no holiday table of {Years(plan, ", ")} is loaded; the dates follow plain weekends and the statutory days and may move.");
        text.AppendLine(CultureInfo.InvariantCulture, $"季节 / season {plan.Opens:yyyy-MM-dd} .. {plan.Closes:yyyy-MM-dd}{(plan.PaidBefore is { } before ? $"，须在此日之前到账 / paid before {before:yyyy-MM-dd}" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"最后到账工作日 / last working day for the money {Day(plan, plan.LastDay)}");
        foreach (var scheme in plan.Schemes)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{scheme.Title.Zh} / {scheme.Title.En}");
            foreach (var step in scheme.Steps)
            {
                text.Append("  ").Append(Day(plan, step.Day)).Append("  ").Append(Left(step.Day, today).PadRight(18)).Append(step.Zh).Append(" / ").AppendLine(step.En);
            }
            if (scheme is { Notice: { } notice, PostingForNoticeOnly: { } noticeOnly })
                text.AppendLine(CultureInfo.InvariantCulture, $"  公示 {notice.Zh}的最后张贴日 / last posting for {notice.En}: 季末 season {Day(plan, plan.LastDay)}, 仅公示 notice only {Day(plan, noticeOnly)}, 含提交对账 with payment {Day(plan, scheme.Day(SeasonPlan.NoticePosting)!.Value)}");
        }
        return text.ToString();
    }

    private static string Day(SeasonPlan plan, DateOnly day) => day.ToString("yyyy-MM-dd ddd", CultureInfo.InvariantCulture) + (plan.Provisional ? " 暂定?" : "");

    private static string Left(DateOnly day, DateOnly today)
    {
        var days = day.DayNumber - today.DayNumber;
        return days < 0 ? "已过 passed" : string.Create(CultureInfo.InvariantCulture, $"还有 {days} 天 days");
    }

    private static string Years(SeasonPlan plan, string separator) => string.Join(separator, plan.AssumedYears.Order());
}
