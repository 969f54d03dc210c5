using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Revisions;

/// <summary>A limit that a holiday table moved, or a notice that it left too short, as people read it.</summary>
public sealed record CalendarChangeView(
    long Id, long TableId, CalendarChangeKind Kind, Rungs.DeadlineSubject Subject, long SubjectId, string Number, string Programme, string Step, string OwnerRole,
    DateTimeOffset Before, DateTimeOffset After);

/// <summary><c>GET /calendar/changes?table=&amp;after=&amp;limit=</c>: what loaded tables moved, in the order it was found.</summary>
internal static class CalendarChanges
{
    public const int LargestPage = 1_000;

    private const int UsualPage = 200;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/calendar/changes", ReadAsync).RequireRoles([.. Roles.CaseReaders, Roles.Administrator]);

    /// <param name="table">Null: all tables.</param>
    public static async Task<List<CalendarChangeView>> PageAsync(BenefitDb db, CaseScope within, long? table, long after, int limit, CancellationToken ct) =>
        await within.LimitWhole(db.CalendarChanges, c => c.ProgrammeKey).Where(c => c.Id > after && (table == null || c.TableId == table)).OrderBy(c => c.Id).Take(limit)
            .Select(c => new CalendarChangeView(c.Id, c.TableId, c.Kind, c.Subject, c.SubjectId, c.Number, c.ProgrammeKey, c.Step, c.OwnerRole, c.Before, c.After)).ToListAsync(ct);

    private static async Task<IResult> ReadAsync(HttpContext http, BenefitStore store, CancellationToken ct, long? table = null, long after = 0, int limit = UsualPage)
    {
        if (limit is < 1 or > LargestPage)
            return Problems.Of(new Refusal("calendar.limit-out-of-range", $"limit 为 {limit}，应在 1 到 {LargestPage} 之间，请更正。", $"limit is {limit} and must be 1 to {LargestPage}: correct it."), StatusCodes.Status400BadRequest);
        await using var db = store.Read();
        var actor = CurrentActor.Of(http);
        var items = await PageAsync(db, actor.Is(Roles.Administrator) ? CaseScope.All : CaseScope.Of(actor), table, after, limit, ct);
        return TypedResults.Ok(new { items, next = items.Count == limit ? items[^1].Id : (long?)null });
    }
}
