using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications;

/// <summary>Everybody's own notifications and choices; nobody sees another's.</summary>
internal sealed class Inbox(BenefitStore store, ChangeAccount changing, TimeProvider time)
{
    public const int UsualPage = 50, LargestPage = 200;

    /// <summary>Unread ones are counted so far for the bell: more than this says no more.</summary>
    public const int MostCounted = 100;

    /// <param name="Ids">At most 5,000; null: none.</param>
    /// <param name="UpTo">Everything up to this id; null: only <paramref name="Ids"/>.</param>
    public sealed record ReadRequest(IReadOnlyList<long>? Ids = null, long? UpTo = null);

    /// <param name="Email">Null or empty: no e-mail.</param>
    public sealed record Choices(MailChoice Mail, NotificationKind From, string? Email = null)
    {
        public override string ToString() => nameof(Choices);
    }

    /// <param name="Link">Path of this site where it is acted on; null: there is none.</param>
    /// <param name="ReadAt">Null: not read yet.</param>
    public sealed record Item(long Id, NotificationKind Kind, string Role, string Zh, string En, string? Link, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);

    /// <param name="Unread">Of all, not of this page.</param>
    /// <param name="Next">What to give as <c>before</c> for the next page; null: this is the last.</param>
    public sealed record Page(IReadOnlyList<Item> Items, int Unread, long? Next);

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/notifications");
        group.MapGet("", async (Inbox inbox, HttpContext http, bool? unread, long? before, int? limit, CancellationToken ct) =>
            Results.Ok(await inbox.ReadAsync(CurrentActor.Of(http).Id, unread == true, before, Math.Clamp(limit ?? UsualPage, 1, LargestPage), ct)));
        group.MapPost("/read", async (ReadRequest request, Inbox inbox, HttpContext http, CancellationToken ct) =>
        {
            if (request is { Ids: null, UpTo: null })
                return Problems.Of(new Refusal("notification.nothing-named", "请给出 ids 或 upTo。", "Give ids or upTo."), StatusCodes.Status400BadRequest);
            if (request.Ids is { Count: > 0 } && Lists.Check(request.Ids) is { } bad) return bad;
            return Results.Ok(new { read = await inbox.MarkAsync(CurrentActor.Of(http).Id, request.Ids ?? [], request.UpTo, ct) });
        });
        group.MapGet("/preferences", async (Inbox inbox, HttpContext http, CancellationToken ct) => Results.Ok(await inbox.ChoicesAsync(CurrentActor.Of(http).Id, ct)));
        group.MapPut("/preferences", async (Choices request, Inbox inbox, HttpContext http, CancellationToken ct) =>
            await inbox.ChooseAsync(CurrentActor.Of(http), request, ct) is { } refusal ? Problems.Of(refusal) : Results.NoContent());
        group.MapGet("/deliveries", DeliveriesAsync).RequireRoles(Roles.Administrator);
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only ids below this one; null: from the newest.</param>
    public async Task<Page> ReadAsync(string account, bool unread, long? before, int take, CancellationToken ct)
    {
        await using var db = store.Read();
        var mine = db.Notifications.Where(n => n.AccountId == account);
        var rows = await mine.Where(n => (before == null || n.Id < before) && (!unread || n.ReadAt == null)).OrderByDescending(n => n.Id).Take(take + 1)
            .Select(n => new Item(n.Id, n.Kind, n.Role, n.Zh, n.En, n.Link, n.CreatedAt, n.ReadAt)).ToListAsync(ct);
        return new Page([.. rows.Take(take)], await mine.CountAsync(n => n.ReadAt == null, ct), rows.Count > take ? rows[take - 1].Id : null);
    }

    /// <returns>How many are unread; at most <see cref="MostCounted"/>.</returns>
    public async Task<int> UnreadAsync(string account, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Notifications.Where(n => n.AccountId == account && n.ReadAt == null).Take(MostCounted).CountAsync(ct);
    }

    /// <param name="upTo">Everything up to this id; null: only <paramref name="ids"/>.</param>
    /// <returns>How many had not been read.</returns>
    public async Task<int> MarkAsync(string account, IReadOnlyCollection<long> ids, long? upTo, CancellationToken ct)
    {
        var last = upTo ?? 0;
        await using var tx = await store.BeginWriteAsync(ct);
        var rows = await tx.Db.Notifications.Where(n => n.AccountId == account && n.ReadAt == null && (n.Id <= last || ids.Contains(n.Id))).ToListAsync(ct);
        var now = time.GetUtcNow();
        foreach (var row in rows) row.Read(now);
        await tx.Bulk.UpdateAsync(rows, ct);
        await tx.CommitAsync(ct);
        return rows.Count;
    }

    public async Task<Choices> ChoicesAsync(string account, CancellationToken ct)
    {
        await using var db = store.Read();
        var choice = await db.NotificationChoices.FirstOrDefaultAsync(c => c.AccountId == account, ct) ?? new NotificationChoice { AccountId = account };
        return new Choices(choice.Mail, choice.LeastKind, await db.Accounts.Where(a => a.Id == account).Select(a => a.Email).SingleAsync(ct));
    }

    /// <returns>Null where they are set.</returns>
    public async Task<Refusal?> ChooseAsync(Actor actor, Choices choices, CancellationToken ct)
    {
        if (choices.From > NotificationKind.Escalated)
            return new Refusal("notification.from", "from 应为 dueSoon、due、late 或 escalated；请更正。", "from is dueSoon, due, late or escalated; correct it.");
        if (await changing.SetEmailAsync(actor, actor.Id, choices.Email, ct) is { } refusal) return refusal;
        await using var tx = await store.BeginWriteAsync(ct);
        var known = await tx.Db.NotificationChoices.FirstOrDefaultAsync(c => c.AccountId == actor.Id, ct);
        var choice = known ?? new NotificationChoice { AccountId = actor.Id };
        choice.Set(choices.Mail, choices.From);
        await (known is null ? tx.InsertAsync(choice, ct) : tx.UpdateAsync(choice, ct));
        await tx.CommitAsync(ct);
        return null;
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
