using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications;

/// <summary>One thing to tell everybody who has a role.</summary>
/// <param name="Programme">Only who has the role for it; null: whatever for.</param>
/// <param name="Link">Path of this site where it is acted on; null: there is none.</param>
internal sealed record Message(string Role, string? Programme, NotificationKind Kind, string Zh, string En, string? Link = null);

/// <summary>Writes notifications within the transaction of what they tell of.</summary>
internal static class NotificationWriter
{
    /// <summary>
    /// A row for each person who has the message's role and wants it. Where nobody has the role, the administrators are told instead: what
    /// nobody hears of would stay where it is.
    /// </summary>
    /// <returns>Rows written.</returns>
    public static async Task<int> WriteAsync(WriteTransaction tx, IReadOnlyList<Message> messages, DateTimeOffset now, CancellationToken ct)
    {
        if (messages.Count == 0) return 0;
        var people = await PeopleAsync(tx.Db, ct);
        var firstMessage = await tx.TakeNumbersAsync(Notification.MessageSequence, messages.Count, ct);
        var rows = new List<Func<long, Notification>>();
        for (var i = 0; i < messages.Count; i++)
        {
            var (message, messageId) = (messages[i], firstMessage + i);
            var having = people.Where(p => p.Has(message.Role, message.Programme)).ToList();
            var (zh, en, link) = (message.Zh, message.En, message.Link);
            if (having.Count == 0)
            {
                having = [.. people.Where(p => p.Actor.Is(Roles.Administrator))];
                link = "/accounts";
                (zh, en) = ($"没有账号具有角色 {message.Role}{(message.Programme is { } p ? $"（项目 {p}）" : "")}，请管理员分派：{zh}", $"No account has the role {message.Role}{(message.Programme is { } q ? $" for {q}" : "")}, assign it: {en}");
            }
            foreach (var person in having.Where(p => p.Wants(message.Kind)))
                rows.Add(id => new Notification { Id = id, MessageId = messageId, AccountId = person.Id, Kind = message.Kind, Role = message.Role, Zh = zh, En = en, Link = link, CreatedAt = now });
        }
        await InsertAsync(tx, rows, ct);
        return rows.Count;
    }

    public static async Task InsertAsync(WriteTransaction tx, List<Func<long, Notification>> rows, CancellationToken ct)
    {
        var id = await tx.TakeNumbersAsync(Notification.Sequence, rows.Count, ct);
        await tx.Bulk.InsertAsync(rows.ConvertAll(row => row(id++)), ct);
    }

    /// <summary>Tells the reviewers of objections to one notice.</summary>
    public static Task<int> ObjectionsAsync(WriteTransaction tx, Notice notice, int count, DateTimeOffset now, CancellationToken ct) => WriteAsync(tx,
        [new(Roles.Reviewer, notice.ProgrammeKey, NotificationKind.Objection, $"公示 {notice.Number} 收到异议 {count} 条，请由未经办该案件的人员复核。", $"Notice {notice.Number} got {count} objection(s); somebody who did not handle the case must look into them.", $"/objections/manage?notice={notice.Id}")], now, ct);

    /// <summary>People who may work, with what they chose; systems are told by webhook.</summary>
    internal static async Task<List<Person>> PeopleAsync(BenefitDb db, CancellationToken ct)
    {
        var choices = await db.NotificationChoices.ToDictionaryAsync(c => c.AccountId, StringComparer.Ordinal, ct);
        return (await db.Accounts.Where(a => !a.Disabled && !a.IsSystem).OrderBy(a => a.Id).ToListAsync(ct))
            .ConvertAll(a => new Person(CurrentActor.Of(a), a.Email is not null, choices.GetValueOrDefault(a.Id) ?? new NotificationChoice { AccountId = a.Id }));
    }

    internal sealed record Person(Actor Actor, bool HasAddress, NotificationChoice Choice)
    {
        public string Id => Actor.Id;

        /// <summary>For all of its units or some.</summary>
        public bool Has(string role, string? programme) => Actor.Is(role) && (programme is null || Actor.ScopeOf(role).Programmes.Count == 0 || Actor.ScopeOf(role).Programmes.Contains(programme));

        public bool Wants(NotificationKind kind) => kind is not (NotificationKind.DueSoon or NotificationKind.Due or NotificationKind.Late) || kind >= Choice.LeastKind;
    }
}
