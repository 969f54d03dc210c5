using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <summary>One group of what is late.</summary>
/// <param name="Key">Step, unit, account id or <c>role:KEY</c>, age or cause.</param>
/// <param name="Name">An account's name; null where the key needs none.</param>
/// <param name="Oldest">The longest passed of its limits.</param>
public sealed record OverdueGroup(string Key, int Count, DateTimeOffset Oldest, string? Name = null);

/// <param name="Groups">Largest first, ages from youngest to oldest; at most <see cref="OverdueSummary.MostGroups"/>.</param>
/// <param name="Total">Late limits of cases, those of groups left out too.</param>
/// <param name="LateBatches">Batches late at their release or the bank's answer.</param>
/// <param name="LateNotices">Notices that should have been closed.</param>
public sealed record OverdueCounts(string By, IReadOnlyList<OverdueGroup> Groups, int Total, int LateBatches, int LateNotices);

/// <summary>What is late, counted by one view: <c>step</c>, <c>unit</c>, <c>person</c> (who has to act), <c>age</c> (days) or <c>cause</c>.</summary>
public sealed class OverdueSummary(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    public const int MostGroups = 500;

    /// <summary>Before the key of a role: nobody takes a step before doing it, so what others than the caseworker owe is their role's and no person's.</summary>
    internal const string OfRole = "role:";

    internal static readonly string[] Views = ["step", "unit", "person", "age", "cause"];

    // From youngest to oldest; the day in time counts as none.
    private static readonly string[] Ages = ["0-3", "4-10", "11-30", "31+"];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/overdue/summary", async (OverdueSummary summary, HttpContext http, string? by, string? programme, CancellationToken ct) =>
            await summary.ReadAsync(OverdueEndpoint.Within(CurrentActor.Of(http)), by ?? Views[0], string.IsNullOrEmpty(programme) ? null : programme, ct) is { } counts ? Results.Ok(counts)
                : Problems.Of(new Refusal("overdue.unknown-view", $"by 应为以下之一：{string.Join("、", Views)}；请更正。", $"by is one of {string.Join(", ", Views)}; correct it."), StatusCodes.Status400BadRequest))
            .RequireRoles(OverdueEndpoint.Readers);

    /// <param name="programme">Programme key; null: all.</param>
    /// <returns>Null: there is no such view.</returns>
    public async Task<OverdueCounts?> ReadAsync(CaseScope within, string by, string? programme, CancellationToken ct)
    {
        if (!Views.Contains(by)) return null;
        var now = time.GetUtcNow();
        await using var db = store.Read();
        var late = OverdueList.Undone(db, within, programme, now);
        var groups = by switch
        {
            "unit" => await CountedAsync(late.GroupBy(r => r.Case.Unit), ct),
            "person" => await ByPersonAsync(db, late, ct),
            "age" => await ByAgeAsync(late, now, ct),
            "cause" => await ByCauseAsync(late, ct),
            _ => await CountedAsync(late.GroupBy(r => r.Limit.ActivityId), ct),
        };
        var programmes = within.Programmes;
        var subjects = await db.SubjectDeadlines.Where(d => programmes == null || programmes.Contains(d.ProgrammeKey)).Where(d => d.DoneAt == null && d.DueAt <= now && d.Subject != DeadlineSubject.Programme && (programme == null || d.ProgrammeKey == programme))
            .GroupBy(d => d.Subject).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        // Ages have an order of their own: whether the oldest pile grows is what somebody looks for.
        var ordered = by == "age" ? groups.OrderBy(g => Array.IndexOf(Ages, g.Key)) : groups.OrderByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal);
        return new(by, [.. ordered.Take(MostGroups)], groups.Sum(g => g.Count),
            subjects.GetValueOrDefault(DeadlineSubject.Batch), subjects.GetValueOrDefault(DeadlineSubject.Notice));
    }

    private static Task<List<OverdueGroup>> CountedAsync(IQueryable<IGrouping<string, OverdueRow>> groups, CancellationToken ct) =>
        groups.Select(g => new OverdueGroup(g.Key, g.Count(), g.Min(r => r.Limit.DueAt), null)).ToListAsync(ct);

    /// <summary>The first instant of the day that ended so many days ago.</summary>
    private static DateTimeOffset Before(DateTimeOffset now, int days) => ShanghaiTime.EndOfDay(ShanghaiTime.LocalDate(now).AddDays(-days));

    /// <summary>When limits of an age were due: after the first instant, and not after the second. Nothing where there is no such age.</summary>
    internal static (DateTimeOffset From, DateTimeOffset UpTo) DueWithin(string age, DateTimeOffset now)
    {
        DateTimeOffset[] ends = [now, Before(now, 4), Before(now, 11), Before(now, 31), DateTimeOffset.UnixEpoch];
        return Array.IndexOf(Ages, age) is >= 0 and var i ? (ends[i + 1], ends[i]) : (now, now);
    }

    internal static string KeyOf(OverdueCause cause) => JsonNamingPolicy.CamelCase.ConvertName(cause.ToString());

    /// <summary>A caseworker's limit is owed by who prepared the case, any other by the role that is to act.</summary>
    private static async Task<List<OverdueGroup>> ByPersonAsync(BenefitDb db, IQueryable<OverdueRow> late, CancellationToken ct)
    {
        var rows = await late.GroupBy(r => new { r.Limit.OwnerRole, Person = r.Limit.OwnerRole == Roles.Caseworker ? r.Case.PreparedBy : "" })
            .Select(g => new { g.Key.OwnerRole, g.Key.Person, Count = g.Count(), Oldest = g.Min(r => r.Limit.DueAt) }).ToListAsync(ct);
        var people = rows.Where(r => r.Person.Length > 0).Select(r => r.Person).Distinct().ToList();
        var names = await db.Accounts.Where(a => people.Contains(a.Id)).Select(a => new { a.Id, a.DisplayName }).ToDictionaryAsync(a => a.Id, a => a.DisplayName, ct);
        return rows.ConvertAll(r => r.Person.Length > 0 ? new OverdueGroup(r.Person, r.Count, r.Oldest, names.GetValueOrDefault(r.Person)) : new OverdueGroup(OfRole + r.OwnerRole, r.Count, r.Oldest));
    }

    private static async Task<List<OverdueGroup>> ByAgeAsync(IQueryable<OverdueRow> late, DateTimeOffset now, CancellationToken ct)
    {
        var (three, ten, thirty) = (Before(now, 4), Before(now, 11), Before(now, 31));
        var rows = await late.GroupBy(r => r.Limit.DueAt > three ? 0 : r.Limit.DueAt > ten ? 1 : r.Limit.DueAt > thirty ? 2 : 3)
            .Select(g => new { g.Key, Count = g.Count(), Oldest = g.Min(r => r.Limit.DueAt) }).ToListAsync(ct);
        return rows.ConvertAll(r => new OverdueGroup(Ages[r.Key], r.Count, r.Oldest));
    }

    private async Task<List<OverdueGroup>> ByCauseAsync(IQueryable<OverdueRow> late, CancellationToken ct)
    {
        // The database does not know definitions: it counts by steps, which are few.
        var steps = await late.GroupBy(r => new { r.Case.DefinitionId, r.Case.DefinitionVersion, Step = r.Case.Step ?? r.Limit.ActivityId })
            .Select(g => new { g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Step, Count = g.Count(), Oldest = g.Min(r => r.Limit.DueAt) }).ToListAsync(ct);
        return [.. steps.GroupBy(s => OverdueCauses.Of(catalog, s.DefinitionId, s.DefinitionVersion, s.Step))
            .Select(g => new OverdueGroup(KeyOf(g.Key), g.Sum(s => s.Count), g.Min(s => s.Oldest)))];
    }
}
