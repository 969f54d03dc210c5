using BenefitWorkflow.Cases;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Payments that somebody has to see to: what the bank left open, refused or sent back, what is paid in cash, what is claimed back.</summary>
internal sealed class PaymentQueues(BenefitStore store, ProgrammeCatalog catalog, Protector protector)
{
    /// <summary>States of which somebody has to act.</summary>
    public static readonly PaymentState[] States = [PaymentState.Unknown, PaymentState.Failed, PaymentState.Returned];

    /// <param name="Orders">By state of <see cref="States"/>.</param>
    public sealed record Counts(IReadOnlyDictionary<PaymentState, int> Orders, int Files, int Alerts, int Cash, int Recoveries);

    /// <param name="Step">Where the case of the payment stands; null: nowhere.</param>
    public sealed record Waiting(PaymentRow Payment, string Scheme, string? Step, string? StepRole);

    /// <param name="VoucherHash">SHA-256 of the document, in lower hex: what a second person says they have seen.</param>
    /// <param name="ConfirmedBy">Null: waits for a second person, or the order went back to the bank.</param>
    public sealed record Cash(PaymentRow Payment, string Reason, string FileName, string VoucherHash, string ProposedBy, DateTimeOffset ProposedAt, string? ConfirmedBy, DateTimeOffset? ConfirmedAt);

    public async Task<Counts> HowManyAsync(CaseScope within, CancellationToken ct)
    {
        await using var db = store.Read();
        var orders = new Dictionary<PaymentState, int>();
        foreach (var state in States)
        {
            var sum = 0;
            foreach (var programme in Mine(within)) sum += await Open(db, programme, state).CountAsync(ct);
            orders[state] = sum;
        }
        return new Counts(orders, await ReadExchange.HowManyAsync(db, ct), await BankAlerts.HowManyAsync(db, ct),
            await Proposed(db, within).CountAsync(ct), await within.LimitWhole(db.Recoveries, r => r.ProgrammeKey).CountAsync(r => r.State == RecoveryState.Open, ct));
    }

    /// <summary>Payments of a state that nobody has replaced and whose case is still open, oldest first; programme by programme, as the index is ordered.</summary>
    public async Task<BatchBoard.Page<Waiting>> ReadAsync(CaseScope within, PaymentState state, long after, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var found = new List<PaymentOrder>();
        foreach (var programme in Mine(within))
            found.AddRange(await Open(db, programme, state).Where(o => o.Id > after).OrderBy(o => o.Id).Take(limit + 1).ToListAsync(ct));
        var page = found.OrderBy(o => o.Id).Take(limit).ToList();
        var ids = page.ConvertAll(o => o.CaseId);
        var cases = await db.Cases.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.SchemeKey, c.Step, c.StepRole }).ToDictionaryAsync(c => c.Id, ct);
        return new BatchBoard.Page<Waiting>(page.ConvertAll(o => new Waiting(PaymentRow.Of(o, protector), cases[o.CaseId].SchemeKey, cases[o.CaseId].Step, cases[o.CaseId].StepRole)), found.Count > limit ? page[^1].Id : null);
    }

    private IEnumerable<string> Mine(CaseScope within) => catalog.Programmes.Select(p => p.Key).Where(within.HasWhole);

    private static IQueryable<PaymentOrder> Open(BenefitDb db, string programme, PaymentState state)
    {
        var orders = db.PaymentOrders.Where(o => o.ProgrammeKey == programme && o.State == state);
        return state == PaymentState.Unknown ? orders
            : orders.Where(o => !db.PaymentOrders.Any(later => later.CaseId == o.CaseId && later.Id > o.Id) && db.Cases.Any(c => c.Id == o.CaseId && c.State != CaseState.Closed));
    }

    /// <summary>What waits for a second person first, then the newest.</summary>
    /// <returns>They, and how many there are in all.</returns>
    public async Task<(IReadOnlyList<Cash> Items, int All)> CashAsync(CaseScope within, int most, CancellationToken ct)
    {
        await using var db = store.Read();
        var paid = within.LimitWhole(db.PaymentOrders, p => p.ProgrammeKey).Where(o => o.Channel == PaymentChannel.Cash);
        var rows = await (from v in db.CashVouchers
                          join o in paid on v.Id equals o.Id
                          orderby v.ConfirmedBy == null ? 0 : 1, v.Id descending
                          // Without the document itself.
                          select new { Order = o, v.Reason, v.FileNameCipher, v.Hash, v.ProposedBy, v.ProposedAt, v.ConfirmedBy, v.ConfirmedAt }).Take(most).ToListAsync(ct);
        return (rows.ConvertAll(r => new Cash(PaymentRow.Of(r.Order, protector), r.Reason, protector.Decrypt(r.FileNameCipher), Convert.ToHexStringLower(r.Hash), r.ProposedBy, r.ProposedAt, r.ConfirmedBy, r.ConfirmedAt)), await (from v in db.CashVouchers join o in paid on v.Id equals o.Id select v.Id).CountAsync(ct));
    }

    private static IQueryable<PaymentOrder> Proposed(BenefitDb db, CaseScope within) =>
        from v in db.CashVouchers
        join o in within.LimitWhole(db.PaymentOrders, p => p.ProgrammeKey) on v.Id equals o.Id
        where o.Channel == PaymentChannel.Cash && o.State == PaymentState.Ordered
        select o;

    /// <summary>The newest payment of a case number, or the one of an end-to-end id; null: none.</summary>
    public async Task<PaymentRow?> FindAsync(CaseScope within, string text, CancellationToken ct)
    {
        var wanted = text.Trim();
        await using var db = store.Read();
        var orders = within.LimitWhole(db.PaymentOrders, o => o.ProgrammeKey);
        var order = await orders.FirstOrDefaultAsync(o => o.EndToEndId == wanted, ct);
        if (order is null && await db.Cases.Where(c => c.Number == wanted).Select(c => (long?)c.Id).FirstOrDefaultAsync(ct) is { } id)
            order = await orders.Where(o => o.CaseId == id).OrderByDescending(o => o.Id).FirstOrDefaultAsync(ct);
        return order is null ? null : PaymentRow.Of(order, protector);
    }
}
