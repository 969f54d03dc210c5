using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>
/// Adds up payment events in the order in which they were learnt. What the bank dates back to a day before belongs to the day on which it was
/// taken in, so the order of writing counts here and not the event's own instant.
/// </summary>
internal static class News
{
    private static readonly string[] Types =
    [
        nameof(PaymentOrderedV1), nameof(PaymentReleasedV1), nameof(PaymentSentV1), nameof(PaymentUnknownV1), nameof(PaymentSettledV1), nameof(CashPaidV1),
        nameof(PaymentFailedV1), nameof(PaymentReturnedV1),
    ];

    /// <param name="opening">With the bank before, by programme and source.</param>
    public static async Task<DayTotals> AddUpAsync(BenefitDb db, long afterId, long upToId, IReadOnlyDictionary<(string, string?), ControlFigureV1> opening, CancellationToken ct)
    {
        var sums = new Dictionary<(string Programme, string? Source), ControlFigureV1[]>();
        foreach (var key in opening.Keys) sums[key] = new ControlFigureV1[Types.Length];
        var rows = db.Outbox.Where(m => m.Id > afterId && m.Id <= upToId && Types.Contains(m.Type)).Select(m => new { m.Type, m.Payload });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var (e, kind) = (JsonSerializer.Deserialize<Told>(row.Payload, JsonSerializerOptions.Web)!, Array.IndexOf(Types, row.Type));
            Add((e.Programme, null), kind, e.AmountFen);
            foreach (var share in e.Funding) Add((e.Programme, share.Source), kind, share.AmountFen);
        }
        return new DayTotals(afterId, upToId,
            [.. sums.OrderBy(s => s.Key.Programme, StringComparer.Ordinal).ThenBy(s => s.Key.Source, StringComparer.Ordinal).Select(s => Line(s.Key, s.Value, opening.GetValueOrDefault(s.Key)))]);

        void Add((string, string?) key, int kind, long fen)
        {
            if (!sums.TryGetValue(key, out var figures)) sums.Add(key, figures = new ControlFigureV1[Types.Length]);
            figures[kind] = new ControlFigureV1(figures[kind].Count + 1, figures[kind].Fen + fen);
        }
    }

    /// <summary>What is added up of an event; the rest of it is not read.</summary>
    private sealed record Told(string Programme, long AmountFen, IReadOnlyList<FundingShareV1> Funding);

    /// <summary>Outbox id of the last event that was written before an instant; 0 where there is none.</summary>
    public static async Task<long> LastBeforeAsync(BenefitDb db, DateTimeOffset instant, CancellationToken ct)
    {
        // Ids grow with the commits, and an event's id begins with the instant of its commit: twenty looks find the place among a million.
        // A row that is missing was removed by somebody, and must show as a difference instead of stopping the report.
        var (low, high) = (0L, await LastAsync(db, ct));
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            var row = await db.Outbox.Where(m => m.Id > low && m.Id <= middle).OrderByDescending(m => m.Id).Select(m => new { m.Id, m.EventId }).FirstOrDefaultAsync(ct);
            if (row is null || LearntAtMs(row.EventId) < instant.ToUnixTimeMilliseconds()) low = middle;
            else high = row.Id - 1;
        }
        return low;
    }

    public static async Task<long> LastAsync(BenefitDb db, CancellationToken ct) => await db.Outbox.MaxAsync(m => (long?)m.Id, ct) ?? 0;

    /// <summary>Milliseconds since 1970 of a version 7 id (RFC 9562, 5.7).</summary>
    internal static long LearntAtMs(Guid eventId)
    {
        Span<byte> bytes = stackalloc byte[16];
        eventId.TryWriteBytes(bytes, bigEndian: true, out _);
        var ms = 0L;
        foreach (var b in bytes[..6]) ms = (ms << 8) | b;
        return ms;
    }

    private static DayLine Line((string Programme, string? Source) key, ControlFigureV1[] f, ControlFigureV1 opening)
    {
        var (ordered, released, sent, unknown, settled, cash, failed, returned) = (f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]);
        var closing = new ControlFigureV1(
            opening.Count + released.Count + cash.Count - settled.Count - failed.Count, opening.Fen + released.Fen + cash.Fen - settled.Fen - failed.Fen);
        return new DayLine(key.Programme, key.Source, ordered, released, sent, unknown, settled, cash, failed, returned, opening, closing);
    }
}
