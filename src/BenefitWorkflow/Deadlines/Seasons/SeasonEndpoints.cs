using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>
/// <c>GET /programmes/{key}/plan?year=&amp;provisional=</c> with the countdown to every step, and <c>GET /programmes/{key}/forecast?year=</c>,
/// for one group's cases <c>/forecast/cases?scheme=&amp;step=&amp;after=&amp;limit=</c>.
/// </summary>
internal static class SeasonEndpoints
{
    private const int LargestPage = 1_000, UsualPage = 200;

    private static readonly string[] Readers = [.. Roles.CaseReaders, Roles.Administrator];

    public static void MapSeasons(this IEndpointRouteBuilder api)
    {
        api.MapGet("/programmes/{key}/plan", PlanAsync).RequireRoles(Readers);
        api.MapGet("/programmes/{key}/forecast", ForecastAsync).RequireRoles([.. Roles.CaseReaders]);
        api.MapGet("/programmes/{key}/forecast/cases", CasesAsync).RequireRoles([.. Roles.CaseReaders]);
    }

    private static async Task<IResult> PlanAsync(
        string key, ProgrammeCatalog catalog, BenefitStore store, CalendarSource calendar, TimeProvider time, CancellationToken ct, int? year = null, bool provisional = false)
    {
        if (catalog.Find(key) is not { } programme) return Problems.NotFound(ProgrammeCatalog.NotFound(key));
        await using var db = store.Read();
        var today = ShanghaiTime.LocalDate(time.GetUtcNow());
        var days = await calendar.ReadAsync(db, ct);
        var (plan, refusal) = SeasonPlan.For(programme, catalog, year ?? YearOf(programme, today), days, provisional);
        if (plan is null) return Problems.Of(refusal!);
        return TypedResults.Ok(new
        {
            plan.Programme, plan.Year, plan.Provisional, plan.AssumedYears, plan.Opens, plan.Closes, plan.PaidBefore, plan.LastDay, today,
            schemes = plan.Schemes.Select(s => new
            {
                s.Scheme, s.Title, s.Notice, s.PostingForNoticeOnly,
                steps = s.Steps.Select(step => new
                {
                    step.Key, step.Zh, step.En, step.Day, provisional = plan.Provisional,
                    daysLeft = step.Day.DayNumber - today.DayNumber, workingDaysLeft = WorkingDaysLeft(days, today, step.Day),
                }),
            }),
        });
    }

    private static async Task<IResult> ForecastAsync(string key, ProgrammeCatalog catalog, ForecastReader reader, BenefitStore store, TimeProvider time, CancellationToken ct, int? year = null)
    {
        if (catalog.Find(key) is not { } programme) return Problems.NotFound(ProgrammeCatalog.NotFound(key));
        await using var db = store.Read();
        var today = ShanghaiTime.LocalDate(time.GetUtcNow());
        if (programme.Window?.Plan is not { } rules || year is <= LunarCalendar.FirstYear or >= LunarCalendar.LastYear)
            return Problems.Of(SeasonPlan.For(programme, catalog, year ?? programme.Year, WorkingCalendar.Load(), provisional: false).Refusal!);
        // Without a year: the budget year that cases are counted under now.
        return TypedResults.Ok(await reader.ReadAsync(db, programme, rules, year ?? programme.Year, today, ct));
    }

    private static async Task<IResult> CasesAsync(
        string key, string scheme, string step, HttpContext http, ProgrammeCatalog catalog, BenefitStore store, CancellationToken ct, int? year = null, long after = 0, int limit = UsualPage)
    {
        if (catalog.Find(key) is not { } programme) return Problems.NotFound(ProgrammeCatalog.NotFound(key));
        if (limit is < 1 or > LargestPage)
            return Problems.Of(new Refusal("season.limit-out-of-range", $"limit 为 {limit}，应在 1 到 {LargestPage} 之间，请更正。", $"limit is {limit} and must be 1 to {LargestPage}: correct it."), StatusCodes.Status400BadRequest);
        await using var db = store.Read();
        var items = await ForecastReader.CasesAsync(CaseScope.Of(CurrentActor.Of(http)).Limit(db.Cases), programme.Key, year ?? programme.Year, scheme, step, after, limit, ct);
        return TypedResults.Ok(new { items, next = items.Count == limit ? items[^1].CaseId : (long?)null });
    }

    private static int YearOf(Programme programme, DateOnly today) => Rungs.SeasonMilestones.Current(programme, today) ?? programme.Year;

    private static int? WorkingDaysLeft(WorkingCalendar days, DateOnly today, DateOnly day)
    {
        for (var year = Math.Min(today.Year, day.Year); year <= Math.Max(today.Year, day.Year); year++)
            if (!days.Covers(year)) return null;
        return days.WorkingDaysBetween(today, day);
    }
}
