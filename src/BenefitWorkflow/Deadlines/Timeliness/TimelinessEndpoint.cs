using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Timeliness;

/// <summary><c>GET /timeliness?programme=&amp;year=&amp;verdict=&amp;after=&amp;limit=</c>: the evidence, payment by payment in the order of their ids.</summary>
internal static class TimelinessEndpoint
{
    private const int LargestPage = 1_000, UsualPage = 200;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/timeliness", ReadAsync).RequireRoles([.. Roles.CaseReaders]);

    private static async Task<IResult> ReadAsync(HttpContext http, BenefitStore store, CancellationToken ct, string? programme = null, int? year = null, string? verdict = null, long after = 0, int limit = UsualPage)
    {
        if (!Lists.TryState<TimelinessVerdict>(verdict, out var wanted, out var problem)) return problem;
        if (limit is < 1 or > LargestPage)
            return Problems.Of(new Refusal("timeliness.limit-out-of-range", $"limit 为 {limit}，应在 1 到 {LargestPage} 之间，请更正。", $"limit is {limit} and must be 1 to {LargestPage}: correct it."), StatusCodes.Status400BadRequest);
        await using var db = store.Read();
        var proofs = CaseScope.Of(CurrentActor.Of(http)).LimitWhole(db.TimelinessProofs, p => p.ProgrammeKey).Where(p => p.OrderId > after);
        if (!string.IsNullOrEmpty(programme)) proofs = proofs.Where(p => p.ProgrammeKey == programme);
        if (year is not null) proofs = proofs.Where(p => p.Year == year);
        if (wanted is not null) proofs = proofs.Where(p => p.Verdict == wanted);
        var items = await proofs.OrderBy(p => p.OrderId).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(new { items, next = items.Count == limit ? items[^1].OrderId : (long?)null });
    }
}
