using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Messaging;

/// <summary>
/// The service's end of the daily control totals: once from the events it published, once from the payment orders themselves. An event that
/// got lost before anyone saw it shows between the two; one that got lost on the way shows at the subscriber.
/// </summary>
public sealed class ControlTotals(BenefitStore store)
{
    // A day's payments stand still when nobody works; on a busy one the second part is left for the next time.
    private const int Attempts = 3;

    /// <summary>The totals of a day.</summary>
    /// <param name="day">Legal day.</param>
    /// <param name="upTo">Highest sequence number to count, 0 or more; above the last one: the last one.</param>
    public async Task<ControlTotalsV1> ReadAsync(DateOnly day, long upTo, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(upTo);
        await using var db = store.Read();
        for (var attempt = 1; ; attempt++)
        {
            // Every move of a payment writes an event in the same transaction, and ids grow in the order of commits: with no new one
            // between, orders and events were read as of one moment.
            var before = await LastIdAsync(db, ct);
            var orders = await OrdersAsync(db, day, ct);
            var last = await db.Outbox.MaxAsync(m => m.Sequence, ct) ?? 0;
            var cut = Math.Min(upTo, last);
            var (lines, all, pending) = await EventsAsync(db, day, cut, ct);
            var still = before == await LastIdAsync(db, ct);
            if (still || attempt == Attempts) return new(day, cut, last, pending, lines, still ? orders : null, still ? all : null);
        }
    }

    private static async Task<long> LastIdAsync(BenefitDb db, CancellationToken ct) => await db.Outbox.MaxAsync(m => (long?)m.Id, ct) ?? 0;

    private static async Task<(IReadOnlyList<ControlLineV1> Lines, IReadOnlyList<ControlLineV1> All, long Pending)> EventsAsync(
        BenefitDb db, DateOnly day, long cut, CancellationToken ct)
    {
        var (start, end) = (ShanghaiTime.StartOfDay(day), ShanghaiTime.EndOfDay(day));
        var (counted, all) = (new ControlSums(), new ControlSums());
        var pending = 0L;
        var events = db.Outbox.Where(m => m.OccurredAt >= start && m.OccurredAt < end).Select(m => new { m.Sequence, m.Type, m.Payload });
        await foreach (var row in events.AsAsyncEnumerable().WithCancellation(ct))
        {
            var e = EventCatalog.Deserialize(row.Type, row.Payload);
            if (ControlSums.KindOf(e) is not { } kind) continue;
            all.Add(e.Programme, null, kind, e.AmountFen);
            if (row.Sequence <= cut) counted.AddWithShares(e, kind);
            else pending++;
        }

        return (counted.Lines, all.Lines, pending);
    }

    private static async Task<IReadOnlyList<ControlLineV1>> OrdersAsync(BenefitDb db, DateOnly day, CancellationToken ct)
    {
        var (start, end) = (ShanghaiTime.StartOfDay(day), ShanghaiTime.EndOfDay(day));
        var moved = await db.PaymentOrders
            .Where(o => (o.OrderedAt >= start && o.OrderedAt < end) || (o.ReleasedAt >= start && o.ReleasedAt < end)
                || (o.SettledAt >= start && o.SettledAt < end) || (o.EndedAt >= start && o.EndedAt < end))
            .Select(o => new { o.ProgrammeKey, o.AmountFen, o.State, o.OrderedAt, o.ReleasedAt, o.SettledAt, o.EndedAt }).ToListAsync(ct);
        var sums = new ControlSums();
        foreach (var o in moved)
        {
            Count(o.OrderedAt, ControlKind.Ordered);
            Count(o.ReleasedAt, ControlKind.Released);
            Count(o.SettledAt, ControlKind.Settled);
            if (o.State == PaymentState.Failed) Count(o.EndedAt, ControlKind.Failed);
            if (o.State == PaymentState.Returned) Count(o.EndedAt, ControlKind.Returned);

            void Count(DateTimeOffset? at, ControlKind kind)
            {
                if (at >= start && at < end) sums.Add(o.ProgrammeKey, null, kind, o.AmountFen);
            }
        }

        return sums.Lines;
    }
}
