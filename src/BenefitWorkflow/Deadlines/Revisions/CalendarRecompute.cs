using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Revisions;

/// <summary>
/// After a holiday table was loaded: every open limit is computed anew from what it was made of, in chunks of one transaction each, and what moved is
/// noted. The place is kept on the table's row, so that a run that stops half-way goes on there, in whichever process comes next.
/// </summary>
public sealed class CalendarRecompute(BenefitStore store, ProgrammeCatalog catalog, CalendarSource calendar, TimeProvider time)
{
    private const int CasesPerChunk = 500;

    // Limits of batches and notices that are open at once; cases have the chunks.
    private const int MostSubjects = 10_000;

    /// <summary>Works off every table whose limits were not all computed anew; may run twice at once.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        while (true)
        {
            long table;
            await using (var db = store.Read())
                table = await db.CalendarTables.Where(t => t.RecomputedAt == null).OrderBy(t => t.Id).Select(t => t.Id).FirstOrDefaultAsync(ct);
            if (table == 0) return;
            while (await ChunkAsync(table, ct)) { }
        }
    }

    /// <returns>False once the table is done.</returns>
    private async Task<bool> ChunkAsync(long tableId, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var table = (await tx.LockAsync<CalendarTable>([tableId], ct)).Single();
        if (table.RecomputedAt is not null) return false;
        var (days, now) = (await calendar.ReadAsync(tx.Db, ct), time.GetUtcNow());
        var changes = new List<Func<long, CalendarChange>>();
        var after = table.RecomputedUpTo;
        var caseIds = await tx.Db.Deadlines.Where(d => d.DoneAt == null && d.CaseId > after).Select(d => d.CaseId).Distinct().OrderBy(id => id).Take(CasesPerChunk).ToListAsync(ct);
        if (caseIds.Count > 0)
        {
            await CasesAsync(tx, tableId, caseIds, days, now, changes, ct);
            table.RecomputeUpTo(caseIds[^1]);
        }
        else
        {
            await SubjectsAsync(tx, tableId, days, now, changes, ct);
            await NoticesAsync(tx, tableId, days, now, changes, ct);
            table.EndRecompute(now);
        }
        await tx.UpdateAsync(table, ct);
        var id = await tx.TakeNumbersAsync(CalendarChangeMapping.Sequence, changes.Count, ct);
        await tx.Bulk.InsertAsync(changes.ConvertAll(change => change(id++)), ct);
        await tx.CommitAsync(ct);
        return table.RecomputedAt is null;
    }

    private static async Task CasesAsync(
        WriteTransaction tx, long tableId, List<long> caseIds, WorkingCalendar days, DateTimeOffset now, List<Func<long, CalendarChange>> changes, CancellationToken ct)
    {
        var cases = (await tx.LockAsync<Case>(caseIds, ct)).Where(c => c.IsOpen).ToDictionary(c => c.Id);
        var deadlines = await tx.Db.Deadlines.Where(d => caseIds.Contains(d.CaseId) && d.DoneAt == null).OrderBy(d => d.CaseId).ThenBy(d => d.ActivityId).ThenBy(d => d.Visit).ToListAsync(ct);
        var (moved, movedCases, orders) = (new List<Deadline>(), new HashSet<Case>(), new Dictionary<long, DateTimeOffset>());
        foreach (var deadline in deadlines)
        {
            if (!cases.TryGetValue(deadline.CaseId, out var @case) || !Recompute(deadline, days, now, out var before)) continue;
            moved.Add(deadline);
            if (before is not { } old) continue;
            if (deadline.Kind == DeadlineKind.Disbursement) orders[deadline.CaseId] = deadline.DueAt;
            if (@case.Step == deadline.ActivityId && @case.StepVisit == deadline.Visit && @case.StepDueAt == old)
            {
                @case.Own(@case.StepRole!, deadline.DueAt);
                movedCases.Add(@case);
            }
            changes.Add(id => new CalendarChange
            {
                Id = id, TableId = tableId, Kind = CalendarChangeKind.DeadlineMoved, Subject = DeadlineSubject.Case, SubjectId = @case.Id, Number = @case.Number,
                ProgrammeKey = @case.ProgrammeKey, Step = deadline.ActivityId, OwnerRole = deadline.OwnerRole, Before = old, After = deadline.DueAt, At = now,
            });
        }
        await tx.Bulk.UpdateAsync(moved, ct);
        await tx.Bulk.UpdateAsync(movedCases.ToList(), ct);
        if (orders.Count == 0) return;
        var live = await tx.Db.PaymentOrders.Where(o => orders.Keys.Contains(o.CaseId) && o.IsLiveOrSettled && o.State != PaymentState.Settled).ToListAsync(ct);
        foreach (var order in live) order.MoveDue(orders[order.CaseId]);
        await tx.Bulk.UpdateAsync(live, ct);
    }

    private static async Task SubjectsAsync(WriteTransaction tx, long tableId, WorkingCalendar days, DateTimeOffset now, List<Func<long, CalendarChange>> changes, CancellationToken ct)
    {
        var open = await tx.Db.SubjectDeadlines.Where(d => d.DoneAt == null && d.OnlyRung == null).OrderBy(d => d.Subject).ThenBy(d => d.SubjectId).ThenBy(d => d.Step).Take(MostSubjects).ToListAsync(ct);
        var moved = new List<SubjectDeadline>();
        foreach (var deadline in open)
        {
            if (!Recompute(deadline, days, now, out var before)) continue;
            moved.Add(deadline);
            if (before is not { } old) continue;
            changes.Add(id => new CalendarChange
            {
                Id = id, TableId = tableId, Kind = CalendarChangeKind.DeadlineMoved, Subject = deadline.Subject, SubjectId = deadline.SubjectId,
                Number = deadline.SubjectId.ToString(System.Globalization.CultureInfo.InvariantCulture), ProgrammeKey = deadline.ProgrammeKey, Step = deadline.Step,
                OwnerRole = deadline.OwnerRole, Before = old, After = deadline.DueAt, At = now,
            });
        }
        await tx.Bulk.UpdateAsync(moved, ct);
    }

    /// <summary>A posted notice's last day is printed and stays; what the policy asks for by the new table is only told.</summary>
    private async Task NoticesAsync(WriteTransaction tx, long tableId, WorkingCalendar days, DateTimeOffset now, List<Func<long, CalendarChange>> changes, CancellationToken ct)
    {
        var posted = await tx.Db.Notices.Where(n => n.State == NoticeState.Posted).OrderBy(n => n.Id).Take(MostSubjects)
            .Select(n => new { n.Id, n.Number, n.ProgrammeKey, n.SchemeKey, n.Kind, n.StartsOn, n.EndsAt }).ToListAsync(ct);
        foreach (var notice in posted)
        {
            if (catalog.Find(notice.ProgrammeKey) is not { } programme || programme.FindScheme(notice.SchemeKey) is not { } scheme) continue;
            DateTimeOffset asked;
            try
            {
                asked = ShanghaiTime.EndOfDay(programme.NoticePeriod(scheme).LastDay(notice.StartsOn, days));
            }
            catch (CalendarYearMissingException)
            {
                // It could not have been posted without the year; a data folder that lost a file is no reason to stop here.
                continue;
            }
            if (asked <= notice.EndsAt) continue;
            changes.Add(id => new CalendarChange
            {
                Id = id, TableId = tableId, Kind = CalendarChangeKind.NoticeTooShort, Subject = DeadlineSubject.Notice, SubjectId = notice.Id, Number = notice.Number,
                ProgrammeKey = notice.ProgrammeKey, Step = notice.Kind, OwnerRole = Roles.Caseworker, Before = notice.EndsAt, After = asked, At = now,
            });
        }
    }

    /// <returns>True where anything of the limit or its ladder changed.</returns>
    private static bool Recompute(LadderedDeadline deadline, WorkingCalendar days, DateTimeOffset now, out DateTimeOffset? before)
    {
        before = null;
        var ladder = (deadline.DueSoonAt, deadline.DueTodayAt, deadline.DueAt, deadline.EscalateAt);
        try
        {
            before = deadline.Recompute(days, now);
        }
        catch (CalendarYearMissingException)
        {
            return false;
        }
        return ladder != (deadline.DueSoonAt, deadline.DueTodayAt, deadline.DueAt, deadline.EscalateAt);
    }
}
