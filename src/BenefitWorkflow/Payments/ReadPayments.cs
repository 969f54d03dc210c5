using BenefitWorkflow.Cases;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Orders and batches as finance and those who watch it see them; accounts masked.</summary>
internal static class ReadPayments
{
    /// <summary>Who looks at money: finance and those who watch it.</summary>
    internal static readonly string[] Readers = [Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor];

    public static CaseScope Within(Actor actor) => CaseScope.Of(actor, Readers);

    private const int DefaultLimit = 100, MaximumLimit = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/payments", OrdersAsync).RequireRoles(Readers);
        api.MapGet("/payment-batches", BatchesAsync).RequireRoles(Readers);
    }

    private static async Task<IResult> OrdersAsync(HttpContext http, BenefitStore store, Protector protector, string? programme, string? state, long? batch, long? after, int? limit, CancellationToken ct)
    {
        if (!Lists.TryState<PaymentState>(state, out var wanted, out var unknown)) return unknown;
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var orders = Within(CurrentActor.Of(http)).LimitWhole(db.PaymentOrders, o => o.ProgrammeKey).Where(o => o.Id > (after ?? 0));
        if (programme is not null) orders = orders.Where(o => o.ProgrammeKey == programme);
        if (wanted is not null) orders = orders.Where(o => o.State == wanted);
        if (batch is not null) orders = orders.Where(o => o.BatchId == batch);
        var rows = await orders.OrderBy(o => o.Id).Take(take + 1).ToListAsync(ct);
        return Results.Ok(new
        {
            items = rows.Take(take).Select(o => new
            {
                o.Id, o.CaseId, o.CaseNumber, programme = o.ProgrammeKey, o.Year, o.Instalment, o.Attempt, o.EndToEndId, o.AmountFen, o.AccountName, o.BankName,
                account = Mask(protector.Decrypt(o.AccountCipher)), state = o.State.ToString(), channel = o.Channel.ToString(), o.BatchId, o.OrderedAt, o.DueAt, o.ReleasedAt, o.SentAt, o.UnknownAt, o.SettledAt, o.EndedAt,
                o.ReasonCode, advice = BankReasons.Find(o.ReasonCode) is { } reason ? new { reason.Who, reason.Zh, reason.En, reason.AdviceZh, reason.AdviceEn } : null, o.OnTime, o.WorkingDaysUsed, o.ReplacesOrderId,
            }),
            next = rows.Count > take ? rows[take - 1].Id : (long?)null,
        });
    }

    private static async Task<IResult> BatchesAsync(HttpContext http, BenefitStore store, string? programme, string? state, long? after, int? limit, CancellationToken ct)
    {
        if (!Lists.TryState<BatchState>(state, out var wanted, out var unknown)) return unknown;
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var batches = Within(CurrentActor.Of(http)).LimitWhole(db.PaymentBatches, b => b.ProgrammeKey).Where(b => b.Id > (after ?? 0));
        if (programme is not null) batches = batches.Where(b => b.ProgrammeKey == programme);
        if (wanted is not null) batches = batches.Where(b => b.State == wanted);
        var rows = await batches.OrderBy(b => b.Id).Take(take + 1).ToListAsync(ct);
        return Results.Ok(new { items = rows.Take(take).Select(BatchView.Of), next = rows.Count > take ? rows[take - 1].Id : (long?)null });
    }

    internal static string Mask(string account) => account.Length > 8 ? "****" + account[^4..] : "****";
}
