using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What the releaser sees before the release.</summary>
/// <param name="TotalFen">Sum of the rows as they are now.</param>
/// <param name="TotalInWords">The same in formal capitals (大写).</param>
/// <param name="NeedsSecondChecker">True where the programme wants a check by one person and the release by another.</param>
/// <param name="Blocked">True where the batch cannot be released as it is.</param>
/// <param name="Refusals">What concerns the batch as a whole; empty where nothing does.</param>
/// <param name="Rows">What concerns single orders; <c>LeftOut</c> here means: blocks the release.</param>
public sealed record BatchReport(
    BatchView Batch, int Count, long TotalFen, string Total, string TotalInWords, bool NeedsSecondChecker, bool Blocked, IReadOnlyList<Refusal> Refusals, IReadOnlyList<BatchCheck> Rows);

/// <summary>GET /api/payment-batches/{id}/check: the report. POST: a second person has checked a batch above the limit.</summary>
public sealed class CheckBatch(BenefitStore store, ProgrammeCatalog catalog, BatchDigest digest, BatchFileChecks files, TimeProvider time)
{
    internal static readonly string[] MayConfirm = [Roles.FinanceReleaser];

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/payment-batches/{id:long}/check", async (long id, CheckBatch useCase, HttpContext http, CancellationToken ct) =>
            await useCase.ReadAsync(ReadPayments.Within(CurrentActor.Of(http)), id, ct) is { } report ? Results.Ok(report) : Problems.NotFound(BatchView.Unknown))
            .RequireRoles(ReadPayments.Readers);
        api.MapPost("/payment-batches/{id:long}/check", async (long id, CheckBatch useCase, HttpContext http, CancellationToken ct) =>
        {
            var (batch, refusal) = await useCase.ConfirmAsync(CurrentActor.Of(http), id, ct);
            return refusal is null ? Results.Ok(new { batch = BatchView.Of(batch!) })
                : Problems.Of(refusal, batch is null ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
        }).RequireRoles(MayConfirm);
    }

    /// <summary>The report; null where there is no such batch.</summary>
    public async Task<BatchReport?> ReadAsync(CaseScope within, long id, CancellationToken ct)
    {
        await using var db = store.Read();
        return await within.LimitWhole(db.PaymentBatches, b => b.ProgrammeKey).SingleOrDefaultAsync(b => b.Id == id, ct) is { } batch ? await ReportAsync(db, batch, ct) : null;
    }

    /// <summary>Records that somebody other than the preparer has checked the batch.</summary>
    public async Task<(PaymentBatch? Batch, Refusal? Refusal)> ConfirmAsync(Actor actor, long id, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<PaymentBatch>([id], ct)).SingleOrDefault() is not { } batch) return (null, BatchView.Unknown);
        if (RoleRefusal.Unless(actor, batch.ProgrammeKey, null, MayConfirm) is { } lacking) return (batch, lacking);
        if (batch.State != BatchState.Prepared) return (batch, BatchView.NotPrepared(batch));
        if (batch.PreparedBy == actor.Id) return (batch, new Refusal("payment.checker-prepared", "制单人不得复核自己的批次；请由另一人复核。", "Who prepared a batch may not check it; ask another person."));
        var report = await ReportAsync(tx.Db, batch, ct);
        if (report.Blocked) return (batch, new Refusal("payment.check-blocked", "批次有不得放行的问题，不能复核通过；请查看复核报告。", "The batch has findings that block its release; see the report of the check."));
        batch.Check(actor.Id, time.GetUtcNow());
        await tx.UpdateAsync(batch, ct);
        await tx.CommitAsync(ct);
        return (batch, null);
    }

    internal async Task<BatchReport> ReportAsync(BenefitDb db, PaymentBatch batch, CancellationToken ct)
    {
        var orders = await db.PaymentOrders.Where(o => o.BatchId == batch.Id).OrderBy(o => o.Id).ToListAsync(ct);
        var programme = catalog.Find(batch.ProgrammeKey);
        var refusals = new List<Refusal>();
        if (!digest.Matches(batch, orders))
            refusals.Add(new Refusal("payment.batch-changed", "批次内容与制单时不一致，不得放行；请解散后重新制单，并查明原因。", "The batch is not what was prepared; dissolve it, prepare it again and find out why."));
        if (programme?.Payments?.BatchLimitFen is { } limit && batch.TotalFen > limit)
            refusals.Add(new Refusal("payment.batch-above-limit", $"批次合计 {new Money(batch.TotalFen)} 元，超过单批上限 {new Money(limit)} 元；请解散后分批制单。",
                $"The batch comes to {new Money(batch.TotalFen)} yuan, above the limit of {new Money(limit)}; dissolve it and prepare smaller ones."));
        refusals.AddRange(await OverBudgetAsync(db, batch, orders, ct));
        var problems = await files.Of(db, batch, orders, ct);
        refusals.AddRange(problems.Where(p => p.CaseId is null).Select(p => p.Refusal));
        // Shared accounts were accepted by the preparer, or the order would not be here.
        var rows = BatchChecks.Of(orders, await BatchEvidence.LoadAsync(db, orders, ct), programme?.OverlapPolicy.SameProgrammeYear ?? OverlapRule.Blocked, acceptSharedAccounts: true).ToList();
        foreach (var problem in problems.Where(p => p.CaseId is not null))
            rows.Add(new BatchCheck(orders.Find(o => o.CaseId == problem.CaseId)!.Id, problem.CaseNumber!, problem.EndToEndId!, true, problem.Refusal.Code, problem.Refusal.Zh, problem.Refusal.En));
        var total = new Money(orders.Sum(o => o.AmountFen));
        return new BatchReport(BatchView.Of(batch), orders.Count, total.Fen, total.ToString(), total.InWords(), NeedsSecondChecker(batch),
            refusals.Count > 0 || rows.Any(row => row.LeftOut), refusals, rows);
    }

    internal bool NeedsSecondChecker(PaymentBatch batch) => catalog.Find(batch.ProgrammeKey)?.Payments?.SecondCheckerAboveFen is { } above && batch.TotalFen > above;

    /// <summary>Sources that would have paid and committed more than their ceiling once the batch is released.</summary>
    private static async Task<IReadOnlyList<Refusal>> OverBudgetAsync(BenefitDb db, PaymentBatch batch, List<PaymentOrder> orders, CancellationToken ct)
    {
        var cases = orders.ConvertAll(o => o.CaseId);
        var shares = await db.Reservations.Where(r => cases.Contains(r.CaseId) && r.State == ReservationState.Pending)
            .GroupBy(r => r.SourceKey).Select(g => new { Source = g.Key, Fen = g.Sum(r => r.AmountFen) }).ToListAsync(ct);
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == batch.ProgrammeKey && a.Year == batch.Year).ToListAsync(ct);
        var refusals = new List<Refusal>();
        foreach (var account in accounts)
        {
            var share = batch.State == BatchState.Prepared ? shares.Find(s => s.Source == account.SourceKey)?.Fen ?? 0 : 0;
            var spent = account.PaidFen + account.ReleasedFen + share;
            if (spent > account.CeilingFen || !account.Balances)
                refusals.Add(new Refusal("payment.over-budget", $"放行后资金来源“{account.SourceKey}”支出 {new Money(spent)} 元，超过上限 {new Money(account.CeilingFen)} 元；请先调整额度或减少笔数。",
                    $"After the release source '{account.SourceKey}' would have {new Money(spent)} yuan out, above its ceiling of {new Money(account.CeilingFen)}; adjust the ceiling or take fewer orders."));
        }
        var held = shares.Sum(s => s.Fen);
        if (batch.State == BatchState.Prepared && held != orders.Sum(o => o.AmountFen))
            refusals.Add(new Refusal("payment.not-reserved", $"批次各笔占用的资金合计 {new Money(held)} 元，与批次金额不符；请停止放行并核对台账。",
                $"The rows of the batch hold {new Money(held)} yuan of their sources, not the batch's amount; stop releasing and check the ledger."));
        return refusals;
    }
}
