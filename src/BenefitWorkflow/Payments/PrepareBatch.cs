using System.Globalization;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <param name="OrderIds">Null: every order of the programme that waits.</param>
/// <param name="Limit">Most orders of the batch; null: 5,000.</param>
/// <param name="AcceptSharedAccounts">True takes payments in whose account also another payee of the batch has: the preparer has checked them.</param>
public sealed record PrepareBatchRequest(string Programme, IReadOnlyList<long>? OrderIds = null, int? Limit = null, bool AcceptSharedAccounts = false);

/// <summary>What was found about one order on preparing.</summary>
/// <param name="LeftOut">True where the order is not in the batch.</param>
public sealed record BatchCheck(long OrderId, string CaseNumber, string EndToEndId, bool LeftOut, string Code, string Zh, string En);

public sealed record PrepareBatchResult(PaymentBatch? Batch, IReadOnlyList<BatchCheck> Checks, Refusal? Refusal);

/// <summary>Puts waiting orders into a batch and freezes it by its digest. Another person releases it.</summary>
public sealed class PrepareBatch(BenefitStore store, ProgrammeCatalog catalog, BatchDigest digest, TimeProvider time)
{
    public const int MaximumOrders = 5_000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/payment-batches", async (PrepareBatchRequest request, PrepareBatch useCase, HttpContext http, CancellationToken ct) =>
        {
            var (batch, checks, refusal) = await useCase.RunAsync(CurrentActor.Of(http), request, ct);
            return batch is not null ? Results.Ok(new { batch = BatchView.Of(batch), checks })
                : checks.Count == 0 ? Problems.Of(refusal!)
                : BatchView.Problem(refusal!, "checks", checks);
        }).RequireRoles(Roles.FinancePreparer);

    public async Task<PrepareBatchResult> RunAsync(Actor actor, PrepareBatchRequest request, CancellationToken ct)
    {
        if (catalog.Find(request.Programme) is not { } programme) return Refused(ProgrammeCatalog.NotFound(request.Programme), []);
        if (request.Limit is < 1 or > MaximumOrders || request.OrderIds is { Count: > MaximumOrders })
            return Refused(new Refusal("payment.batch-size", $"一个批次为 1 至 {MaximumOrders} 笔；请调整。", $"A batch has 1 to {MaximumOrders} orders; adjust it."), []);

        await using var tx = await store.BeginWriteAsync(ct);
        var waiting = tx.Db.PaymentOrders.Where(o => o.ProgrammeKey == programme.Key && o.State == PaymentState.Ordered);
        if (request.OrderIds is { } wanted) waiting = waiting.Where(o => wanted.Contains(o.Id));
        var candidates = await waiting.OrderBy(o => o.Year).ThenBy(o => o.Id).Select(o => new { o.Id, o.Year }).Take(request.Limit ?? MaximumOrders).ToListAsync(ct);

        // A batch is of one budget year: its file and its totals go into that year's books.
        var ids = candidates.Where(o => o.Year == candidates[0].Year).Select(o => o.Id).ToList();
        var orders = (await tx.LockAsync<PaymentOrder>(ids, ct)).Where(o => o.State == PaymentState.Ordered).OrderBy(o => o.Id).ToList();
        var payeeIds = orders.Select(o => o.BeneficiaryId).Distinct().ToList();
        var payees = await tx.Db.Beneficiaries.Where(b => payeeIds.Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
        var checks = BatchChecks.Of(orders, payees, request.AcceptSharedAccounts);
        var leftOut = checks.Where(check => check.LeftOut).Select(check => check.OrderId).ToHashSet();
        orders.RemoveAll(order => leftOut.Contains(order.Id));
        if (orders.Count == 0)
            return Refused(new Refusal("payment.nothing-to-pay", "没有可以制单的支付指令；请查看各笔的检查结果。", "There is no order to pay; see what was found about each."), checks);

        var id = await tx.TakeNumbersAsync("payment_batches", 1, ct);
        var year = orders[0].Year;
        var serial = await tx.TakeNumbersAsync($"payment_batches/{programme.Code}-{year}", 1, ct);
        var batch = new PaymentBatch
        {
            Id = id, Number = string.Create(CultureInfo.InvariantCulture, $"PB-{programme.Code}-{year}-{serial:0000}"), ProgrammeKey = programme.Key, Year = year,
            Count = orders.Count, TotalFen = orders.Sum(o => o.AmountFen), Digest = digest.Of(orders), PreparedBy = actor.Id, PreparedAt = time.GetUtcNow(),
        };
        foreach (var order in orders) order.JoinBatch(id);
        await tx.InsertAsync(batch, ct);
        await tx.Bulk.UpdateAsync(orders, ct);
        await tx.CommitAsync(ct);
        return new PrepareBatchResult(batch, checks, null);
    }

    private static PrepareBatchResult Refused(Refusal refusal, IReadOnlyList<BatchCheck> checks) => new(null, checks, refusal);
}

/// <summary>What must not be paid, and what the releaser should know.</summary>
internal static class BatchChecks
{
    public static IReadOnlyList<BatchCheck> Of(IReadOnlyList<PaymentOrder> orders, IReadOnlyDictionary<long, Beneficiary> payees, bool acceptSharedAccounts)
    {
        var shared = orders.GroupBy(o => Convert.ToHexString(o.AccountHash)).Where(g => g.Select(o => o.BeneficiaryId).Distinct().Count() > 1)
            .Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var checks = new List<BatchCheck>();
        foreach (var order in orders)
        {
            var payee = payees[order.BeneficiaryId];
            if (payee.Status != BeneficiaryStatus.Active)
                Add(order, true, "payment.beneficiary-not-active", "受助人已去世或退出，不得付款；该笔未列入批次，请由经办撤回案件。", "The beneficiary has died or left; the order is not in the batch, the caseworker withdraws the case.");
            if (shared.Contains(Convert.ToHexString(order.AccountHash)))
                Add(order, !acceptSharedAccounts, "payment.account-shared", "同一账号对应多名收款人；请核实是否本人账户，不是则由经办撤回支付、更正账户。", "Several payees have this account; check that it is the payee's own, else the caseworker recalls the payment and corrects it.");
            if (payee.AccountHash is null || !payee.AccountHash.AsSpan().SequenceEqual(order.AccountHash) || payee.AccountName != order.AccountName)
                Add(order, false, "payment.account-changed", "受助人的账户在审批后有变更；本笔仍按审批时的账户支付，请先核实，必要时由经办撤回支付。", "The payee's account was changed since; the order pays the one that was approved, check it first, and have it recalled if need be.");
        }
        return checks;

        void Add(PaymentOrder order, bool leftOut, string code, string zh, string en) =>
            checks.Add(new BatchCheck(order.Id, order.CaseNumber, order.EndToEndId, leftOut, code, zh, en));
    }
}
