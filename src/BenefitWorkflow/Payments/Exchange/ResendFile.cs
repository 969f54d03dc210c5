using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// A file whose outcome is unknown, or that the other end refused, is handed over again only when one person of finance says why the bank
/// cannot have it and another confirms it. Whatever shows that the bank has it, even for one payment, forbids it.
/// </summary>
internal sealed class ResendFile(BenefitStore store, TimeProvider time, IBankExchange? exchange = null)
{
    internal static readonly string[] MayPropose = [Roles.FinancePreparer, Roles.FinanceReleaser], MayConfirm = [Roles.FinanceReleaser];

    internal const int LongestReason = 500;

    /// <param name="Reason">How it is known that the bank never had the file; 1 to 500 characters.</param>
    public sealed record Request(string Reason);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/payment-files/{id:long}/resend", async (long id, Request request, ResendFile useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.ProposeAsync(CurrentActor.Of(http), id, request.Reason, ct))).RequireRoles(MayPropose);
        api.MapPost("/payment-files/{id:long}/resend/confirm", async (long id, long? decision, ResendFile useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.ConfirmAsync(CurrentActor.Of(http), id, decision, ct))).RequireRoles(MayConfirm);
    }

    public async Task<(ResendDecision? Decision, Refusal? Refusal)> ProposeAsync(Actor actor, long fileId, string reason, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            return (null, new Refusal("exchange.resend-reason", $"请说明如何确认银行从未收到该文件，最多 {LongestReason} 字。", $"Say how it is known that the bank never had the file, in at most {LongestReason} characters."));
        var sighting = await LookAsync(fileId, ct);
        await using var tx = await store.BeginWriteAsync(ct);
        var (file, refusal) = await CheckAsync(tx, actor, fileId, sighting, ct);
        if (refusal is not null) return (null, refusal);
        if (await WaitingAsync(tx, fileId, ct) is not null)
            return (null, new Refusal("exchange.resend-proposed", "已有重发申请等待另一人确认。", "Somebody has proposed this already; another person must confirm it."));
        var decision = new ResendDecision { Id = await tx.TakeNumbersAsync("payment_file_resends", 1, ct), FileId = file!.Id, Reason = reason.Trim(), ProposedBy = actor.Id, ProposedAt = time.GetUtcNow() };
        await tx.InsertAsync(decision, ct);
        await tx.CommitAsync(ct);
        return (decision, null);
    }

    /// <param name="seen">Id of the proposal whose reason was read; another one meanwhile is refused. Null: whichever waits.</param>
    public async Task<(ResendDecision? Decision, Refusal? Refusal)> ConfirmAsync(Actor actor, long fileId, long? seen, CancellationToken ct)
    {
        var sighting = await LookAsync(fileId, ct);
        await using var tx = await store.BeginWriteAsync(ct);
        if (await WaitingAsync(tx, fileId, ct) is not { } decision)
            return (null, new Refusal("exchange.resend-not-proposed", "没有等待确认的重发申请；请先由一人申请。", "Nobody has proposed to send this file again; one person must do so first."));
        if (seen is { } id && decision.Id != id)
            return (null, new Refusal("exchange.resend-changed", "重发申请在您查看之后已更换；请重新查看其理由后再确认。", "Another proposal has taken the place of the one you read; read its reason, then confirm."));
        if (decision.ProposedBy == actor.Id)
            return (null, new Refusal("exchange.resend-own", "申请人不得确认自己的重发申请；请由另一人确认。", "Who proposed it may not confirm it; ask another person."));
        var now = time.GetUtcNow();
        var (file, refusal) = await CheckAsync(tx, actor, fileId, sighting, ct);
        if (refusal is not null)
        {
            // What was true when it was proposed no longer is: it must not be confirmed later on.
            if (refusal.Code is not "exchange.unreachable")
            {
                decision.Drop(now);
                await tx.UpdateAsync(decision, ct);
                await tx.CommitAsync(ct);
            }
            return (null, refusal);
        }
        decision.Confirm(actor.Id, now);
        file!.AllowAgain();
        await tx.UpdateAsync(decision, ct);
        await tx.UpdateAsync(file, ct);
        await tx.CommitAsync(ct);
        return (decision, null);
    }

    private async Task<Sighting> LookAsync(long fileId, CancellationToken ct)
    {
        if (exchange is null) return new Sighting.Absent();
        await using var db = store.Read();
        return await db.PaymentFiles.Where(f => f.Id == fileId).Select(f => f.FileName).SingleOrDefaultAsync(ct) is { } name ? await exchange.FindAsync(name, ct) : new Sighting.Absent();
    }

    private static async Task<(PaymentFile? File, Refusal? Refusal)> CheckAsync(WriteTransaction tx, Actor actor, long fileId, Sighting sighting, CancellationToken ct)
    {
        if (await tx.Db.PaymentFiles.SingleOrDefaultAsync(f => f.Id == fileId, ct) is not { } file) return (null, BatchFile.Unknown);
        var programme = await tx.Db.PaymentBatches.Where(b => b.Id == file.BatchId).Select(b => b.ProgrammeKey).SingleAsync(ct);
        if (RoleRefusal.Unless(actor, programme, null, [.. MayPropose, .. MayConfirm]) is { } lacking) return (file, lacking);
        if (file.State is not (PaymentFileState.Unknown or PaymentFileState.Refused))
            return (file, new Refusal("exchange.resend-state", $"文件 {file.FileName} 的状态为 {file.State}，不需要也不得重发。", $"The file {file.FileName} is {file.State}; it need not and may not be sent again."));
        if (BankReasons.IsDuplicate(file.ReasonCode) || (await FilePart.OrdersAsync(tx.Db, file, ct)).Exists(o => o.IsAnswered))
            return (file, new Refusal("exchange.bank-has-it", $"银行已答复过文件 {file.FileName}，说明已收到；不得重发，请向银行查询其余各笔。", $"The bank has answered to {file.FileName}, so it has it; do not send it again, ask the bank about the payments that are open."));
        return (file, sighting switch
        {
            Sighting.Present there when there.Is(file.Bytes, file.Sha256) => new Refusal("exchange.is-there",
                $"银行端存有完整的文件 {file.FileName}；不得重发。", $"The file {file.FileName} lies whole at the bank's end; it may not be sent again."),
            Sighting.Present => ExchangeProblems.NameTaken(file.FileName),
            Sighting.Unsure(var reason) => reason,
            _ => null,
        });
    }

    private static Task<ResendDecision?> WaitingAsync(WriteTransaction tx, long fileId, CancellationToken ct) =>
        tx.Db.ResendDecisions.SingleOrDefaultAsync(d => d.FileId == fileId && d.ConfirmedAt == null && d.DroppedAt == null, ct);

    private static IResult Answer((ResendDecision? Decision, Refusal? Refusal) result) => result.Refusal is { } refusal
        ? Problems.Of(refusal, refusal == BatchFile.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity)
        : Results.Ok(result.Decision);
}
