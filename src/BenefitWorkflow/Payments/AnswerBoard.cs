using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What the pages about banks' answers ask: the files that came, and what became of the rows of one.</summary>
public sealed class AnswerBoard(BenefitStore store)
{
    public sealed record Part(BankResultLineState State, BankResult Result, int Count);

    public sealed record Row(BankResultFile File, IReadOnlyList<Part> Parts)
    {
        public int Total => Parts.Sum(p => p.Count);

        public int Count(BankResultLineState state, BankResult? result = null) => Parts.Where(p => p.State == state && (result is null || p.Result == result)).Sum(p => p.Count);
    }

    /// <param name="Next">Where the next page begins; null on the last.</param>
    public sealed record Page(IReadOnlyList<Row> Items, long? Next);

    /// <summary>A row with the case it is about; null where it is about none that is known.</summary>
    /// <param name="Payment">State of the payment that it names; null: none is known.</param>
    public sealed record Line(BankResultLine Row, long? CaseId, string? CaseNumber, PaymentState? Payment);

    /// <param name="Next">Row behind which the next page begins; null on the last.</param>
    public sealed record LinePage(IReadOnlyList<Line> Items, int? Next);

    /// <summary>Newest first.</summary>
    /// <param name="before">Id above those of the page; null: from the newest.</param>
    public async Task<Page> ReadAsync(long? before, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var files = await db.BankResultFiles.Where(f => f.Id < (before ?? long.MaxValue)).OrderByDescending(f => f.Id).Take(limit + 1).ToListAsync(ct);
        var page = files.Take(limit).ToList();
        var parts = await PartsAsync(db, page.ConvertAll(f => f.Id), ct);
        return new Page(page.ConvertAll(f => new Row(f, [.. parts[f.Id]])), files.Count > limit ? page[^1].Id : null);
    }

    /// <summary>One file; null where there is none.</summary>
    public async Task<Row?> FindAsync(long id, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.BankResultFiles.SingleOrDefaultAsync(f => f.Id == id, ct) is { } file ? new Row(file, [.. (await PartsAsync(db, [id], ct))[id]]) : null;
    }

    /// <summary>Rows in the order of the file.</summary>
    public async Task<LinePage> LinesAsync(long file, BankResultLineState state, int after, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var rows = await db.BankResultLines.Where(l => l.FileId == file && l.State == state && l.Row > after).OrderBy(l => l.Row).Take(limit + 1).ToListAsync(ct);
        return new LinePage(await WithCasesAsync(db, rows.Take(limit), ct), rows.Count > limit ? rows[limit - 1].Row : null);
    }

    /// <summary>Rows, newest file first, that wait for a person to say whether they are the payment that fits.</summary>
    public async Task<IReadOnlyList<Line>> ProposedAsync(int most, CancellationToken ct)
    {
        await using var db = store.Read();
        // File by file, as the index is ordered; each of these has a row at least, so that many are enough.
        var files = await db.BankResultFiles.Where(f => db.BankResultLines.Any(l => l.FileId == f.Id && l.State == BankResultLineState.Proposed)).OrderByDescending(f => f.Id).Select(f => f.Id).Take(most).ToListAsync(ct);
        var rows = await db.BankResultLines.Where(l => files.Contains(l.FileId) && l.State == BankResultLineState.Proposed).OrderByDescending(l => l.FileId).ThenBy(l => l.Row).Take(most).ToListAsync(ct);
        return await WithCasesAsync(db, rows, ct);
    }

    /// <summary>How many rows wait for a person to say so.</summary>
    public async Task<int> HowManyProposedAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return await (from f in db.BankResultFiles join l in db.BankResultLines on f.Id equals l.FileId where l.State == BankResultLineState.Proposed select l.Row).CountAsync(ct);
    }

    private static async Task<IReadOnlyList<Line>> WithCasesAsync(BenefitDb db, IEnumerable<BankResultLine> rows, CancellationToken ct)
    {
        var lines = rows.ToList();
        var orders = lines.Where(l => l.OrderId != null).Select(l => l.OrderId!.Value).Distinct().ToList();
        var ends = lines.Where(l => l.OrderId == null && l.EndToEndId.Length > 0).Select(l => l.EndToEndId).Distinct().ToList();
        var known = await db.PaymentOrders.Where(o => orders.Contains(o.Id) || ends.Contains(o.EndToEndId)).Select(o => new { o.Id, o.EndToEndId, o.CaseId, o.CaseNumber, o.State }).ToListAsync(ct);
        return lines.ConvertAll(l =>
        {
            var order = known.Find(o => l.OrderId is { } id ? o.Id == id : o.EndToEndId == l.EndToEndId);
            return new Line(l, order?.CaseId, order?.CaseNumber, order?.State);
        });
    }

    private static async Task<ILookup<long, Part>> PartsAsync(BenefitDb db, List<long> files, CancellationToken ct) =>
        (await db.BankResultLines.Where(l => files.Contains(l.FileId)).GroupBy(l => new { l.FileId, l.State, l.Result })
            .Select(g => new { g.Key.FileId, g.Key.State, g.Key.Result, Count = g.Count() }).ToListAsync(ct))
        .ToLookup(g => g.FileId, g => new Part(g.State, g.Result, g.Count));
}
