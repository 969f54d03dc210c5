using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <param name="Outcomes">Of every order where all were released; else only of those that were refused.</param>
/// <param name="Refusal">Null where the batch was released.</param>
/// <param name="Kept">What was answered to the same keyed request before; everything else is empty then.</param>
public sealed record ReleaseBatchResult(PaymentBatch? Batch, IReadOnlyList<CaseOutcome> Outcomes, Refusal? Refusal, IResult? Kept = null);

/// <summary>The second person's act: the whole batch goes to the bank in one transaction, or nothing does.</summary>
public sealed class ReleaseBatch(BenefitStore store, CaseExecutor executor, CheckBatch check, SendingLock sending, PaymentFileMaker files, TimeProvider time)
{
    internal static readonly string[] May = [Roles.FinanceReleaser];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/payment-batches/{id:long}/release", async (long id, ReleaseBatch useCase, HttpContext http, CancellationToken ct) =>
        {
            if (!KeyedRequest.TryRead(http, null, out var keyed, out var unfit)) return unfit;
            var (batch, outcomes, refusal, kept) = await useCase.RunAsync(CurrentActor.Of(http), id, keyed, ct);
            if (kept is not null) return kept;
            return refusal is null ? Results.Ok(Body(batch!, outcomes))
                : outcomes.Count > 0 ? Problems.Of(refusal, "results", CaseResults.Of(outcomes).Results)
                : Problems.Of(refusal, batch is null ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
        }).RequireRoles(May);

    public async Task<ReleaseBatchResult> RunAsync(Actor actor, long id, KeyedRequest? keyed, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (keyed is not null && await keyed.FindAsync(tx.Db, ct) is { } kept) return new ReleaseBatchResult(null, [], null, kept);
        if ((await tx.LockAsync<PaymentBatch>([id], ct)).SingleOrDefault() is not { } batch) return new ReleaseBatchResult(null, [], BatchView.Unknown);
        if (RoleRefusal.Unless(actor, batch.ProgrammeKey, null, May) is { } lacking) return Refused(lacking);
        if (batch.State != BatchState.Prepared) return Refused(BatchView.NotPrepared(batch));
        if (batch.PreparedBy == actor.Id)
            return Refused(new Refusal("payment.releaser-prepared", "制单人不得放行自己的批次；请由另一人复核放行。", "Who prepared a batch may not release it; ask another person."));

        if (check.NeedsSecondChecker(batch) && batch.CheckedBy is null)
            return Refused(new Refusal("payment.check-missing", "批次金额超过须双人复核的限额；请先由另一名复核人员复核，再由他人放行。", "The batch is above the limit for a second checker; have another releaser check it first, then release it."));
        if (check.NeedsSecondChecker(batch) && batch.CheckedBy == actor.Id)
            return Refused(new Refusal("payment.releaser-checked", "复核人不得放行同一批次；请由另一人放行。", "Who checked a batch of this amount may not release it; ask another person."));
        if (await sending.RefusalAsync(tx.Db, ct) is { } locked) return Refused(locked);

        // What has come to light since preparing stops the money: a death, a changed account, what the bank's file cannot carry.
        var report = await check.ReportAsync(tx.Db, batch, ct);
        if (report.Refusals.Count > 0) return Refused(report.Refusals[0]);
        var orders = await tx.Db.PaymentOrders.Where(o => o.BatchId == id).OrderBy(o => o.Id).ToListAsync(ct);
        if (report.Blocked)
            return new ReleaseBatchResult(batch, [.. from row in report.Rows
                                                     where row.LeftOut
                                                     select new CaseOutcome(orders.Find(o => o.Id == row.OrderId)!.CaseId, row.CaseNumber, CaseOutcomeKind.Refused, new Refusal(row.Code, row.Zh, row.En), null, 0)], NotReleased);

        var data = new Dictionary<string, object?> { ["batchId"] = id };
        var outcomes = await executor.SignalWithinAsync(tx, actor, [.. orders.Select(order => new CaseSignal(order.CaseId, new Signal(PaymentSignals.Release, data)))], ct);
        if (outcomes.Any(outcome => outcome.Kind != CaseOutcomeKind.Applied))
            return new ReleaseBatchResult(batch, outcomes.Where(outcome => outcome.Kind != CaseOutcomeKind.Applied).ToList(), NotReleased);

        batch.Release(actor.Id, time.GetUtcNow());
        await tx.UpdateAsync(batch, ct);
        await files.MakeAsync(tx, batch, orders, ct);
        if (keyed is not null) await keyed.KeepAsync(tx, Body(batch, outcomes), time.GetUtcNow(), ct);
        await sending.CommitAsync(tx, ct);
        return new ReleaseBatchResult(batch, outcomes, null);

        ReleaseBatchResult Refused(Refusal refusal) => new(batch, [], refusal);
    }

    private static object Body(PaymentBatch batch, IReadOnlyList<CaseOutcome> outcomes)
    {
        var body = CaseResults.Of(outcomes);
        return new { batch = BatchView.Of(batch), body.Results, body.Applied, body.Refused, body.Incidents };
    }

    private static readonly Refusal NotReleased = new("payment.release-refused",
        "有支付不能放行，整批未放行；请解散批次、处理所列各笔后重新制单。", "Some payments cannot be released, so none was; dissolve the batch, settle those listed and prepare it again.");
}
