using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>
/// Limits of batches, notices and seasons. A limit is made from its subject's own row, counted from the instant the subject says: neither payments
/// nor notices need know of ladders, and what was made while no sweep ran has its limit all the same. Rungs fire under the write transaction, once.
/// </summary>
public sealed class SubjectSweep(BenefitStore store, ProgrammeCatalog catalog, CalendarSource calendar, TimeProvider time)
{
    /// <summary>Working days from preparing a batch to its release, and from its release to the bank's last answer.</summary>
    public const int ReleaseWorkingDays = 1, AnswerWorkingDays = 3;

    private const int ChunkSize = 1_000;

    // The next run goes on.
    private const int MostChunks = 1_000;

    /// <summary>Makes the limits that are missing, then fires what has passed; safe at any time, anywhere, twice at once too.</summary>
    /// <returns>Rungs fired.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var fired = 0;
        for (var i = 0; i < MostChunks; i++)
        {
            if (!await AnyAsync(ct)) return fired;
            await using var tx = await store.BeginWriteAsync(ct);
            var now = time.GetUtcNow();
            var added = await AddMissingAsync(tx, now, ct);
            var (looked, chunk) = await FireAsync(tx, now, ct);
            await tx.CommitAsync(ct);
            if (added + looked == 0) return fired;
            fired += chunk;
        }
        return fired;
    }

    /// <summary>Asked without a transaction, since most runs find nothing.</summary>
    private async Task<bool> AnyAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = store.Read();
        return await Due(db, now).AnyAsync(ct) || await UnlimitedBatches(db).AnyAsync(ct) || await UnlimitedNotices(db).AnyAsync(ct)
            || SeasonMilestones.Missing(catalog, now, await KnownAsync(db, ct)).Count > 0;
    }

    private async Task<int> AddMissingAsync(WriteTransaction tx, DateTimeOffset now, CancellationToken ct)
    {
        var days = await calendar.ReadAsync(tx.Db, ct);
        var made = new List<SubjectDeadline>(SeasonMilestones.Missing(catalog, now, await KnownAsync(tx.Db, ct)));
        foreach (var batch in await UnlimitedBatches(tx.Db).OrderBy(b => b.Id).Take(ChunkSize).ToListAsync(ct))
        {
            var releases = batch.State == BatchState.Prepared;
            Add(made, new SubjectDeadline
            {
                Subject = DeadlineSubject.Batch, SubjectId = batch.Id, ProgrammeKey = batch.ProgrammeKey, Step = releases ? SubjectDeadline.ReleaseBatch : SubjectDeadline.BankAnswer,
                OwnerRole = releases ? Roles.FinanceReleaser : Roles.FinancePreparer,
            }, releases ? batch.PreparedAt : batch.ReleasedAt!.Value, releases ? ReleaseWorkingDays : AnswerWorkingDays, days);
        }
        foreach (var notice in await UnlimitedNotices(tx.Db).OrderBy(n => n.Id).Take(ChunkSize).Select(n => new { n.Id, n.ProgrammeKey, n.PostedAt, n.StartsOn, n.EndsOn }).ToListAsync(ct))
            // Taken down and closed by the end of the working day after its last: what stays open then, somebody must look at.
            Add(made, new SubjectDeadline
            {
                Subject = DeadlineSubject.Notice, SubjectId = notice.Id, ProgrammeKey = notice.ProgrammeKey, Step = SubjectDeadline.CloseNotice, OwnerRole = Roles.Caseworker,
            }, notice.PostedAt, 1, days, notice.EndsOn);
        await tx.Bulk.InsertAsync(made, ct);
        return made.Count;
    }

    private static void Add(List<SubjectDeadline> made, SubjectDeadline deadline, DateTimeOffset at, int workingDays, WorkingCalendar days, DateOnly? startsOn = null)
    {
        try
        {
            made.Add(deadline.Begin(at, days, new DeadlineBasis(startsOn ?? ShanghaiTime.LocalDate(at), workingDays)));
        }
        catch (CalendarYearMissingException)
        {
            // Made by the first run after the table was loaded: the instant it counts from stays the subject's own.
        }
    }

    private static async Task<(int Looked, int Fired)> FireAsync(WriteTransaction tx, DateTimeOffset now, CancellationToken ct)
    {
        var due = await Due(tx.Db, now).OrderBy(d => d.WakeAt).ThenBy(d => d.Subject).ThenBy(d => d.SubjectId).Take(ChunkSize).ToListAsync(ct);
        if (due.Count == 0) return (0, 0);
        var waiting = await WaitingAsync(tx.Db, due, ct);
        var rungs = new RungWriter(now);
        foreach (var deadline in due)
            if (waiting(deadline)) rungs.Fire(deadline);
            else deadline.Clear(now);
        await tx.Bulk.UpdateAsync(due, ct);
        await rungs.WriteAsync(tx, ct);
        return (due.Count, rungs.Count);
    }

    /// <summary>Tells whether a limit's work is still to be done, by what the subject's rows say now.</summary>
    private static async Task<Func<SubjectDeadline, bool>> WaitingAsync(BenefitDb db, List<SubjectDeadline> due, CancellationToken ct)
    {
        var batchIds = due.Where(d => d.Subject == DeadlineSubject.Batch).Select(d => d.SubjectId).Distinct().ToList();
        var noticeIds = due.Where(d => d.Subject == DeadlineSubject.Notice).Select(d => d.SubjectId).Distinct().ToList();
        var prepared = (await db.PaymentBatches.Where(b => batchIds.Contains(b.Id) && b.State == BatchState.Prepared).Select(b => b.Id).ToListAsync(ct)).ToHashSet();
        // Whatever lies between release and the bank's answer.
        var unanswered = (await db.PaymentOrders.Where(o => o.BatchId != null && batchIds.Contains(o.BatchId.Value)
            && o.State != PaymentState.Settled && o.State != PaymentState.Failed && o.State != PaymentState.Returned && o.State != PaymentState.Cancelled)
            .Select(o => o.BatchId!.Value).Distinct().ToListAsync(ct)).ToHashSet();
        var posted = (await db.Notices.Where(n => noticeIds.Contains(n.Id) && n.State == NoticeState.Posted).Select(n => n.Id).ToListAsync(ct)).ToHashSet();
        return d => d.Subject switch
        {
            DeadlineSubject.Batch => d.Step == SubjectDeadline.ReleaseBatch ? prepared.Contains(d.SubjectId) : unanswered.Contains(d.SubjectId),
            DeadlineSubject.Notice => posted.Contains(d.SubjectId),
            _ => true,
        };
    }

    private static IQueryable<SubjectDeadline> Due(BenefitDb db, DateTimeOffset now) => db.SubjectDeadlines.Where(d => d.WakeAt != null && d.WakeAt <= now);

    private static IQueryable<PaymentBatch> UnlimitedBatches(BenefitDb db) => db.PaymentBatches.Where(b =>
        (b.State == BatchState.Prepared && !db.SubjectDeadlines.Any(d => d.Subject == DeadlineSubject.Batch && d.SubjectId == b.Id && d.Step == SubjectDeadline.ReleaseBatch))
        || (b.State == BatchState.Released && !db.SubjectDeadlines.Any(d => d.Subject == DeadlineSubject.Batch && d.SubjectId == b.Id && d.Step == SubjectDeadline.BankAnswer)));

    private static IQueryable<Notice> UnlimitedNotices(BenefitDb db) => db.Notices.Where(n => n.State == NoticeState.Posted
        && !db.SubjectDeadlines.Any(d => d.Subject == DeadlineSubject.Notice && d.SubjectId == n.Id && d.Step == SubjectDeadline.CloseNotice));

    private static async Task<IReadOnlySet<(string, int, string)>> KnownAsync(BenefitDb db, CancellationToken ct) =>
        (await db.SubjectDeadlines.Where(d => d.Subject == DeadlineSubject.Programme).Select(d => new { d.ProgrammeKey, d.Year, d.Step }).ToListAsync(ct))
            .Select(d => (d.ProgrammeKey, d.Year, d.Step)).ToHashSet();
}
