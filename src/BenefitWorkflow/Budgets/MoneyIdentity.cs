using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>One funding source's figures, fen.</summary>
public sealed record SourceFigures(string Source, long CeilingFen, long ApprovedFen, long PendingFen, long PaidFen, long ReturnedFen, long CancelledFen, long AvailableFen);

/// <param name="Differences">Every way in which the books do not agree; empty where they do.</param>
public sealed record MoneyReport(string Programme, IReadOnlyList<SourceFigures> Sources, bool Balanced, IReadOnlyList<Refusal> Differences);

/// <summary>
/// Proves that the money adds up: approved = paid + pending + returned + cancelled per source, from four books that are
/// written apart: the accounts' counters, the cases' reservations, the ledger replayed, and the payment orders.
/// </summary>
public static class MoneyIdentity
{
    public static async Task<MoneyReport> CheckAsync(BenefitDb db, Programme programme, CancellationToken ct)
    {
        var (key, year) = (programme.Key, programme.Year);
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == key && a.Year == year).OrderBy(a => a.UseOrder).ToListAsync(ct);
        var reservations = await db.Reservations.Where(r => r.ProgrammeKey == key && r.Year == year)
            .GroupBy(r => new { r.SourceKey, r.State }).Select(g => new { g.Key.SourceKey, g.Key.State, Fen = g.Sum(r => r.AmountFen) }).ToListAsync(ct);
        var moves = await db.BudgetEntries.Where(e => e.ProgrammeKey == key && e.Year == year)
            .GroupBy(e => new { e.SourceKey, e.FromState, e.ToState }).Select(g => new { g.Key.SourceKey, g.Key.FromState, g.Key.ToState, Fen = g.Sum(e => e.AmountFen) }).ToListAsync(ct);
        var settled = await db.PaymentOrders.Where(o => o.ProgrammeKey == key && o.Year == year && o.State == PaymentState.Settled).SumAsync(o => o.AmountFen, ct);
        var differences = new List<Refusal>();
        foreach (var account in accounts)
        {
            if (!account.Balances) Differ(account.SourceKey, "approved", account.ApprovedFen, account.PendingFen + account.PaidFen + account.ReturnedFen + account.CancelledFen);
            foreach (var state in Enum.GetValues<ReservationState>())
            {
                var counter = Counter(account, state);
                var held = reservations.Where(r => r.SourceKey == account.SourceKey && r.State == state).Sum(r => r.Fen);
                var moved = moves.Where(m => m.SourceKey == account.SourceKey).Sum(m => (m.ToState == state ? m.Fen : 0) - (m.FromState == state ? m.Fen : 0));
                if (counter != held) Differ(account.SourceKey, $"{state} (reservations)", counter, held);
                if (counter != moved) Differ(account.SourceKey, $"{state} (ledger)", counter, moved);
            }
        }
        var paid = accounts.Sum(a => a.PaidFen);
        if (paid != settled) Differ("*", "paid (payment orders)", paid, settled);
        return new MoneyReport(key,
            [.. accounts.Select(a => new SourceFigures(a.SourceKey, a.CeilingFen, a.ApprovedFen, a.PendingFen, a.PaidFen, a.ReturnedFen, a.CancelledFen, a.AvailableFen))],
            differences.Count == 0, differences);

        void Differ(string source, string what, long one, long other) => differences.Add(new Refusal("budget.difference",
            $"资金来源 {source} 的 {what} 不一致：{new Money(one)} 与 {new Money(other)} 元；请停止放行并核对台账。",
            $"Source {source}, {what}: {new Money(one)} against {new Money(other)} yuan; stop releasing and check the ledger."));
    }

    private static long Counter(BudgetAccount account, ReservationState state) => state switch
    {
        ReservationState.Pending => account.PendingFen,
        ReservationState.Paid => account.PaidFen,
        ReservationState.Returned => account.ReturnedFen,
        _ => account.CancelledFen,
    };
}
