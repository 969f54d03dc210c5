using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>Whether the open cases at a step will be paid in the season.</summary>
public enum SeasonVerdict
{
    /// <summary>More than two working days are in hand.</summary>
    OnTrack = 1,

    /// <summary>It can be done if nobody waits.</summary>
    Tight = 2,

    /// <summary>It can no longer be done, even if everybody acts today.</summary>
    Misses = 3,
}

/// <summary>Open cases of one scheme at one step.</summary>
/// <param name="NoticeEndsOn">Where they are on a notice that runs: its last day.</param>
/// <param name="AtBank">Their payment was released.</param>
/// <param name="Owner">Role that must act next; null: nobody.</param>
/// <param name="EarliestPaid">First working day on which the money can be there if everybody acts today.</param>
/// <param name="LatestSafeDay">Last day on which this step may be done; null where only the bank or a running notice is waited for.</param>
/// <param name="SlackWorkingDays">Working days in hand; negative: so many too few.</param>
public sealed record ForecastGroup(
    string Scheme, string Step, string? Owner, DateOnly? NoticeEndsOn, bool AtBank, int Cases, long AmountFen, DateOnly EarliestPaid, DateOnly? LatestSafeDay, int SlackWorkingDays,
    SeasonVerdict Verdict, string Zh, string En);

/// <param name="LastDay">Last working day on which money still arrives in time.</param>
/// <param name="Groups">Worst first.</param>
public sealed record SeasonForecast(string Programme, int Year, DateOnly Today, DateOnly LastDay, int Open, int Missing, IReadOnlyList<ForecastGroup> Groups);

/// <summary>
/// Which open cases will miss the season, at which step and why. One grouped query whatever the number of cases; the working days that remain
/// follow from the case's own definition: a notice needs its full period, the payment its submission and the bank.
/// </summary>
public sealed class ForecastReader(ProgrammeCatalog catalog, CalendarSource calendar)
{
    private const int TightWorkingDays = 2;

    /// <exception cref="CalendarYearMissingException"/>
    public async Task<SeasonForecast> ReadAsync(BenefitDb db, Programme programme, SeasonPlanRules rules, int year, DateOnly today, CancellationToken ct)
    {
        var days = await calendar.ReadAsync(db, ct);
        var lastDay = SeasonPlan.LastDayOf(programme.Window!.For(year), days);
        var groups = new List<ForecastGroup>();
        foreach (var at in await WaitingAsync(db, programme.Key, year, ct))
        {
            // Rules and process are those the cases were opened under.
            if (catalog.FindDefinition(at.DefinitionId, at.DefinitionVersion) is not { } definition || PaymentPath.From(definition, at.Step) is not { } way) continue;
            var version = catalog.Find(programme.Key, at.ProgrammeVersion) ?? programme;
            var notice = version.FindScheme(at.Scheme) is { } scheme ? version.NoticePeriod(scheme) : version.Notice.Period;
            groups.Add(Judge(at, way, notice, rules, today, lastDay, days));
        }
        groups.Sort(static (a, b) => (a.SlackWorkingDays, a.Scheme, a.Step).CompareTo((b.SlackWorkingDays, b.Scheme, b.Step)));
        return new(programme.Key, year, today, lastDay, groups.Sum(g => g.Cases), groups.Where(g => g.Verdict == SeasonVerdict.Misses).Sum(g => g.Cases), groups);
    }

    /// <summary>What will miss, case by case: ids of the groups' cases in order.</summary>
    public static Task<List<ForecastCase>> CasesAsync(IQueryable<Case> cases, string programme, int year, string scheme, string step, long after, int limit, CancellationToken ct) =>
        cases.Where(c => c.ProgrammeKey == programme && c.Year == year && c.State != CaseState.Closed && c.SchemeKey == scheme && c.Step == step && c.Id > after)
            .OrderBy(c => c.Id).Take(limit).Select(c => new ForecastCase(c.Id, c.Number, c.Unit, c.StepRole, c.StepDueAt)).ToListAsync(ct);

    private static async Task<List<Waiting>> WaitingAsync(BenefitDb db, string programme, int year, CancellationToken ct)
    {
        var rows = from c in db.Cases
                   where c.ProgrammeKey == programme && c.Year == year && c.State != CaseState.Closed && c.Step != null
                   join o in db.PaymentOrders.Where(o => o.IsLiveOrSettled) on c.Id equals o.CaseId into live
                   from o in live.DefaultIfEmpty()
                   where o == null || o.State != PaymentState.Settled
                   group c by new
                   {
                       c.SchemeKey, Step = c.Step!, c.StepRole, c.DefinitionId, c.DefinitionVersion, c.ProgrammeVersion,
                       // Only a running notice's end tells cases of a step apart.
                       EndsAt = c.StepRole == Roles.System ? c.StepDueAt : null,
                       ReleasedAt = o == null ? null : o.ReleasedAt,
                   } into g
                   select new Waiting(g.Key.SchemeKey, g.Key.Step, g.Key.StepRole, g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.ProgrammeVersion, g.Key.EndsAt, g.Key.ReleasedAt, g.Count(), g.Sum(c => c.AmountFen));
        return await rows.ToListAsync(ct);
    }

    private static ForecastGroup Judge(Waiting at, IReadOnlyList<ActivityNode> way, NoticePeriod notice, SeasonPlanRules rules, DateOnly today, DateOnly lastDay, WorkingCalendar days)
    {
        DateOnly? noticeEnds = way[0].Declaration.Type == PaymentPath.Notice && at.NoticeEndsAt is { } ends ? ShanghaiTime.LocalDate(ends.AddTicks(-1)) : null;
        var notices = way.Skip(noticeEnds is null ? 0 : 1).Count(node => node.Declaration.Type == PaymentPath.Notice);
        var (paying, released) = (way[0].Declaration.Type == PaymentPath.Transfer, at.ReleasedAt is { } release ? ShanghaiTime.LocalDate(release) : (DateOnly?)null);

        // What is waited for has its own days, and who must act is at work on working days only; then come the full notices and the payment.
        var from = noticeEnds > today ? noticeEnds.Value : released ?? days.NextWorkingDayOnOrAfter(today);
        var payment = released is not null || paying ? rules.BankCutOffWorkingDays : rules.SubmitAndReconcileWorkingDays;
        for (var i = 0; i < notices; i++) from = notice.LastDay(from, days);
        var earliest = days.AddWorkingDays(from, payment);
        if (earliest < today) earliest = days.NextWorkingDayOnOrAfter(today);
        if (notices + payment == 0) earliest = days.NextWorkingDayOnOrAfter(earliest);
        var slack = days.WorkingDaysBetween(earliest, lastDay);
        var verdict = slack < 0 ? SeasonVerdict.Misses : slack <= TightWorkingDays ? SeasonVerdict.Tight : SeasonVerdict.OnTrack;
        DateOnly? latest = released is not null || noticeEnds is not null ? null : days.LatestStartFor(lastDay, payment);
        for (var i = 0; i < notices && latest is { } by; i++) latest = notice.LatestPosting(by, days);
        var (zh, en) = Why(notices, notice, noticeEnds, released, payment, earliest, lastDay, slack);
        return new(at.Scheme, at.Step, at.Role, noticeEnds, released is not null, at.Cases, at.AmountFen, earliest, latest, slack, verdict, zh, en);
    }

    private static (string Zh, string En) Why(int notices, NoticePeriod notice, DateOnly? noticeEnds, DateOnly? released, int payment, DateOnly earliest, DateOnly lastDay, int slack)
    {
        var (zh, en) = (new List<string>(), new List<string>());
        if (noticeEnds is { } ends)
        {
            zh.Add($"公示至 {ends:yyyy-MM-dd}");
            en.Add($"the notice runs until {ends:yyyy-MM-dd}");
        }
        if (notices > 0)
        {
            zh.Add($"还须公示 {notices} 次，每次 {notice.Zh}");
            en.Add($"{notices} notice(s) of {notice.En} are to come");
        }
        if (released is { } day)
        {
            zh.Add($"{day:yyyy-MM-dd} 已提交银行，需 {payment} 个工作日");
            en.Add($"with the bank since {day:yyyy-MM-dd}, which takes {payment} working days");
        }
        else
        {
            zh.Add($"提交和到账需 {payment} 个工作日");
            en.Add($"payment takes {payment} working days");
        }
        return slack < 0
            ? ($"{string.Join("，", zh)}，最早 {earliest:yyyy-MM-dd} 到账，晚于最后到账日 {lastDay:yyyy-MM-dd}。", $"{string.Join("; ", en)}: {earliest:yyyy-MM-dd} at the earliest, after the last day {lastDay:yyyy-MM-dd}.")
            : ($"{string.Join("，", zh)}，最早 {earliest:yyyy-MM-dd} 到账，距最后到账日 {lastDay:yyyy-MM-dd} 余 {slack} 个工作日。", $"{string.Join("; ", en)}: {earliest:yyyy-MM-dd} at the earliest, {slack} working days before the last day {lastDay:yyyy-MM-dd}.");
    }

    private sealed record Waiting(
        string Scheme, string Step, string? Role, string DefinitionId, int DefinitionVersion, int ProgrammeVersion, DateTimeOffset? NoticeEndsAt, DateTimeOffset? ReleasedAt, int Cases, long AmountFen);
}

/// <summary>A case of a forecast's group.</summary>
public sealed record ForecastCase(long CaseId, string CaseNumber, string Unit, string? Owner, DateTimeOffset? StepDueAt);
