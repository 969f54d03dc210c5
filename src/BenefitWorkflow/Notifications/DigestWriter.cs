using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Ui;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notifications;

/// <summary>
/// At 08:30 of every working day each person is told what waits for them: due today, late and by which step, unread. A day on which no run
/// came is made up by the next one, and then once: what lies between is in that digest.
/// </summary>
public sealed class DigestWriter(BenefitStore store, CalendarSource calendar, ProgrammeCatalog catalog, TimeProvider time)
{
    private static readonly TimeOnly Hour = new(8, 30);

    /// <summary>Safe at any time and anywhere, twice at once too.</summary>
    /// <returns>Digests written; who has nothing waiting gets none.</returns>
    /// <exception cref="CalendarYearMissingException">Whether today is a working day cannot be said.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        long day;
        await using (var db = store.Read())
        {
            day = await DayAsync(db, now, ct);
            if (await NotificationMark.FindAsync(db, NotificationMark.Digest, ct) is { } known && known.At >= day) return 0;
        }
        await using var tx = await store.BeginWriteAsync(ct);
        var mark = await NotificationMark.FindAsync(tx.Db, NotificationMark.Digest, ct);
        if (mark is not null && mark.At >= day) return 0;
        var rows = await RowsAsync(tx, now, ct);
        await NotificationWriter.InsertAsync(tx, rows, ct);
        await NotificationMark.MoveAsync(tx, NotificationMark.Digest, mark, day, ct);
        await tx.CommitAsync(ct);
        return rows.Count;
    }

    /// <summary>Number of the last working day whose 08:30 has come.</summary>
    private async Task<long> DayAsync(BenefitDb db, DateTimeOffset now, CancellationToken ct)
    {
        var today = ShanghaiTime.LocalDate(now);
        var last = now >= ShanghaiTime.At(today, Hour) ? today : today.AddDays(-1);
        return (await calendar.ReadAsync(db, ct)).PreviousWorkingDayOnOrBefore(last).DayNumber;
    }

    private async Task<List<Func<long, Notification>>> RowsAsync(WriteTransaction tx, DateTimeOffset now, CancellationToken ct)
    {
        var endOfToday = ShanghaiTime.EndOfDay(ShanghaiTime.LocalDate(now));
        var everything = await WaitingAsync(CaseScope.All);
        var unread = await tx.Db.Notifications.Where(n => n.ReadAt == null && n.Kind != NotificationKind.Digest).GroupBy(n => n.AccountId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
        var found = new List<(string Account, string Role, string Zh, string En)>();
        foreach (var person in await NotificationWriter.PeopleAsync(tx.Db, ct))
        {
            // The supervisor sees everybody's; others what their own roles must do.
            var all = person.Actor.Is(Identity.Roles.Supervisor);
            // Who has a role for some programmes or units only is counted for alone; they are few.
            var mine = person.Actor.Scopes.Count > 0 ? await WaitingAsync(all ? CaseScope.Of(person.Actor) : CaseScope.WaitingFor(person.Actor))
                : everything.FindAll(w => all || person.Actor.Is(w.Role));
            var (due, late, news) = (mine.Where(w => !w.Late).Sum(w => w.Count), mine.Where(w => w.Late).Sum(w => w.Count), unread.GetValueOrDefault(person.Id));
            if (due + late + news == 0) continue;
            var steps = mine.Where(w => w.Late).GroupBy(w => w.Step, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (Name: Words.StepNames(catalog, g.Key), Count: g.Sum(w => w.Count))).ToList();
            var (stepsZh, stepsEn) = (string.Join('；', steps.Select(s => $"{s.Name.Zh} {s.Count} 件")), string.Join("; ", steps.Select(s => $"{s.Name.En} {s.Count}")));
            found.Add((person.Id, all ? Identity.Roles.Supervisor : person.Actor.Roles.Order(StringComparer.Ordinal).First(),
                $"今日到期 {due} 件，已逾期 {late} 件{(steps.Count > 0 ? $"（{stepsZh}）" : "")}，未读通知 {news} 条。",
                $"{due} due today, {late} late{(steps.Count > 0 ? $" ({stepsEn})" : "")}, {news} unread."));
        }
        var messageId = await tx.TakeNumbersAsync(Notification.MessageSequence, found.Count, ct);
        return found.ConvertAll(NotificationOf);

        Task<List<Waiting>> WaitingAsync(CaseScope within) =>
            within.Limit(tx.Db.Cases).Where(c => c.State != CaseState.Closed && c.StepRole != null && c.Step != null && c.StepDueAt != null && c.StepDueAt <= endOfToday)
                .GroupBy(c => new { Role = c.StepRole!, Step = c.Step!, Late = c.StepDueAt <= now })
                .Select(g => new Waiting(g.Key.Role, g.Key.Step, g.Key.Late, g.Count())).ToListAsync(ct);

        Func<long, Notification> NotificationOf((string Account, string Role, string Zh, string En) f)
        {
            var message = messageId++;
            return id => new Notification { Id = id, MessageId = message, AccountId = f.Account, Kind = NotificationKind.Digest, Role = f.Role, Zh = f.Zh, En = f.En, Link = f.Role == Identity.Roles.Supervisor ? "/overdue" : "/cases", CreatedAt = now };
        }
    }

    private sealed record Waiting(string Role, string Step, bool Late, int Count);
}
