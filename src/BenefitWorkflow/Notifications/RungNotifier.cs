using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Ui;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications;

/// <summary>
/// Tells people of the rungs that fired, once each: it goes by the ids of <see cref="DeadlineRungFired"/> and marks how far it came in the
/// transaction that tells. A thousand cases that are due at the same step are one message, not a thousand.
/// </summary>
public sealed class RungNotifier(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    private const int ChunkSize = 10_000, MostChunks = 100;

    /// <summary>Safe at any time and anywhere, twice at once too.</summary>
    /// <returns>Notifications written.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var written = 0;
        for (var i = 0; i < MostChunks; i++)
        {
            await using (var db = store.Read())
            {
                // Most runs find nothing, and then ask for no transaction.
                var seen = (await NotificationMark.FindAsync(db, NotificationMark.Rungs, ct))?.At ?? 0;
                if (!await db.DeadlineRungs.AnyAsync(r => r.Id > seen, ct)) return written;
            }
            await using var tx = await store.BeginWriteAsync(ct);
            var mark = await NotificationMark.FindAsync(tx.Db, NotificationMark.Rungs, ct);
            var after = mark?.At ?? 0;
            var fired = await tx.Db.DeadlineRungs.Where(r => r.Id > after).OrderBy(r => r.Id).Take(ChunkSize).ToListAsync(ct);
            if (fired.Count == 0) return written;
            written += await NotificationWriter.WriteAsync(tx, await MessagesAsync(tx.Db, fired, ct), time.GetUtcNow(), ct);
            await NotificationMark.MoveAsync(tx, NotificationMark.Rungs, mark, fired[^1].Id, ct);
            await tx.CommitAsync(ct);
        }
        return written;
    }

    private async Task<List<Message>> MessagesAsync(BenefitDb db, List<DeadlineRungFired> fired, CancellationToken ct)
    {
        // After a standstill several rungs of one limit come at once: only the last still says something.
        var last = fired.GroupBy(r => (r.Subject, r.SubjectId, r.ProgrammeKey, r.Step, r.Visit, r.Kind)).Select(g => g.MaxBy(r => r.Rung)!)
            // What the service itself does at its limit is nobody's work; where it fails to, the escalation tells the supervisor.
            .Where(r => r.OwnerRole != Roles.System).ToList();
        var groups = last.GroupBy(r => (r.ProgrammeKey, r.Subject, r.Step, r.Rung, r.OwnerRole, Year: r.Subject == DeadlineSubject.Programme ? r.Visit : 0))
            .OrderBy(g => g.Min(r => r.Id)).Select(g => (g.Key, Ids: g.Select(r => r.SubjectId).Distinct().ToList())).ToList();
        var known = new Dictionary<(DeadlineSubject, long), (string Number, string? Scheme)>();
        foreach (var subject in groups.Where(g => g.Ids.Count == 1).GroupBy(g => g.Key.Subject))
        {
            var ids = subject.Select(g => g.Ids[0]).ToList();
            var rows = subject.Key switch
            {
                DeadlineSubject.Case => await db.Cases.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Number, Scheme = (string?)c.SchemeKey }).ToListAsync(ct),
                DeadlineSubject.Batch => await db.PaymentBatches.Where(b => ids.Contains(b.Id)).Select(b => new { b.Id, b.Number, Scheme = (string?)null }).ToListAsync(ct),
                DeadlineSubject.Notice => await db.Notices.Where(n => ids.Contains(n.Id)).Select(n => new { n.Id, n.Number, Scheme = (string?)null }).ToListAsync(ct),
                _ => [],
            };
            foreach (var row in rows) known[(subject.Key, row.Id)] = (row.Number, row.Scheme);
        }
        return groups.ConvertAll(g =>
        {
            var ((key, subject, step, rung, role, year), ids) = g;
            var programme = catalog.Find(key)?.Title ?? new LocalizedText(key, key);
            var only = ids.Count == 1 && known.TryGetValue((subject, ids[0]), out var row) ? row : default;
            var name = subject == DeadlineSubject.Case ? Words.StepNames(catalog, step, key, only.Scheme) : Words.Limit(step);
            var (zh, en) = subject == DeadlineSubject.Programme ? Season(key, step, year) : only.Number is { } number ? One(subject, number, name) : Many(subject, ids.Count, name);
            var (whenZh, whenEn) = rung switch
            {
                DeadlineRung.DueSoon => ("即将到期", "due soon"),
                DeadlineRung.Due => subject == DeadlineSubject.Programme ? ("", "") : ("今日到期", "due today"),
                DeadlineRung.Late => ("已逾期", "late"),
                _ => ("逾期未办，请督办", "late and not done: yours to press"),
            };
            return new Message(role, key, (NotificationKind)(int)rung, $"{programme.Zh}：{zh}{whenZh}。", $"{programme.En}: {$"{en} {whenEn}".TrimEnd()}.", Link(subject, ids, key, step, role));
        });
    }

    /// <summary>What it is about where that is one, else the list it stands in.</summary>
    private static string Link(DeadlineSubject subject, List<long> ids, string programme, string step, string role) => (subject, ids) switch
    {
        (DeadlineSubject.Case, [var id]) => $"/cases/{id}",
        (DeadlineSubject.Batch, [var id]) => $"/payments/batches/{id}",
        (DeadlineSubject.Notice, [var id]) => $"/notices/manage/{id}",
        (DeadlineSubject.Batch, _) => "/payments",
        (DeadlineSubject.Notice, _) => "/notices/manage",
        (DeadlineSubject.Programme, _) => "/season",
        // The supervisor has no step of their own.
        _ when role == Roles.Supervisor => $"/cases?step={step}&programme={programme}&late=true",
        _ => $"/cases?role={role}&step={step}&programme={programme}",
    };

    private static (string Zh, string En) One(DeadlineSubject subject, string number, LocalizedText step) => subject switch
    {
        DeadlineSubject.Batch => ($"批次 {number}（{step.Zh}）", $"batch {number} ({step.En}) is"),
        DeadlineSubject.Notice => ($"公示 {number}（{step.Zh}）", $"notice {number} ({step.En}) is"),
        _ => ($"案件 {number} 的“{step.Zh}”", $"case {number}, {step.En}, is"),
    };

    private static (string Zh, string En) Many(DeadlineSubject subject, int count, LocalizedText step) => subject switch
    {
        DeadlineSubject.Batch => ($"{count} 个批次（{step.Zh}）", $"{count} batches ({step.En}) are"),
        DeadlineSubject.Notice => ($"{count} 份公示（{step.Zh}）", $"{count} notices ({step.En}) are"),
        _ => ($"“{step.Zh}”有 {count} 件", $"{count} cases at {step.En} are"),
    };

    private (string Zh, string En) Season(string key, string step, int year)
    {
        var milestone = catalog.Find(key)?.Window is { } window ? SeasonMilestones.Of(window.For(year)).FirstOrDefault(m => m.Key == step) : null;
        return ($"{year} 年度季节：{milestone?.Zh ?? step}", $"season {year}: {milestone?.En ?? step}");
    }
}
