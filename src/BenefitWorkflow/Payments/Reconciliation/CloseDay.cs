using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>POST /api/reconciliation/{day}/close: finance signs the totals it has seen; they never change again.</summary>
public sealed class CloseDay(BenefitStore store, Reconcile reconcile, TimeProvider time)
{
    /// <param name="Token">Of the report that was looked at.</param>
    public sealed record Request(string Token);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/reconciliation/{day}/close", async (DateOnly day, Request request, CloseDay useCase, HttpContext http, CancellationToken ct) =>
        {
            var (close, refusal) = await useCase.RunAsync(CurrentActor.Of(http), day, request.Token, ct);
            return refusal is null ? Results.Ok(new { close!.Day, close.ClosedBy, close.ClosedAt, digest = Convert.ToHexStringLower(close.Digest) })
                : Problems.Of(refusal, refusal.Code == "reconciliation.moved" ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }).RequireRoles(Roles.FinanceReleaser);

    public async Task<(DayClose? Close, Refusal? Refusal)> RunAsync(Actor actor, DateOnly day, string token, CancellationToken ct)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (day > ShanghaiTime.LocalDate(now)) return (null, new Refusal("reconciliation.future-day", "不能关闭将来的日期；请核对。", "A day to come cannot be closed; check it."));
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.DayCloses.SingleOrDefaultAsync(c => c.Day == day, ct) is { } known)
            return (null, new Refusal("reconciliation.closed", $"{day:yyyy-MM-dd} 已由 {known.ClosedBy} 关闭；此后得知的情况计入下一次日结。", $"{day:yyyy-MM-dd} was closed by {known.ClosedBy}; what was learnt since belongs to the next close."));
        var last = await tx.Db.DayCloses.OrderByDescending(c => c.Day).FirstOrDefaultAsync(ct);
        if (last is not null && last.Day > day)
            return (null, new Refusal("reconciliation.later-day-closed", $"{last.Day:yyyy-MM-dd} 已关闭，其日结包含此前各日；请查看该日。", $"{last.Day:yyyy-MM-dd} is closed and holds the days before it; look there."));
        var report = await reconcile.ReportAsync(tx.Db, day, ct);
        if (report.DifferenceFen != 0)
            return (null, new Refusal("reconciliation.difference", $"账目相差 {new Money(report.DifferenceFen)} 元，不能日结；请核对支付指令、批次和事件并由审计核查。",
                $"The books differ by {new Money(report.DifferenceFen)} yuan, so the day cannot be closed; compare orders, batches and events and have them audited."));
        if (report.Token != token)
            return (null, new Refusal("reconciliation.moved", "查看之后又有新的支付情况，或签署内容不符；请重新查看后再签署。", "Payments have moved since the report was looked at, or the token is not this report's; look again, then sign."));

        var draft = new DayClose { Day = day, AfterId = report.Totals.AfterId, UpToId = report.Totals.UpToId, Totals = Reconcile.Json(report.Totals), Digest = [], ClosedBy = actor.Id, ClosedAt = now };
        var close = new DayClose
        {
            Day = day, AfterId = draft.AfterId, UpToId = draft.UpToId, Totals = draft.Totals, Digest = reconcile.DigestOf(draft, last), ClosedBy = actor.Id, ClosedAt = now,
        };
        await tx.InsertAsync(close, ct);
        await tx.CommitAsync(ct);
        return (close, null);
    }
}
