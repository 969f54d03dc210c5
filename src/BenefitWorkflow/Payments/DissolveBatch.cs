using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Takes a batch apart before its release; its orders wait for another one.</summary>
public sealed class DissolveBatch(BenefitStore store, TimeProvider time)
{
    internal static readonly string[] May = [Roles.FinancePreparer, Roles.FinanceReleaser];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/payment-batches/{id:long}/dissolve", async (long id, DissolveBatch useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            if (!KeyedRequest.TryRead(http, null, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var (batch, refusal) = await useCase.RunAsync(CurrentActor.Of(http), id, ct);
                return refusal is null ? (new { batch = BatchView.Of(batch!) }, null)
                    : (null, Problems.Of(refusal, batch is null ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity));
            }, ct);
        }).RequireRoles(May);

    public async Task<(PaymentBatch? Batch, Refusal? Refusal)> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<PaymentBatch>([id], ct)).SingleOrDefault() is not { } batch) return (null, BatchView.Unknown);
        if (RoleRefusal.Unless(actor, batch.ProgrammeKey, null, May) is { } lacking) return (batch, lacking);
        if (batch.State != BatchState.Prepared) return (batch, BatchView.NotPrepared(batch));

        var ids = await tx.Db.PaymentOrders.Where(o => o.BatchId == id && o.State == PaymentState.Batched).Select(o => o.Id).ToListAsync(ct);
        var orders = (await tx.LockAsync<PaymentOrder>(ids, ct)).Where(o => o.State == PaymentState.Batched).ToList();
        foreach (var order in orders) order.LeaveBatch();
        batch.Dissolve(actor.Id, time.GetUtcNow());
        await tx.Bulk.UpdateAsync(orders, ct);
        await tx.UpdateAsync(batch, ct);
        await tx.CommitAsync(ct);
        return (batch, null);
    }
}
