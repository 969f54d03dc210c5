using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exceptions;

/// <summary>
/// POST /api/recoveries opens the claim of a wrong payment; /{id}/recovered and /{id}/write-off end it, by another person and with a document;
/// GET /api/recoveries lists them.
/// </summary>
public sealed class RecoverPayment(BenefitStore store, CaseExecutor executor, TimeProvider time)
{
    internal static readonly string[] MayOpen = [Roles.FinancePreparer], MayEnd = [Roles.FinanceReleaser];

    internal const int MaximumDocument = 100;

    private const int MaximumListed = 1_000;

    public sealed record OpenRequest(long OrderId, string Reason);

    /// <param name="DocumentNumber">Of the receipt, or of the decision to give the claim up; 1 to 100 characters.</param>
    /// <param name="At">When the money came back; null: now. Means nothing for a claim that is given up.</param>
    public sealed record EndRequest(string DocumentNumber, DateTimeOffset? At = null);

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/recoveries", async (OpenRequest request, RecoverPayment useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.OpenAsync(CurrentActor.Of(http), request.OrderId, request.Reason, ct))).RequireRoles(MayOpen);
        foreach (var (route, state) in ((string, RecoveryState)[])[("recovered", RecoveryState.Recovered), ("write-off", RecoveryState.WrittenOff)])
            api.MapPost("/recoveries/{id:long}/" + route, async (long id, EndRequest request, RecoverPayment useCase, HttpContext http, CancellationToken ct) =>
                Answer(await useCase.EndAsync(CurrentActor.Of(http), id, state, request, ct))).RequireRoles(MayEnd);
        api.MapGet("/recoveries", async (string? state, HttpContext http, BenefitStore store, CancellationToken ct) =>
        {
            if (!Lists.TryState<RecoveryState>(state, out var wanted, out var unknown)) return unknown;
            await using var db = store.Read();
            return Results.Ok(new { items = await ListAsync(db, ReadPayments.Within(CurrentActor.Of(http)), wanted, ct) });
        }).RequireRoles(ReadPayments.Readers);
    }

    /// <summary>Open ones first, then the newest.</summary>
    internal static Task<List<Recovery>> ListAsync(BenefitDb db, CaseScope within, RecoveryState? state, CancellationToken ct) =>
        within.LimitWhole(db.Recoveries, r => r.ProgrammeKey).Where(r => state == null || r.State == state).OrderBy(r => r.State == RecoveryState.Open ? 0 : 1).ThenByDescending(r => r.Id).Take(MaximumListed).ToListAsync(ct);

    public async Task<(Recovery? Recovery, Refusal? Refusal)> OpenAsync(Actor actor, long orderId, string reason, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 1_000) return (null, new Refusal("payment.recovery-reason", "请说明追回的原因（1 至 1000 字）。", "Say why the payment was wrong (1 to 1,000 characters)."));
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<PaymentOrder>([orderId], ct)).SingleOrDefault() is not { } order) return (null, PayInCash.Unknown);
        if (await tx.Db.Recoveries.AnyAsync(r => r.OrderId == orderId && r.IsOpen, ct))
            return (null, new Refusal("payment.recovery-open", $"支付 {order.EndToEndId} 已在追回中；请先办结。", $"Payment {order.EndToEndId} is being recovered already; end that first."));
        if (await SignalAsync(tx, actor, order, RecoverySignals.Open, reason, [], ct) is { } refusal) return (null, refusal);
        var recovery = new Recovery
        {
            Id = await tx.TakeNumbersAsync("recoveries", 1, ct), OrderId = order.Id, CaseId = order.CaseId, CaseNumber = order.CaseNumber, EndToEndId = order.EndToEndId,
            ProgrammeKey = order.ProgrammeKey, Year = order.Year, AmountFen = order.AmountFen, Reason = reason.Trim(), OpenedBy = actor.Id, OpenedAt = time.GetUtcNow(),
        };
        await tx.InsertAsync(recovery, ct);
        await tx.CommitAsync(ct);
        return (recovery, null);
    }

    /// <param name="state">Recovered or WrittenOff.</param>
    public async Task<(Recovery? Recovery, Refusal? Refusal)> EndAsync(Actor actor, long id, RecoveryState state, EndRequest request, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.DocumentNumber) || request.DocumentNumber.Length > MaximumDocument)
            return (null, new Refusal("payment.recovery-document", $"请填写收款凭证或核销决定的编号（1 至 {MaximumDocument} 字）。", $"Give the number of the receipt or of the decision (1 to {MaximumDocument} characters)."));
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<Recovery>([id], ct)).SingleOrDefault() is not { } recovery) return (null, NotFound);
        if (RoleRefusal.Unless(actor, recovery.ProgrammeKey, null, MayEnd) is { } lacking) return (null, lacking);
        if (recovery.State == state) return (recovery, null);
        if (!recovery.IsOpen) return (null, new Refusal("payment.recovery-ended", "该追回已办结。", "The recovery has ended; nothing more to do."));
        if (recovery.OpenedBy == actor.Id) return (null, new Refusal("payment.recovery-second-person", "提出追回的人不得办结；请由另一人办理。", "Who opened a recovery may not end it; ask another person."));
        var order = (await tx.LockAsync<PaymentOrder>([recovery.OrderId], ct)).Single();
        var data = new Dictionary<string, object?> { ["recoveryId"] = id, ["atMs"] = (request.At ?? time.GetUtcNow()).ToUnixTimeMilliseconds() };
        // The bank may have sent it back meanwhile: then the case has gone on, and the claim is met.
        var met = state == RecoveryState.Recovered && order.State == PaymentState.Returned;
        if (!met && await SignalAsync(tx, actor, order, state == RecoveryState.Recovered ? RecoverySignals.Recover : RecoverySignals.WriteOff, request.DocumentNumber, data, ct) is { } refusal)
            return (null, refusal);
        recovery.End(state, request.DocumentNumber.Trim(), actor.Id, time.GetUtcNow());
        await tx.UpdateAsync(recovery, ct);
        await tx.CommitAsync(ct);
        return (recovery, null);
    }

    private async Task<Refusal?> SignalAsync(WriteTransaction tx, Actor actor, PaymentOrder order, string signal, string reason, Dictionary<string, object?> data, CancellationToken ct)
    {
        data["orderId"] = order.Id;
        var outcome = (await executor.SignalWithinAsync(tx, actor, [new CaseSignal(order.CaseId, new Signal(signal, data), Reason: reason)], ct))[0];
        return outcome.Kind == CaseOutcomeKind.Applied ? null : outcome.Refusal ?? PayInCash.Incident(order);
    }

    private static IResult Answer((Recovery? Recovery, Refusal? Refusal) result) => result.Refusal is { } refusal
        ? Problems.Of(refusal, refusal.Code is "payment.unknown-recovery" or "payment.unknown-payment" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity)
        : Results.Ok(result.Recovery);

    private static readonly Refusal NotFound = new("payment.unknown-recovery", "没有这项追回；请核对编号。", "There is no such recovery; check its id.");
}
