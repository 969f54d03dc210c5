using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications;

/// <summary>Everybody's own notifications and choices; nobody sees another's.</summary>
internal static class Inbox
{
    private const int UsualPage = 50, LargestPage = 200;

    /// <param name="Ids">At most 5,000; null: none.</param>
    /// <param name="UpTo">Everything up to this id; null: only <paramref name="Ids"/>.</param>
    public sealed record ReadRequest(IReadOnlyList<long>? Ids = null, long? UpTo = null);

    /// <param name="Email">Null or empty: no e-mail.</param>
    public sealed record Choices(MailChoice Mail, NotificationKind From, string? Email = null)
    {
        public override string ToString() => nameof(Choices);
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/notifications");
        group.MapGet("", ListAsync);
        group.MapPost("/read", ReadAsync);
        group.MapGet("/preferences", ShowAsync);
        group.MapPut("/preferences", ChooseAsync);
        group.MapGet("/deliveries", DeliveriesAsync).RequireRoles(Roles.Administrator);
    }

    /// <summary>Newest first.</summary>
    private static async Task<IResult> ListAsync(BenefitStore store, HttpContext http, bool? unread, long? before, int? limit, CancellationToken ct)
    {
        var (account, take) = (CurrentActor.Of(http).Id, Math.Clamp(limit ?? UsualPage, 1, LargestPage));
        await using var db = store.Read();
        var mine = db.Notifications.Where(n => n.AccountId == account);
        var rows = await mine.Where(n => (before == null || n.Id < before) && (unread != true || n.ReadAt == null)).OrderByDescending(n => n.Id).Take(take + 1)
            .Select(n => new { n.Id, n.Kind, n.Role, n.Zh, n.En, n.CreatedAt, n.ReadAt }).ToListAsync(ct);
        return Results.Ok(new { items = rows.Take(take), unread = await mine.CountAsync(n => n.ReadAt == null, ct), next = rows.Count > take ? rows[take - 1].Id : (long?)null });
    }

    private static async Task<IResult> ReadAsync(ReadRequest request, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (request is { Ids: null, UpTo: null })
            return Problems.Of(new Refusal("notification.nothing-named", "请给出 ids 或 upTo。", "Give ids or upTo."), StatusCodes.Status400BadRequest);
        if (request.Ids is { Count: > 0 } && Lists.Check(request.Ids) is { } bad) return bad;
        var (account, ids, upTo) = (CurrentActor.Of(http).Id, request.Ids ?? [], request.UpTo ?? 0);
        await using var tx = await store.BeginWriteAsync(ct);
        var rows = await tx.Db.Notifications.Where(n => n.AccountId == account && n.ReadAt == null && (n.Id <= upTo || ids.Contains(n.Id))).ToListAsync(ct);
        var now = time.GetUtcNow();
        foreach (var row in rows) row.Read(now);
        await tx.Bulk.UpdateAsync(rows, ct);
        await tx.CommitAsync(ct);
        return Results.Ok(new { read = rows.Count });
    }

    private static async Task<IResult> ShowAsync(BenefitStore store, HttpContext http, CancellationToken ct)
    {
        var account = CurrentActor.Of(http).Id;
        await using var db = store.Read();
        var choice = await db.NotificationChoices.FirstOrDefaultAsync(c => c.AccountId == account, ct) ?? new NotificationChoice { AccountId = account };
        return Results.Ok(new Choices(choice.Mail, choice.LeastKind, await db.Accounts.Where(a => a.Id == account).Select(a => a.Email).SingleAsync(ct)));
    }

    private static async Task<IResult> ChooseAsync(Choices request, BenefitStore store, AccountStore accounts, HttpContext http, CancellationToken ct)
    {
        if (request.From > NotificationKind.Escalated)
            return Problems.Of(new Refusal("notification.from", "from 应为 dueSoon、due、late 或 escalated；请更正。", "from is dueSoon, due, late or escalated; correct it."));
        var account = CurrentActor.Of(http).Id;
        if (await accounts.SetEmailAsync(account, request.Email, ct) is { } refusal) return Problems.Of(refusal);
        await using var tx = await store.BeginWriteAsync(ct);
        var known = await tx.Db.NotificationChoices.FirstOrDefaultAsync(c => c.AccountId == account, ct);
        var choice = known ?? new NotificationChoice { AccountId = account };
        choice.Set(request.Mail, request.From);
        await (known is null ? tx.InsertAsync(choice, ct) : tx.UpdateAsync(choice, ct));
        await tx.CommitAsync(ct);
        return Results.NoContent();
    }

    private static async Task<IResult> DeliveriesAsync(BenefitStore store, string? state, long? after, CancellationToken ct)
    {
        if (!Lists.TryState<DeliveryState>(state, out var wanted, out var unknown)) return unknown;
        await using var db = store.Read();
        var items = await db.Deliveries.Where(d => d.Id > (after ?? 0) && (wanted == null || d.State == wanted)).OrderBy(d => d.Id).Take(LargestPage)
            .Select(d => new { d.Id, d.Way, d.Target, d.State, d.Attempts, d.NextAt, d.CreatedAt, d.EndedAt, d.Error }).ToListAsync(ct);
        return Results.Ok(new { items });
    }
}
