using System.Globalization;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <param name="OrderIds">Null: every order of the programme that waits.</param>
/// <param name="Limit">Most orders of the batch; null: 5,000.</param>
/// <param name="Format">Key of a payment file format; null: the programme's own.</param>
/// <param name="AcceptSharedAccounts">True takes payments in whose account also another payee has: the preparer has checked them.</param>
public sealed record PrepareBatchRequest(string Programme, IReadOnlyList<long>? OrderIds = null, int? Limit = null, bool AcceptSharedAccounts = false, string? Format = null);

/// <summary>What was found about one order on preparing.</summary>
/// <param name="LeftOut">True where the order is not in the batch.</param>
public sealed record BatchCheck(long OrderId, string CaseNumber, string EndToEndId, bool LeftOut, string Code, string Zh, string En);

/// <param name="Kept">What was answered to the same keyed request before; everything else is empty then.</param>
public sealed record PrepareBatchResult(PaymentBatch? Batch, IReadOnlyList<BatchCheck> Checks, Refusal? Refusal, IResult? Kept = null);

/// <summary>Puts waiting orders into a batch and freezes it by its digest. Another person releases it.</summary>
public sealed class PrepareBatch(BenefitStore store, ProgrammeCatalog catalog, BatchDigest digest, PaymentFormats formats, PayerProfiles payers, TimeProvider time)
{
    public const int MaximumOrders = 5_000;

    internal static readonly string[] May = [Roles.FinancePreparer];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/payment-batches", async (PrepareBatchRequest request, PrepareBatch useCase, HttpContext http, CancellationToken ct) =>
        {
            if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
            var (batch, checks, refusal, kept) = await useCase.RunAsync(CurrentActor.Of(http), request, keyed, ct);
            return kept ?? (batch is not null ? Results.Ok(Body(batch, checks))
                : checks.Count == 0 ? Problems.Of(refusal!)
                : Problems.Of(refusal!, "checks", checks));
        }).RequireRoles(May);

    public async Task<PrepareBatchResult> RunAsync(Actor actor, PrepareBatchRequest request, KeyedRequest? keyed, CancellationToken ct)
    {
        if (catalog.Find(request.Programme) is not { } programme) return Refused(ProgrammeCatalog.NotFound(request.Programme), []);
        if (RoleRefusal.Unless(actor, programme.Key, null, May) is { } lacking) return Refused(lacking, []);
        if (request.Limit is < 1 or > MaximumOrders || request.OrderIds is { Count: > MaximumOrders })
            return Refused(new Refusal("payment.batch-size", $"一个批次为 1 至 {MaximumOrders} 笔；请调整。", $"A batch has 1 to {MaximumOrders} orders; adjust it."), []);

        var key = request.Format ?? payers.FormatOf(programme.Key);
        if (formats.Find(key) is not { } format)
            return Refused(new Refusal("payment.format-unknown", $"没有付款文件格式“{key}”；可用：{string.Join("、", formats.Newest.Select(f => f.Key))}。", $"There is no payment file format '{key}'; there are {string.Join(", ", formats.Newest.Select(f => f.Key))}."), []);

        await using var tx = await store.BeginWriteAsync(ct);
        if (keyed is not null && await keyed.FindAsync(tx.Db, ct) is { } kept) return new PrepareBatchResult(null, [], null, kept);
        var waiting = tx.Db.PaymentOrders.Where(o => o.ProgrammeKey == programme.Key && o.State == PaymentState.Ordered && o.Channel == PaymentChannel.Bank);
        if (request.OrderIds is { } wanted) waiting = waiting.Where(o => wanted.Contains(o.Id));
        var candidates = await waiting.OrderBy(o => o.Year).ThenBy(o => o.Id).Select(o => new { o.Id, o.Year }).Take(request.Limit ?? MaximumOrders).ToListAsync(ct);

        // A batch is of one budget year: its file and its totals go into that year's books.
        var ids = candidates.Where(o => o.Year == candidates[0].Year).Select(o => o.Id).ToList();
        var orders = (await tx.LockAsync<PaymentOrder>(ids, ct)).Where(o => o.State == PaymentState.Ordered).OrderBy(o => o.Id).ToList();
        var checks = BatchChecks.Of(orders, await BatchEvidence.LoadAsync(tx.Db, orders, ct), programme.OverlapPolicy.SameProgrammeYear, request.AcceptSharedAccounts);
        var leftOut = checks.Where(check => check.LeftOut).Select(check => check.OrderId).ToHashSet();
        orders.RemoveAll(order => leftOut.Contains(order.Id));
        if (orders.Count == 0)
            return Refused(new Refusal("payment.nothing-to-pay", "没有可以制单的支付指令；请查看各笔的检查结果。", "There is no order to pay; see what was found about each."), checks);

        if (programme.Payments?.BatchLimitFen is { } limit && orders.Sum(o => o.AmountFen) > limit)
            return Refused(new Refusal("payment.batch-above-limit", $"批次合计 {new Money(orders.Sum(o => o.AmountFen))} 元，超过单批上限 {new Money(limit)} 元；请减少笔数（limit 或 orderIds）。",
                $"The batch comes to {new Money(orders.Sum(o => o.AmountFen))} yuan, above the limit of {new Money(limit)}; take fewer orders (limit or orderIds)."), checks);

        var id = await tx.TakeNumbersAsync("payment_batches", 1, ct);
        var year = orders[0].Year;
        var serial = await tx.TakeNumbersAsync($"payment_batches/{programme.Code}-{year}", 1, ct);
        var batch = new PaymentBatch
        {
            Id = id, Number = string.Create(CultureInfo.InvariantCulture, $"PB-{programme.Code}-{year}-{serial:0000}"), ProgrammeKey = programme.Key, Year = year,
            Count = orders.Count, TotalFen = orders.Sum(o => o.AmountFen), Digest = digest.Of(orders), Format = format.Key, FormatVersion = format.Version, PreparedBy = actor.Id, PreparedAt = time.GetUtcNow(),
        };
        foreach (var order in orders) order.JoinBatch(id);
        await tx.InsertAsync(batch, ct);
        await tx.Bulk.UpdateAsync(orders, ct);
        if (keyed is not null) await keyed.KeepAsync(tx, Body(batch, checks), batch.PreparedAt, ct);
        await tx.CommitAsync(ct);
        return new PrepareBatchResult(batch, checks, null);
    }

    private static object Body(PaymentBatch batch, IReadOnlyList<BatchCheck> checks) => new { batch = BatchView.Of(batch), checks };

    private static PrepareBatchResult Refused(Refusal refusal, IReadOnlyList<BatchCheck> checks) => new(null, checks, refusal);
}
