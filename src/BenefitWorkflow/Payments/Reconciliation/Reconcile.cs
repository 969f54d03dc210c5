using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>GET /api/reconciliation?day=: what was ordered, released, sent, settled, failed, returned and is unknown, per programme, source and batch, and whether it agrees.</summary>
public sealed class Reconcile(BenefitStore store, KeyRing keys, TimeProvider time)
{
    // Payments stand still when nobody works; on a busy moment the last attempt is as good as any.
    private const int Attempts = 3;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/reconciliation", async (DateOnly? day, Reconcile useCase, CancellationToken ct) => Results.Ok(await useCase.ReadAsync(day, ct)))
            .RequireRoles(Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor);

    /// <param name="day">Legal day; null: today.</param>
    public async Task<DayReport> ReadAsync(DateOnly? day, CancellationToken ct)
    {
        await using var db = store.Read();
        for (var attempt = 1; ; attempt++)
        {
            var before = await News.LastAsync(db, ct);
            var report = await ReportAsync(db, day ?? ShanghaiTime.LocalDate(time.GetUtcNow()), ct);
            if (attempt == Attempts || before == await News.LastAsync(db, ct)) return report;
        }
    }

    internal async Task<DayReport> ReportAsync(BenefitDb db, DateOnly day, CancellationToken ct)
    {
        var (start, end) = (ShanghaiTime.StartOfDay(day), ShanghaiTime.EndOfDay(day));
        var close = await db.DayCloses.SingleOrDefaultAsync(c => c.Day == day, ct);
        var earlier = await db.DayCloses.Where(c => c.Day < day).OrderByDescending(c => c.Day).FirstOrDefaultAsync(ct);
        var newest = await db.DayCloses.OrderByDescending(c => c.Day).FirstOrDefaultAsync(ct);
        var last = await News.LastAsync(db, ct);
        var after = earlier?.UpToId ?? 0;
        var upTo = close?.UpToId ?? Math.Max(after, Math.Min(await News.LastBeforeAsync(db, end, ct), last));
        var totals = await News.AddUpAsync(db, after, upTo, Opening(earlier), ct);
        // Everything since the newest close, for what must be with the bank now.
        var since = newest?.UpToId ?? 0;
        var now = (since, last) == (after, upTo) ? totals : await News.AddUpAsync(db, since, last, Opening(newest), ct);
        var withBank = await WithBankAsync(db, now, ct);
        var batches = await BatchesAsync(db, start, end, ct);
        var closable = close is null && (newest is null || newest.Day < day) && day <= ShanghaiTime.LocalDate(time.GetUtcNow());
        return new DayReport(day, earlier?.Day, totals, batches, withBank, withBank.Sum(l => Math.Abs(l.DifferenceFen)) + batches.Sum(b => Math.Abs(b.DifferenceFen)),
            closable ? Token(day, totals) : null, close?.ClosedBy, close?.ClosedAt, close is null ? null : Convert.ToHexStringLower(close.Digest),
            close is null ? null : close.Totals == Json(totals) && DigestOf(close, earlier).AsSpan().SequenceEqual(close.Digest));
    }

    internal static string Json(DayTotals totals) => JsonSerializer.Serialize(totals, JsonSerializerOptions.Web);

    internal string Token(DateOnly day, DayTotals totals) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys.AuditKey, Encoding.UTF8.GetBytes($"reconciliation-token|{day:yyyy-MM-dd}|{Json(totals)}")));

    /// <summary>The signature of a close.</summary>
    internal byte[] DigestOf(DayClose close, DayClose? earlier) => HMACSHA256.HashData(keys.AuditKey, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        kind = "day-close", close.Day, close.AfterId, close.UpToId, close.Totals, close.ClosedBy, at = close.ClosedAt.ToUnixTimeMilliseconds(),
        before = earlier is null ? "" : Convert.ToHexStringLower(earlier.Digest),
    })));

    private static Dictionary<(string, string?), ControlFigureV1> Opening(DayClose? earlier) => earlier is null ? []
        : JsonSerializer.Deserialize<DayTotals>(earlier.Totals, JsonSerializerOptions.Web)!.Lines.ToDictionary(l => (l.Programme, l.Source), l => l.Closing);

    private static async Task<IReadOnlyList<BankLine>> WithBankAsync(BenefitDb db, DayTotals now, CancellationToken ct)
    {
        var held = await db.PaymentOrders.Where(o => o.State == PaymentState.Released || o.State == PaymentState.Sent || o.State == PaymentState.Unknown)
            .GroupBy(o => o.ProgrammeKey).Select(g => new { Programme = g.Key, Count = g.LongCount(), Fen = g.Sum(o => o.AmountFen) }).ToListAsync(ct);
        var byNews = now.Lines.Where(l => l.Source is null).ToDictionary(l => l.Programme, l => l.Closing);
        return [.. byNews.Keys.Union(held.Select(h => h.Programme)).Order(StringComparer.Ordinal).Select(programme =>
        {
            var orders = held.Find(h => h.Programme == programme) is { } h ? new ControlFigureV1(h.Count, h.Fen) : default;
            var news = byNews.GetValueOrDefault(programme);
            return new BankLine(programme, news, orders, news.Fen - orders.Fen);
        })];
    }

    private static async Task<IReadOnlyList<BatchLine>> BatchesAsync(BenefitDb db, DateTimeOffset start, DateTimeOffset end, CancellationToken ct)
    {
        var batches = await db.PaymentBatches.Where(b => b.State == BatchState.Released && ((b.ReleasedAt >= start && b.ReleasedAt < end)
                || db.PaymentOrders.Any(o => o.BatchId == b.Id && (o.State == PaymentState.Released || o.State == PaymentState.Sent || o.State == PaymentState.Unknown))))
            .OrderBy(b => b.Id).ToListAsync(ct);
        var ids = batches.ConvertAll(b => (long?)b.Id);
        var rows = await db.PaymentOrders.Where(o => ids.Contains(o.BatchId)).GroupBy(o => new { o.BatchId, o.State, Sent = o.SentAt != null })
            .Select(g => new { g.Key.BatchId, g.Key.State, g.Key.Sent, Count = g.LongCount(), Fen = g.Sum(o => o.AmountFen) }).ToListAsync(ct);
        return [.. batches.Select(b =>
        {
            var own = rows.FindAll(r => r.BatchId == b.Id);
            ControlFigureV1 Of(params PaymentState[] states) => new(own.Where(r => states.Contains(r.State)).Sum(r => r.Count), own.Where(r => states.Contains(r.State)).Sum(r => r.Fen));
            return new BatchLine(b.Id, b.Number, b.ProgrammeKey, b.ReleasedAt, new ControlFigureV1(b.Count, b.TotalFen),
                new ControlFigureV1(own.Where(r => r.Sent).Sum(r => r.Count), own.Where(r => r.Sent).Sum(r => r.Fen)), Of(PaymentState.Settled), Of(PaymentState.Failed),
                Of(PaymentState.Returned), Of(PaymentState.Unknown), Of(PaymentState.Released, PaymentState.Sent),
                b.TotalFen - Of(PaymentState.Settled, PaymentState.Failed, PaymentState.Returned, PaymentState.Unknown, PaymentState.Released, PaymentState.Sent).Fen);
        })];
    }
}
