using BenefitWorkflow.Contracts;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Messaging;

/// <summary><c>GET /events</c>, <c>GET /events/health</c> and <c>GET /events/control-totals</c>.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").RequireRoles(Roles.FinanceSystem, Roles.Administrator);
        events.MapGet("", ReadAsync);
        events.MapGet("/health", HealthAsync);
        events.MapGet("/control-totals", ControlTotalsAsync);
    }

    private static async Task<IResult> ReadAsync(OutboxFeed feed, CancellationToken ct, long after = 0, int limit = OutboxFeed.LargestPage)
    {
        if (after < 0 || limit is < 1 or > OutboxFeed.LargestPage) return Problems.Of(OutOfRange(after, limit), StatusCodes.Status400BadRequest);
        // By the contract's own serialiser: subscribers compare bytes.
        return TypedResults.Json(await feed.ReadAsync(after, limit, ct), EventJson.Default.FeedPageV1);
    }

    private static async Task<IResult> HealthAsync(OutboxFeed feed, IServiceProvider services, CancellationToken ct)
    {
        var ledger = services.GetService<LedgerStore>();
        return TypedResults.Ok(await feed.HealthAsync(ledger?.Watermark, ct) with { ControlAlarms = ledger?.ControlAlarms().Count });
    }

    private static async Task<IResult> ControlTotalsAsync(ControlTotals totals, DateOnly day, CancellationToken ct, long upTo = long.MaxValue)
    {
        if (upTo < 0) return Problems.Of(CutOutOfRange(upTo), StatusCodes.Status400BadRequest);
        return TypedResults.Json(await totals.ReadAsync(day, upTo, ct), EventJson.Default.ControlTotalsV1);
    }

    private static Refusal OutOfRange(long after, int limit) => new(
        "events.page-out-of-range",
        $"after 为 {after}、limit 为 {limit}；after 应不小于 0，limit 应在 1 到 {OutboxFeed.LargestPage} 之间，请更正。",
        $"after is {after} and limit is {limit}; after must be 0 or more and limit 1 to {OutboxFeed.LargestPage}: correct them.");

    private static Refusal CutOutOfRange(long upTo) => new(
        "events.cut-out-of-range",
        $"upTo 为 {upTo}；upTo 应为不小于 0 的序号，请更正或省略。",
        $"upTo is {upTo}; it must be a sequence number, 0 or more: correct it or leave it out.");
}
