using System.Text.Encodings.Web;
using System.Text.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications.Sending;

/// <summary>
/// Makes deliveries from new notifications by everybody's choices, then sends what is due: claimed in one transaction, sent outside any,
/// marked in another. A process that dies in between leaves its claim to run out, so that a delivery is made at least once.
/// </summary>
public sealed class DeliverySender(BenefitStore store, NotificationSettings settings, MailSender mail, WebhookSender webhooks, TimeProvider time)
{
    private const int ChunkSize = 1_000, MostAtOnce = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Safe at any time and anywhere, twice at once too.</summary>
    /// <returns>Deliveries sent.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        while (await PlanAsync(ct)) { }
        var taken = await TakeAsync(ct);
        if (taken.Count == 0) return 0;
        var addresses = await AddressesAsync([.. taken.Where(d => d.Way == DeliveryWay.Mail).Select(d => d.Target).Distinct()], ct);
        foreach (var delivery in taken)
        {
            var (error, final) = await SendAsync(delivery, addresses, ct);
            if (error is null) delivery.Sent(time.GetUtcNow());
            else delivery.Failed(error, time.GetUtcNow(), final);
        }
        await using var tx = await store.BeginWriteAsync(ct);
        await tx.Bulk.UpdateAsync(taken, ct);
        if (taken.Count(d => d.State == DeliveryState.GivenUp) is > 0 and var lost)
            await NotificationWriter.WriteAsync(tx, [new(Roles.Administrator, null, NotificationKind.DeliveryFailed,
                $"{lost} 条邮件或推送未能送达，已停止重试；请在 /api/notifications/deliveries?state=givenUp 查看。", $"{lost} e-mails or webhook calls were given up; see /api/notifications/deliveries?state=givenUp.")], time.GetUtcNow(), ct);
        await tx.CommitAsync(ct);
        return taken.Count(d => d.State == DeliveryState.Sent);
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> PlanAsync(CancellationToken ct)
    {
        await using (var db = store.Read())
        {
            var seen = (await NotificationMark.FindAsync(db, NotificationMark.Deliveries, ct))?.At ?? 0;
            if (!await db.Notifications.AnyAsync(n => n.Id > seen, ct)) return false;
        }
        await using var tx = await store.BeginWriteAsync(ct);
        var mark = await NotificationMark.FindAsync(tx.Db, NotificationMark.Deliveries, ct);
        var after = mark?.At ?? 0;
        var fresh = await tx.Db.Notifications.Where(n => n.Id > after).OrderBy(n => n.Id).Take(ChunkSize).ToListAsync(ct);
        if (fresh.Count == 0) return false;
        var people = (await NotificationWriter.PeopleAsync(tx.Db, ct)).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var first = fresh[0].MessageId;
        // A message whose rows lie on both sides of a chunk's edge is called out by its first row only.
        var called = after == 0 ? [] : (await tx.Db.Notifications.Where(n => n.Id == after).Select(n => n.MessageId).ToListAsync(ct)).Where(id => id == first).ToHashSet();
        var now = time.GetUtcNow();
        var rows = new List<Func<long, Delivery>>();
        foreach (var n in fresh.Where(n => n.Kind != NotificationKind.DeliveryFailed))
        {
            if (settings.Mail is not null && people.TryGetValue(n.AccountId, out var person) && person.HasAddress
                && (person.Choice.Mail == MailChoice.Each || (person.Choice.Mail == MailChoice.Digest && n.Kind == NotificationKind.Digest)))
                rows.Add(id => new Delivery { Id = id, Way = DeliveryWay.Mail, Target = n.AccountId, Title = n.Kind == NotificationKind.Digest ? "工会帮扶：今日待办 / Today" : "工会帮扶：通知 / Notification", Body = $"{n.Zh}\n{n.En}\n", CreatedAt = now }.Begin(now));
            if (n.Kind == NotificationKind.Digest || !called.Add(n.MessageId)) continue;
            var body = JsonSerializer.Serialize(new { id = n.MessageId, kind = JsonNamingPolicy.CamelCase.ConvertName(n.Kind.ToString()), role = n.Role, zh = n.Zh, en = n.En, at = n.CreatedAt }, Json);
            foreach (var hook in settings.Webhooks)
                rows.Add(id => new Delivery { Id = id, Way = DeliveryWay.Webhook, Target = hook.Name, Title = "", Body = body, CreatedAt = now }.Begin(now));
        }
        var id = await tx.TakeNumbersAsync(Delivery.Sequence, rows.Count, ct);
        await tx.Bulk.InsertAsync(rows.ConvertAll(row => row(id++)), ct);
        await NotificationMark.MoveAsync(tx, NotificationMark.Deliveries, mark, fresh[^1].Id, ct);
        await tx.CommitAsync(ct);
        return fresh.Count == ChunkSize;
    }

    private async Task<List<Delivery>> TakeAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using (var db = store.Read())
            if (!await db.Deliveries.AnyAsync(d => d.NextAt != null && d.NextAt <= now, ct)) return [];
        await using var tx = await store.BeginWriteAsync(ct);
        now = time.GetUtcNow();
        var due = await tx.Db.Deliveries.Where(d => d.NextAt != null && d.NextAt <= now).OrderBy(d => d.NextAt).ThenBy(d => d.Id).Take(MostAtOnce).ToListAsync(ct);
        foreach (var delivery in due) delivery.Take(now);
        await tx.Bulk.UpdateAsync(due, ct);
        await tx.CommitAsync(ct);
        return due;
    }

    private async Task<Dictionary<string, string>> AddressesAsync(List<string> accounts, CancellationToken ct)
    {
        if (accounts.Count == 0) return [];
        await using var db = store.Read();
        return await db.Accounts.Where(a => accounts.Contains(a.Id) && !a.Disabled && a.Email != null).ToDictionaryAsync(a => a.Id, a => a.Email!, StringComparer.Ordinal, ct);
    }

    private async Task<(string? Error, bool Final)> SendAsync(Delivery delivery, Dictionary<string, string> addresses, CancellationToken ct)
    {
        if (delivery.Way == DeliveryWay.Webhook)
            return settings.Webhooks.FirstOrDefault(hook => hook.Name == delivery.Target) is { } hook ? (await webhooks.SendAsync(delivery, hook, ct), false) : ("no-such-webhook", true);
        if (settings.Mail is null) return ("no-mail-server", true);
        // Whoever has left or taken the address away gets nothing more.
        return addresses.TryGetValue(delivery.Target, out var address) ? (await mail.SendAsync(delivery, address, ct), false) : ("no-address", true);
    }
}
