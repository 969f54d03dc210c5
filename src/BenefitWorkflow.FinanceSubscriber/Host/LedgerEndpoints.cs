using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BenefitWorkflow.FinanceSubscriber.Host;

/// <summary>State of the ledger at a glance.</summary>
/// <param name="Status">
/// <c>ok</c>, <c>control-totals</c> (the totals of some day differ from the service's), <c>gap</c> (events are missing) or <c>quarantine</c> (events were
/// set aside and are still open); the first that holds.
/// </param>
/// <param name="Watermark">Complete up to this sequence number.</param>
/// <param name="Highest">Highest sequence number in the books.</param>
/// <param name="ControlAlarms">Days whose control totals differ.</param>
public sealed record LedgerHealth(string Status, long Watermark, long Highest, int ControlAlarms);

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
        ledger.MapGet("/control-totals", ControlReport);
        ledger.MapGet("/control-alarms", (LedgerStore store) => TypedResults.Ok(store.ControlAlarms()));
        ledger.MapPost("/control-totals", CheckControlAsync);
        ledger.MapPost("/catch-up", CatchUpAsync);
    }

    /// <summary>503 while control totals differ: the one state that does not heal by itself and that nobody may overlook.</summary>
    private static JsonHttpResult<LedgerHealth> Health(LedgerStore store)
    {
        var (gaps, alarms) = (store.Gaps(), store.ControlAlarms().Count);
        var status = alarms > 0 ? "control-totals" : gaps.Gaps.Count > 0 ? "gap" : store.Quarantine(openOnly: true, limit: 1).Count > 0 ? "quarantine" : "ok";
        return TypedResults.Json(
            new LedgerHealth(status, gaps.Watermark, gaps.Highest, alarms),
            statusCode: alarms > 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static Results<Ok<ControlReport>, NotFound> ControlReport(LedgerStore store, DateOnly day) =>
        store.ControlReport(day) is { } report ? TypedResults.Ok(report) : TypedResults.NotFound();

    private static Task<Results<Ok<ControlReport>, ProblemHttpResult>> CheckControlAsync(ControlCheck check, DateOnly day, CancellationToken ct) =>
        FromServiceAsync(() => check.RunAsync(day, ct), ct);

    private static Task<Results<Ok<CatchUpReport>, ProblemHttpResult>> CatchUpAsync(FeedCatchUp catchUp, CancellationToken ct) =>
        FromServiceAsync(() => catchUp.RunAsync(ct), ct);

    private static async Task<Results<Ok<T>, ProblemHttpResult>> FromServiceAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return TypedResults.Ok(await ask());
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
