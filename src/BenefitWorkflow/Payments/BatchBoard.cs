using BenefitWorkflow.Cases;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What the finance pages ask: what waits for a batch, the batches with what became of their payments, the payments of one.</summary>
internal sealed class BatchBoard(BenefitStore store, ProgrammeCatalog catalog, Protector protector)
{
    /// <summary>Orders of a programme's year that wait for a batch.</summary>
    /// <param name="FirstDueAt">When the earliest of them must have arrived.</param>
    public sealed record Waiting(string Programme, int Year, int Count, long Fen, DateTimeOffset FirstDueAt);

    /// <summary>Batches of one state.</summary>
    public sealed record StateSum(BatchState State, int Batches, int Payments, long Fen);

    /// <summary>Payments of one state within a batch.</summary>
    public sealed record Part(PaymentState State, int Count, long Fen);

    public sealed record Row(PaymentBatch Batch, IReadOnlyList<Part> Parts)
    {
        /// <summary>Payments in any of the states.</summary>
        public int Count(params ReadOnlySpan<PaymentState> states)
        {
            var sum = 0;
            foreach (var part in Parts) if (states.Contains(part.State)) sum += part.Count;
            return sum;
        }
    }

    /// <param name="Next">Where the next page begins; null on the last.</param>
    public sealed record Page<T>(IReadOnlyList<T> Items, long? Next);

    /// <summary>Programme by programme, as the index is ordered: the cost is that of what waits.</summary>
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CaseScope within, CancellationToken ct)
    {
        await using var db = store.Read();
        var waiting = new List<Waiting>();
        foreach (var programme in catalog.Programmes.Select(p => p.Key).Where(within.HasWhole).Distinct().Order(StringComparer.Ordinal))
            waiting.AddRange(await db.PaymentOrders.Where(o => o.ProgrammeKey == programme && o.State == PaymentState.Ordered && o.Channel == PaymentChannel.Bank)
                .GroupBy(o => o.Year).OrderBy(g => g.Key).Select(g => new Waiting(programme, g.Key, g.Count(), g.Sum(o => o.AmountFen), g.Min(o => o.DueAt))).ToListAsync(ct));
        return waiting;
    }

    public async Task<IReadOnlyList<StateSum>> SumsAsync(CaseScope within, string? programme, CancellationToken ct)
    {
        await using var db = store.Read();
        return await within.LimitWhole(db.PaymentBatches, b => b.ProgrammeKey).Where(b => programme == null || b.ProgrammeKey == programme).GroupBy(b => b.State).OrderBy(g => g.Key)
            .Select(g => new StateSum(g.Key, g.Count(), g.Sum(b => b.Count), g.Sum(b => b.TotalFen))).ToListAsync(ct);
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Id above those of the page; null: from the newest.</param>
    public async Task<Page<Row>> ReadAsync(CaseScope within, string? programme, BatchState? state, long? before, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var batches = within.LimitWhole(db.PaymentBatches, b => b.ProgrammeKey).Where(b => b.Id < (before ?? long.MaxValue));
        if (programme is not null) batches = batches.Where(b => b.ProgrammeKey == programme);
        if (state is not null) batches = batches.Where(b => b.State == state);
        var rows = await batches.OrderByDescending(b => b.Id).Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        var parts = await PartsAsync(db, page.ConvertAll(b => b.Id), ct);
        return new Page<Row>(page.ConvertAll(b => new Row(b, [.. parts[b.Id]])), rows.Count > limit ? page[^1].Id : null);
    }

    /// <summary>One batch; null where there is none.</summary>
    public async Task<Row?> FindAsync(CaseScope within, long id, CancellationToken ct)
    {
        await using var db = store.Read();
        return await within.LimitWhole(db.PaymentBatches, b => b.ProgrammeKey).SingleOrDefaultAsync(b => b.Id == id, ct) is { } batch ? new Row(batch, [.. (await PartsAsync(db, [id], ct))[id]]) : null;
    }

    private static async Task<ILookup<long, Part>> PartsAsync(BenefitDb db, List<long> batches, CancellationToken ct) =>
        (await db.PaymentOrders.Where(o => o.BatchId != null && batches.Contains(o.BatchId.Value)).GroupBy(o => new { o.BatchId, o.State }).OrderBy(g => g.Key.State)
            .Select(g => new { g.Key.BatchId, g.Key.State, Count = g.Count(), Fen = g.Sum(o => o.AmountFen) }).ToListAsync(ct))
        .ToLookup(g => g.BatchId!.Value, g => new Part(g.State, g.Count, g.Fen));

    /// <summary>Payments of a batch in the order of its file.</summary>
    public async Task<Page<PaymentRow>> PaymentsAsync(long batch, PaymentState? state, long after, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var orders = db.PaymentOrders.Where(o => o.BatchId == batch && o.Id > after);
        if (state is not null) orders = orders.Where(o => o.State == state);
        var rows = await orders.OrderBy(o => o.Id).Take(limit + 1).ToListAsync(ct);
        return new Page<PaymentRow>([.. rows.Take(limit).Select(o => PaymentRow.Of(o, protector))], rows.Count > limit ? rows[limit - 1].Id : null);
    }
}

/// <summary>A payment as finance sees it; of the account the last four digits.</summary>
public sealed record PaymentRow(
    long Id, long CaseId, string CaseNumber, string Programme, string EndToEndId, int Attempt, long AmountFen, string AccountName, string? BankName, string Account, PaymentState State,
    PaymentChannel Channel, long? BatchId, string? ReasonCode, DateTimeOffset OrderedAt, DateTimeOffset DueAt, DateTimeOffset? ReleasedAt, DateTimeOffset? UnknownAt, DateTimeOffset? SettledAt, DateTimeOffset? EndedAt)
{
    /// <summary>What the reason means and who has to act; null where there is no reason, or none that is known.</summary>
    public BankReason? Reason => BankReasons.Find(ReasonCode);

    internal static PaymentRow Of(PaymentOrder o, Protector protector) => new(
        o.Id, o.CaseId, o.CaseNumber, o.ProgrammeKey, o.EndToEndId, o.Attempt, o.AmountFen, o.AccountName, o.BankName, ReadPayments.Mask(protector.Decrypt(o.AccountCipher)), o.State,
        o.Channel, o.BatchId, o.ReasonCode, o.OrderedAt, o.DueAt, o.ReleasedAt, o.UnknownAt, o.SettledAt, o.EndedAt);
}
