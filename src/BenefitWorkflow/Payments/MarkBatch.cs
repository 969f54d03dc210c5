using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What became of orders whose whereabouts were said.</summary>
/// <param name="Moved">Orders that changed their state.</param>
/// <param name="Already">Orders left alone: they were so already, or the bank has answered meanwhile.</param>
/// <param name="Refused">Outcomes of those that could not be moved; empty where all is well.</param>
public sealed record MarkedOrders(int Moved, int Already, IReadOnlyList<CaseOutcome> Refused);

/// <param name="Marked">What became of the orders; with a refusal, those that refused. Null where nothing was tried.</param>
/// <param name="Refusal">Null where the batch was marked; else nothing was changed.</param>
/// <param name="Kept">What was answered to the same keyed request before; everything else is empty then.</param>
public sealed record MarkBatchResult(PaymentBatch? Batch, MarkedOrders? Marked, Refusal? Refusal, IResult? Kept = null);

/// <summary>Says of released orders that the bank's end has them, or that nobody knows. Each order moves once, however often it is said.</summary>
public sealed class MarkBatch(BenefitStore store, CaseExecutor executor, TimeProvider time)
{
    /// <param name="At">When the file was handed over; null: now. Not in the future and not before the release.</param>
    public sealed record Request(DateTimeOffset? At = null);

    internal static readonly string[] May = [Roles.FinancePreparer];

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var (route, sent) in ((string, bool)[])[("sent", true), ("unknown", false)])
            api.MapPost("/payment-batches/{id:long}/" + route, async (long id, Request? request, MarkBatch useCase, HttpContext http, CancellationToken ct) =>
            {
                if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
                var (batch, marked, refusal, kept) = await useCase.RunAsync(CurrentActor.Of(http), id, sent, request?.At, keyed, ct);
                if (kept is not null) return kept;
                if (refusal is null) return Results.Ok(Body(batch!, marked!));
                return marked is not null ? Problems.Of(refusal, "results", CaseResults.Of(marked.Refused).Results)
                    : Problems.Of(refusal, batch is null ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
            }).RequireRoles(May);
    }

    /// <summary>The bank's end has the orders: Released or Unknown becomes Sent.</summary>
    /// <param name="actor">A finance preparer or <see cref="Actor.System"/>.</param>
    /// <param name="orderIds">Ids of orders, any number; the caller's transaction holds them all.</param>
    /// <param name="at">When the file was handed over.</param>
    public Task<MarkedOrders> SentAsync(WriteTransaction tx, Actor actor, IReadOnlyList<long> orderIds, DateTimeOffset at, CancellationToken ct) =>
        MarkAsync(tx, actor, orderIds, at, PaymentSignals.Send, null, PaymentState.Sent, ct);

    /// <summary>Nobody knows whether the bank has the orders: Released or Sent becomes Unknown. No money moves, and nothing sends them again.</summary>
    /// <param name="reason"><see cref="PaymentSignals.HandOver"/>, <see cref="PaymentSignals.NoAnswer"/> or <see cref="PaymentSignals.Duplicate"/>.</param>
    /// <inheritdoc cref="SentAsync"/>
    public Task<MarkedOrders> UnknownAsync(WriteTransaction tx, Actor actor, IReadOnlyList<long> orderIds, DateTimeOffset at, string reason, CancellationToken ct) =>
        MarkAsync(tx, actor, orderIds, at, PaymentSignals.Lose, reason, PaymentState.Unknown, ct);

    private async Task<MarkedOrders> MarkAsync(
        WriteTransaction tx, Actor actor, IReadOnlyList<long> orderIds, DateTimeOffset at, string signal, string? reason, PaymentState target, CancellationToken ct)
    {
        var (moved, already, refused) = (0, 0, new List<CaseOutcome>());
        foreach (var ids in orderIds.Distinct().Chunk(CaseExecutor.ChunkSize))
        {
            var orders = await tx.LockAsync<PaymentOrder>(ids, ct);
            // What the bank has answered is past being sent or unknown; a late word about it is no contradiction.
            var open = orders.FindAll(o => o.State != target && o.State is not (PaymentState.Settled or PaymentState.Failed or PaymentState.Returned));
            already += orders.Count - open.Count;
            var outcomes = await executor.SignalWithinAsync(tx, actor, [.. open.Select(o => new CaseSignal(o.CaseId, new Signal(signal, Data(o))))], ct);
            moved += outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied);
            refused.AddRange(outcomes.Where(o => o.Kind != CaseOutcomeKind.Applied));
        }
        return new MarkedOrders(moved, already, refused);

        Dictionary<string, object?> Data(PaymentOrder order)
        {
            var data = new Dictionary<string, object?> { ["orderId"] = order.Id, ["atMs"] = at.ToUnixTimeMilliseconds() };
            if (reason is not null) data["reason"] = reason;
            return data;
        }
    }

    /// <summary>Says it of a whole batch, or of nothing: a file is one piece.</summary>
    /// <param name="sent">True: the bank's end has it; false: nobody knows.</param>
    /// <param name="at">As <see cref="Request.At"/>.</param>
    public async Task<MarkBatchResult> RunAsync(Actor actor, long id, bool sent, DateTimeOffset? at, KeyedRequest? keyed, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var tx = await store.BeginWriteAsync(ct);
        if (keyed is not null && await keyed.FindAsync(tx.Db, ct) is { } kept) return new MarkBatchResult(null, null, null, kept);
        if ((await tx.LockAsync<PaymentBatch>([id], ct)).SingleOrDefault() is not { } batch) return new MarkBatchResult(null, null, BatchView.Unknown);
        if (RoleRefusal.Unless(actor, batch.ProgrammeKey, null, May) is { } lacking) return Refused(lacking);
        if (batch.State != BatchState.Released)
            return Refused(new Refusal("payment.batch-not-released", $"批次 {batch.Number} 尚未放行，不能记录送达；请先放行。", $"Batch {batch.Number} is not released; it cannot have been handed over."));
        if (at > now) return Refused(new Refusal("payment.future-date", "送达时间晚于当前时间；请核对。", "The hand-over lies in the future; check its time."));
        if (at < batch.ReleasedAt) return Refused(new Refusal("payment.before-release", "送达时间早于该批次放行时间；请核对。", "The hand-over lies before the batch's release; check its time."));

        var orders = await tx.Db.PaymentOrders.Where(o => o.BatchId == id).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync(ct);
        var marked = sent ? await SentAsync(tx, actor, orders, at ?? now, ct) : await UnknownAsync(tx, actor, orders, at ?? now, PaymentSignals.HandOver, ct);
        if (marked.Refused.Count > 0) return new MarkBatchResult(batch, marked, NotMarked);
        if (keyed is not null) await keyed.KeepAsync(tx, Body(batch, marked), now, ct);
        await tx.CommitAsync(ct);
        return new MarkBatchResult(batch, marked, null);

        MarkBatchResult Refused(Refusal refusal) => new(batch, null, refusal);
    }

    private static object Body(PaymentBatch batch, MarkedOrders marked) => new { batch = BatchView.Of(batch), marked.Moved, marked.Already };

    private static readonly Refusal NotMarked = new("payment.mark-refused",
        "所列支付不能记录，整批未作改动；请逐笔核对。", "The payments listed cannot be marked, so none was; look at each.");
}
