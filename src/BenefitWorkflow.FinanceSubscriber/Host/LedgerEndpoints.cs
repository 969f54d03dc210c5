using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BenefitWorkflow.FinanceSubscriber.Host;

/// <summary>State of the ledger at a glance.</summary>
/// <param name="Status"><c>ok</c>, <c>gap</c> (events are missing) or <c>quarantine</c> (events were set aside and are still open).</param>
/// <param name="Watermark">Complete up to this sequence number.</param>
/// <param name="Highest">Highest sequence number in the books.</param>
public sealed record LedgerHealth(string Status, long Watermark, long Highest);

/// <summary>What the finance process answers over HTTP.</summary>
internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder app, string? apiKey)
    {
        app.MapGet("/health", Health);
        var ledger = app.MapGroup("/ledger");
        if (!string.IsNullOrWhiteSpace(apiKey))
        {
            var expected = SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));
            ledger.AddEndpointFilter(async (context, next) =>
            {
                var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers["X-Api-Key"].ToString()));
                return CryptographicOperations.FixedTimeEquals(expected, given) ? await next(context) : TypedResults.Unauthorized();
            });
        }

        ledger.MapGet("/totals", (LedgerStore store, DateOnly? from, DateOnly? to, string? programme) =>
            TypedResults.Ok(store.Totals(from, to, programme)));
        ledger.MapGet("/gaps", (LedgerStore store) => TypedResults.Ok(store.Gaps()));
        ledger.MapGet("/quarantine", (LedgerStore store) => TypedResults.Ok(store.Quarantine()));
        ledger.MapGet("/proof", (LedgerStore store) => TypedResults.Ok(store.Prove()));
        ledger.MapPost("/catch-up", CatchUpAsync);
    }

    private static Ok<LedgerHealth> Health(LedgerStore store)
    {
        var gaps = store.Gaps();
        var status = gaps.Gaps.Count > 0 ? "gap" : store.Quarantine(openOnly: true, limit: 1).Count > 0 ? "quarantine" : "ok";
        return TypedResults.Ok(new LedgerHealth(status, gaps.Watermark, gaps.Highest));
    }

    private static async Task<Results<Ok<CatchUpReport>, ProblemHttpResult>> CatchUpAsync(FeedCatchUp catchUp, CancellationToken ct)
    {
        try
        {
            return TypedResults.Ok(await catchUp.RunAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or System.Text.Json.JsonException
            || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return TypedResults.Problem(
                title: "feed.unavailable",
                detail: $"The service's event feed did not answer as agreed; what was read before is kept. Try again, then check Feed:BaseUrl and Feed:ApiKey. 服务的事件接口未正常应答，已读取的事件已保存；请重试，并检查 Feed:BaseUrl 与 Feed:ApiKey。({e.GetType().Name})",
                statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
