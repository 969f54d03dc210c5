using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>A file that was sent and not answered in time is of unknown outcome: a time limit never fails a payment and never sends it again.</summary>
internal sealed class LateFiles(BenefitStore store, FileRecord record, CalendarSource calendar, ExchangeMemory memory, ExchangeLimits limits, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(1);

    /// <summary>Older files have been looked at often enough; their payments are in the list of what is unknown, or answered.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(120);

    /// <returns>Files whose outcome became unknown.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (memory.LookedForLate is { } last && now - last < BetweenLooks) return 0;
        List<long> late;
        await using (var db = store.Read())
        {
            var (newest, oldest) = (now.AddDays(-limits.AnswerWorkingDays), now - LookBack);
            var waiting = await db.PaymentFiles
                .Where(f => f.State == PaymentFileState.Sent && f.SentAt < newest && f.SentAt > oldest && db.PaymentOrders.Any(o => o.BatchId == f.BatchId && o.State == PaymentState.Sent))
                .Select(f => new { f.Id, f.SentAt }).ToListAsync(ct);
            var days = await calendar.ReadAsync(db, ct);
            late = [.. waiting.Where(f => IsLate(days, f.SentAt!.Value, now)).Select(f => f.Id)];
        }
        foreach (var id in late)
        {
            await using var tx = await store.BeginWriteAsync(ct);
            var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == id, ct);
            var orders = await FilePart.OrdersAsync(tx.Db, file, ct);
            if (file.State != PaymentFileState.Sent || !orders.Exists(o => o.State == PaymentState.Sent)) continue;
            await record.UnknownAsync(tx, file, FileRecord.NoAnswer, orders, now, ct);
            await tx.CommitAsync(ct);
        }
        memory.LookedForLate = now;
        return late.Count;
    }

    // A year whose holidays nobody has loaded yet has no working days to count; the next look asks again.
    private bool IsLate(WorkingCalendar days, DateTimeOffset sentAt, DateTimeOffset now)
    {
        try
        {
            return now >= ShanghaiTime.EndOfDay(days.AddWorkingDays(ShanghaiTime.LocalDate(sentAt), limits.AnswerWorkingDays));
        }
        catch (CalendarYearMissingException)
        {
            return false;
        }
    }
}

/// <param name="AnswerWorkingDays">See <see cref="ExchangeSettings"/>.</param>
internal sealed record ExchangeLimits(int AnswerWorkingDays)
{
    public const int Default = 3;
}
