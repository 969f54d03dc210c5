using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exceptions;

/// <summary>
/// POST /api/payments/{id}/cash (form: file, reason) proposes cash with its voucher; /cash/confirm by another person settles the order;
/// /cash/drop gives it back to the bank; GET /cash/voucher is the document.
/// </summary>
public sealed class PayInCash(BenefitStore store, CaseExecutor executor, Protector protector, SendingLock sending, TimeProvider time)
{
    /// <summary>A scanned page; the database keeps it.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    internal static readonly string[] MayPropose = [Roles.FinancePreparer], MayConfirm = [Roles.FinanceReleaser], MayDrop = [Roles.FinancePreparer, Roles.FinanceReleaser],
        MayReadVouchers = [Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor];

    /// <param name="At">When the cash was handed over; null: now.</param>
    /// <param name="VoucherSha256">Hex of the voucher that was looked at; another one meanwhile is refused. Null: whichever is there.</param>
    public sealed record ConfirmRequest(DateTimeOffset? At = null, string? VoucherSha256 = null);

    internal static void Map(IEndpointRouteBuilder api)
    {
        var cash = api.MapGroup("/payments/{id:long}/cash");
        cash.MapPost("", async (long id, IFormFile file, [FromForm] string reason, PayInCash useCase, HttpContext http, CancellationToken ct) =>
        {
            if (file.Length > MaximumBytes) return Problems.Of(TooLarge, StatusCodes.Status413PayloadTooLarge);
            using var content = new MemoryStream();
            await file.CopyToAsync(content, ct);
            return Answer(await useCase.ProposeAsync(CurrentActor.Of(http), id, reason, file.FileName, content.ToArray(), ct));
        }).DisableAntiforgery().RequireRoles(MayPropose);
        cash.MapPost("/confirm", async (long id, ConfirmRequest? request, PayInCash useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.ConfirmAsync(CurrentActor.Of(http), id, request, ct))).RequireRoles(MayConfirm);
        cash.MapPost("/drop", async (long id, PayInCash useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.DropAsync(CurrentActor.Of(http), id, ct))).RequireRoles(MayDrop);
        cash.MapGet("/voucher", async (long id, PayInCash useCase, HttpContext http, CancellationToken ct) =>
        {
            if (await useCase.VoucherAsync(CurrentActor.Of(http), id, ct) is not { } voucher) return Problems.NotFound(NoVoucher);
            http.Response.Headers.CacheControl = "no-store";
            return Results.File(voucher.Content, "application/octet-stream", voucher.Name);
        }).RequireRoles(MayReadVouchers);
    }

    public async Task<Refusal?> ProposeAsync(Actor actor, long orderId, string reason, string fileName, byte[] content, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 1_000) return new Refusal("payment.cash-reason", "请说明不能转账的原因（1 至 1000 字）。", "Say why the bank cannot do it (1 to 1,000 characters).");
        if (content.Length is 0 or > MaximumBytes) return new Refusal("payment.voucher-size", "凭证为空或超过 2 MB；请上传领款凭证。", "The voucher is empty or exceeds 2 MB; upload the signed voucher.");
        var (document, unfit) = DocumentFile.Read(fileName, content);
        if (document is null) return unfit;
        return await SignalAsync(actor, orderId, CashSignals.Propose, [], reason, async (tx, order, known, now) =>
        {
            var stated = new CashVoucher
            {
                Id = orderId, CaseId = order.CaseId, Reason = reason.Trim(), FileNameCipher = protector.Encrypt(document.Name), MediaType = document.MediaType, Hash = document.Hash,
                ContentCipher = protector.Encrypt(document.Bytes), ProposedBy = actor.Id, ProposedAt = now,
            };
            await (known is null ? tx.InsertAsync(stated, ct) : tx.UpdateAsync(stated, ct));
            return null;
        }, ct);
    }

    public async Task<Refusal?> ConfirmAsync(Actor actor, long orderId, ConfirmRequest? request, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await db.CashVouchers.Where(v => v.Id == orderId).Select(v => v.Hash).SingleOrDefaultAsync(ct) is not { } hash) return NoVoucher;
        if (request?.VoucherSha256 is { } seen && !seen.Equals(Convert.ToHexStringLower(hash), StringComparison.OrdinalIgnoreCase)) return Changed;
        return await SignalAsync(actor, orderId, CashSignals.Confirm,
            new() { ["atMs"] = (request?.At ?? time.GetUtcNow()).ToUnixTimeMilliseconds(), ["voucherSha256"] = Convert.ToHexStringLower(hash) }, null, async (tx, _, voucher, now) =>
            {
                // Between the two the document may have been replaced; what was looked at is what counts.
                if (!voucher!.Hash.AsSpan().SequenceEqual(hash)) return Changed;
                voucher.Confirm(actor.Id, now);
                await tx.UpdateAsync(voucher, ct);
                return null;
            }, ct);
    }

    public Task<Refusal?> DropAsync(Actor actor, long orderId, CancellationToken ct) =>
        SignalAsync(actor, orderId, CashSignals.Drop, [], null, (_, _, _, _) => Task.FromResult<Refusal?>(null), ct);

    public async Task<(string Name, byte[] Content)?> VoucherAsync(Actor actor, long orderId, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await CaseScope.Of(actor, MayReadVouchers).LimitWhole(db.PaymentOrders, o => o.ProgrammeKey).AnyAsync(o => o.Id == orderId, ct)) return null;
        return await db.CashVouchers.SingleOrDefaultAsync(v => v.Id == orderId, ct) is { } voucher
            ? (protector.Decrypt(voucher.FileNameCipher), protector.DecryptBytes(voucher.ContentCipher)) : null;
    }

    private async Task<Refusal?> SignalAsync(
        Actor actor, long orderId, string signal, Dictionary<string, object?> data, string? reason, Func<WriteTransaction, PaymentOrder, CashVoucher?, DateTimeOffset, Task<Refusal?>> write, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<PaymentOrder>([orderId], ct)).SingleOrDefault() is not { } order) return Unknown;
        // Cash is money let go like any other: a backup of before must not have the bank pay it once more.
        var leaves = signal == CashSignals.Confirm;
        if (leaves && await sending.RefusalAsync(tx.Db, ct) is { } locked) return locked;
        if (signal != CashSignals.Drop && (await BatchEvidence.CreditedAsync(tx.Db, [(order.CaseId, order.CaseNumber)], evenDismissed: true, ct)).Count > 0) return BatchChecks.BankHasPaid;
        var voucher = await tx.Db.CashVouchers.SingleOrDefaultAsync(v => v.Id == orderId, ct);
        data["orderId"] = orderId;
        var outcome = (await executor.SignalWithinAsync(tx, actor, [new CaseSignal(order.CaseId, new Signal(signal, data), Reason: reason)], ct))[0];
        if (outcome.Kind != CaseOutcomeKind.Applied) return outcome.Refusal ?? Incident(order);
        if (await write(tx, order, voucher, time.GetUtcNow()) is { } refusal) return refusal;
        await (leaves ? sending.CommitAsync(tx, ct) : tx.CommitAsync(ct));
        return null;
    }

    private static IResult Answer(Refusal? refusal) => refusal is null ? Results.Ok(new { done = true })
        : Problems.Of(refusal, refusal.Code is "payment.unknown-payment" or "payment.no-voucher" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);

    internal static Refusal TooLarge { get; } = new("payment.voucher-size", "凭证超过 2 MB；请压缩后上传。", "The voucher exceeds 2 MB; make it smaller.");

    internal static Refusal Unknown { get; } = new("payment.unknown-payment", "没有这笔支付；请核对编号。", "There is no such payment; check its id.");

    internal static Refusal Incident(PaymentOrder order) => new("case.incident",
        $"案件 {order.CaseNumber} 处理时出错；请由管理员查看后重试。", $"Case {order.CaseNumber}: the step failed; have the administrator look at it, then try again.");

    private static readonly Refusal Changed = new("payment.voucher-changed", "凭证在您查看之后已更换；请重新查看后再确认。", "The voucher is not the one you looked at; look at the one that is there now, then confirm.");

    private static readonly Refusal NoVoucher = new("payment.no-voucher", "该支付没有现金凭证；请先提出现金发放并上传凭证。", "The payment has no voucher; propose cash and upload one first.");
}
