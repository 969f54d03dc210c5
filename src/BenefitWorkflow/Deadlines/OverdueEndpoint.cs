using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Deadlines;

/// <summary><c>GET /overdue?programme=&amp;step=&amp;unit=&amp;after=&amp;limit=</c>.</summary>
internal static class OverdueEndpoint
{
    private const int UsualPage = 200;

    public static void MapOverdue(this IEndpointRouteBuilder api) => api.MapGet("/overdue", ReadAsync).RequireRoles(Readers);

    /// <summary>Whoever works or watches.</summary>
    internal static string[] Readers { get; } =
    [
        Roles.Supervisor, Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor, Roles.Administrator,
    ];

    /// <summary>The administrator, who looks into no case, sees what stands still.</summary>
    internal static CaseScope Within(Actor actor) => actor.Is(Roles.Administrator) ? CaseScope.All : CaseScope.Of(actor);

    private static async Task<IResult> ReadAsync(OverdueList list, HttpContext http, CancellationToken ct, string? programme = null, string? after = null, int limit = UsualPage, string? step = null, string? unit = null)
    {
        if (limit is < 1 or > OverdueList.LargestPage) return Problems.Of(BadLimit(limit), StatusCodes.Status400BadRequest);
        OverdueCursor? cursor = null;
        if (!string.IsNullOrEmpty(after))
        {
            cursor = OverdueCursor.Parse(after);
            if (cursor is null) return Problems.Of(BadCursor, StatusCodes.Status400BadRequest);
        }

        return TypedResults.Ok(await list.ReadAsync(Within(CurrentActor.Of(http)), string.IsNullOrEmpty(programme) ? null : programme, cursor, limit, ct, string.IsNullOrEmpty(step) ? null : step, string.IsNullOrEmpty(unit) ? null : unit));
    }

    private static Refusal BadLimit(int limit) => new(
        "overdue.limit-out-of-range",
        $"limit 为 {limit}，应在 1 到 {OverdueList.LargestPage} 之间，请更正。",
        $"limit is {limit} and must be 1 to {OverdueList.LargestPage}: correct it.");

    private static Refusal BadCursor { get; } = new(
        "overdue.cursor-malformed",
        "after 不是上一页返回的 next 值；请原样传入，或去掉 after 从第一页开始。",
        "after is not the next value of an earlier page: pass it as it was given, or leave after out to start at the first page.");
}
