using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>The latest safe day for one step.</summary>
/// <param name="Key">Stable: <c>import</c>, <c>approval</c>, <c>notice-posting</c>, <c>notice-end</c>, <c>batch-release</c>, <c>bank-cut-off</c>, <c>settled</c>.</param>
/// <param name="Day">A working day; the step must be done before it ends.</param>
public sealed record PlanStep(string Key, string Zh, string En, DateOnly Day);

/// <summary>The plan of one scheme.</summary>
/// <param name="Steps">In the order of the process; the last one of a kind where a process has several.</param>
/// <param name="Notice">How long its notices run; null: the process posts none.</param>
/// <param name="PostingForNoticeOnly">Latest posting day if the notice alone had to end in the season: what is left if batch and bank took no time.</param>
public sealed record SchemePlan(string Scheme, LocalizedText Title, NoticePeriod? Notice, DateOnly? PostingForNoticeOnly, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>A step's day; null where the process has no such step.</summary>
    public DateOnly? Day(string key) => Steps.FirstOrDefault(s => s.Key == key)?.Day;
}

/// <summary>
/// The latest safe day of every step of a season, planned back from the day before which the money must be there. Computed anew whenever it is
/// asked for: nothing of it is kept that a revised holiday table could make wrong.
/// </summary>
/// <param name="Provisional">True: a year had no holiday table, and every date may change when the notice comes out.</param>
/// <param name="AssumedYears">The years planned without a table.</param>
/// <param name="LastDay">Last working day on which money still arrives in time.</param>
public sealed record SeasonPlan(
    string Programme, int Year, bool Provisional, IReadOnlyList<int> AssumedYears, DateOnly Opens, DateOnly Closes, DateOnly? PaidBefore, DateOnly LastDay, IReadOnlyList<SchemePlan> Schemes)
{
    public const string Import = "import", Approval = "approval", NoticePosting = "notice-posting", NoticeEnd = "notice-end", BatchRelease = "batch-release", BankCutOff = "bank-cut-off", Settled = "settled";

    // The season's year and the one before; more would mean that the rules ask for a year of working days.
    private const int MostAssumedYears = 3;

    /// <summary>The plan of a year.</summary>
    /// <param name="provisional">Plans a year without a table with plain weekends and the holidays that the law itself dates.</param>
    /// <returns>The plan, or why there is none: <c>season.no-window</c>, <c>season.year-out-of-range</c>, <c>calendar.year-missing</c>.</returns>
    public static (SeasonPlan? Plan, Refusal? Refusal) For(Programme programme, ProgrammeCatalog catalog, int year, WorkingCalendar calendar, bool provisional)
    {
        if (programme.Window is not { Plan: { } rules } window)
            return (null, new Refusal("season.no-window", $"项目“{programme.Key}”没有季节或倒排规则，无法制定计划；请在 programme.json 的 window.plan 中写明。",
                $"The programme '{programme.Key}' has no season or no rules to plan it by; state them in window.plan of its programme.json."));
        if (year is <= LunarCalendar.FirstYear or >= LunarCalendar.LastYear)
            return (null, new Refusal("season.year-out-of-range", $"年份 {year} 超出可计算的范围；请改用 {LunarCalendar.FirstYear + 1} 至 {LunarCalendar.LastYear - 1} 年。",
                $"The year {year} cannot be planned; give one from {LunarCalendar.FirstYear + 1} to {LunarCalendar.LastYear - 1}."));

        var assumed = new List<int>();
        while (true)
        {
            try
            {
                return (Compute(programme, catalog, rules, year, window.For(year), calendar, assumed), null);
            }
            catch (CalendarYearMissingException missing)
            {
                if (!provisional || assumed.Count == MostAssumedYears) return (null, missing.Refusal);
                assumed.Add(missing.Year);
                calendar = calendar.Assuming(missing.Year);
            }
        }
    }

    /// <summary>Last working day on which money still arrives in time.</summary>
    /// <exception cref="CalendarYearMissingException"/>
    internal static DateOnly LastDayOf(SeasonDates season, WorkingCalendar calendar) =>
        calendar.PreviousWorkingDayOnOrBefore(season.PaidBefore?.AddDays(-1) ?? season.Closes);

    private static SeasonPlan Compute(
        Programme programme, ProgrammeCatalog catalog, SeasonPlanRules rules, int year, SeasonDates season, WorkingCalendar calendar, IReadOnlyList<int> assumed)
    {
        var lastDay = LastDayOf(season, calendar);
        var schemes = new List<SchemePlan>();
        foreach (var scheme in programme.Schemes)
        {
            if (PaymentPath.FromStart(catalog.ProcessOf(programme, scheme)) is not { } way) continue;
            var notice = programme.NoticePeriod(scheme);
            var posts = way.Any(node => node.Declaration.Type == PaymentPath.Notice);
            schemes.Add(new SchemePlan(scheme.Key, scheme.Title, posts ? notice : null, posts ? notice.LatestPosting(lastDay, calendar) : null, Steps(way, notice, rules, lastDay, calendar)));
        }
        return new(programme.Key, year, assumed.Count > 0, assumed, season.Opens, season.Closes, season.PaidBefore, lastDay, schemes);
    }

    /// <summary>Backwards along the way of a case.</summary>
    private static List<PlanStep> Steps(IReadOnlyList<ActivityNode> way, NoticePeriod notice, SeasonPlanRules rules, DateOnly lastDay, WorkingCalendar calendar)
    {
        var steps = new List<PlanStep>();
        var cutOff = calendar.LatestStartFor(lastDay, rules.BankCutOffWorkingDays);
        Add(Settled, "到账", "money arrived", lastDay);
        Add(BankCutOff, "银行截止收件", "bank takes the file", cutOff);
        Add(BatchRelease, "批次放行", "batch released", cutOff);
        var by = calendar.LatestStartFor(lastDay, rules.SubmitAndReconcileWorkingDays);
        var (notices, approved) = (0, false);
        foreach (var node in way.Reverse())
        {
            if (node.Declaration.Type == PaymentPath.Notice)
            {
                // The last notice keeps the plain name; what comes before it is numbered backwards.
                var suffix = notices++ == 0 ? "" : $"-{notices}";
                Add(NoticeEnd + suffix, "公示期满", "notice ends", by);
                Add(NoticePosting + suffix, "最后张贴公示", "last posting of the notice", by = notice.LatestPosting(by, calendar));
                by = calendar.LatestStartFor(by, rules.PostingWorkingDays);
            }
            else if (node.Declaration.Type == PaymentPath.Approval && !approved)
            {
                Add(Approval, "审批完成", "approved", by);
                (by, approved) = (calendar.LatestStartFor(by, rules.ApprovalWorkingDays), true);
            }
        }
        Add(Import, "名册导入", "roster imported", calendar.LatestStartFor(by, rules.CorrectionWorkingDays));
        steps.Reverse();
        return steps;

        void Add(string key, string zh, string en, DateOnly day) => steps.Add(new(key, zh, en, day));
    }
}
