using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exceptions;

/// <summary>
/// POST /api/bank-results/{file}/rows/{row}/adopt and /dismiss: a second person settles a row that was refused. After a restored backup the bank has
/// paid what waits for a batch here: adopting books it as released and credited when the bank says, without a file. Dismissing only says that it was looked at.
/// </summary>
public sealed class SettleRow(BenefitStore store, CaseExecutor executor, SendingLock sending, TimeProvider time)
{
    /// <summary>Most characters of the reason.</summary>
    public const int LongestReason = 500;

    internal static readonly string[] May = [Roles.FinanceReleaser];

    /// <param name="Reason">What was found, 1 to 500 characters.</param>
    public sealed record Request(string Reason);

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var (route, adopt) in ((string, bool)[])[("adopt", true), ("dismiss", false)])
            api.MapPost("/bank-results/{file:long}/rows/{row:int}/" + route, async (long file, int row, Request request, SettleRow useCase, HttpContext http, CancellationToken ct) =>
                await useCase.RunAsync(CurrentActor.Of(http), file, row, adopt, request.Reason, ct) is not { } refusal ? Results.Ok()
                : Problems.Of(refusal, refusal == ReadBankResults.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity)).RequireRoles(May);
    }

    /// <summary>Whether the bank has credited what still waits here: what <see cref="RunAsync"/> can adopt, also where the order came after the row was dismissed.</summary>
    internal static bool CanAdopt(BankResultLine line, PaymentState? order) =>
        line is { State: BankResultLineState.Refused or BankResultLineState.Dismissed, Result: BankResult.Settled } && order == PaymentState.Ordered;

    /// <returns>Null where it was done.</returns>
    public async Task<Refusal?> RunAsync(Actor actor, long file, int row, bool adopt, string reason, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, May) is { } lacking) return lacking;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            return new Refusal("payment.row-reason", $"请说明核对结果（1 至 {LongestReason} 字）。", $"Say what was found (1 to {LongestReason} characters).");
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.BankResultLines.SingleOrDefaultAsync(l => l.FileId == file && l.Row == row, ct) is not { } line) return ReadBankResults.Unknown;
        if (line.State != BankResultLineState.Refused && !(adopt && line.State == BankResultLineState.Dismissed))
            return new Refusal("payment.row-not-refused", $"第 {row} 行不是未处理的行；无需再办。", $"Row {row} is not one that was refused; nothing to do.");
        if (await tx.Db.BankResultFiles.AnyAsync(f => f.Id == file && f.TakenInBy == actor.Id, ct))
            return new Refusal("payment.row-second-person", "导入回单的人不得处理其未通过的行；请由另一名复核人员办理。", "Who took the answer in may not settle its refused rows; ask another releaser.");
        long? booked = null;
        if (adopt)
        {
            (booked, var refusal) = await AdoptAsync(tx, actor, line, reason, ct);
            if (refusal is not null) return refusal;
        }
        line.Settle(booked, actor.Id, reason.Trim(), time.GetUtcNow());
        await tx.UpdateAsync(line, ct);
        // A backup of before the row was booked knows nothing of it and would pay.
        await (adopt ? sending.CommitAsync(tx, ct) : tx.CommitAsync(ct));
        return null;
    }

    private async Task<(long? Order, Refusal? Refusal)> AdoptAsync(WriteTransaction tx, Actor actor, BankResultLine line, string reason, CancellationToken ct)
    {
        // A row without an end-to-end id was matched by account, amount and name.
        var order = await tx.Db.PaymentOrders.SingleOrDefaultAsync(o => line.EndToEndId != "" ? o.EndToEndId == line.EndToEndId : o.Id == line.OrderId, ct);
        if (order is null || line.Result != BankResult.Settled) return (null, NotWaiting(line.Row));
        // The whole row's amount must be there: nothing is booked on a word that names no sum.
        if (line.AmountFen != order.AmountFen)
            return (null, new Refusal("payment.amount-mismatch", $"第 {line.Row} 行金额与支付指令不一致；请向银行核实，未处理。", $"Row {line.Row}: the amount is not the order's; ask the bank, nothing was done."));
        if (order.State == PaymentState.Batched)
            return (null, new Refusal("payment.in-batch", "该支付已列入待放行批次；请先由财务解散该批次。", "The payment is in a batch that waits for release; ask finance to dissolve that batch first."));
        if (!CanAdopt(line, order.State)) return (null, NotWaiting(line.Row));
        // The bank may date by the day only; nothing was credited before it was ordered.
        var at = line.StatedAt!.Value < order.OrderedAt ? order.OrderedAt : line.StatedAt.Value;
        var data = new Dictionary<string, object?> { ["orderId"] = order.Id, ["atMs"] = at.ToUnixTimeMilliseconds() };
        var outcome = (await executor.SignalWithinAsync(tx, actor, [new CaseSignal(order.CaseId, new Signal(PaymentSignals.Adopt, data), Reason: reason)], ct))[0];
        return outcome.Kind == CaseOutcomeKind.Applied ? (order.Id, null) : (null, outcome.Refusal ?? PayInCash.Incident(order));
    }

    private static Refusal NotWaiting(int row) => new("payment.row-not-adoptable", $"第 {row} 行不是银行已入账而本系统待付的支付；请核对后否定该行或更正数据。",
        $"Row {row} is no credit of a payment that waits here; check it, then dismiss the row or put the data right.");
}
