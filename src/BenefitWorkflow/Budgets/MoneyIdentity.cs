using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>
/// Proves that the money adds up: approved = paid + pending + returned + cancelled per source, from four books that are
/// written apart: the accounts' counters, the cases' reservations, the ledger replayed, and the payment orders.
/// </summary>
public static class MoneyIdentity
{
    private const int MostCases = 100;

    private sealed record Held(string Source, ReservationState State, long Fen);

    private sealed record Moved(string Source, ReservationState? From, ReservationState To, long Fen);

    /// <summary>The accounts' figures, which every move keeps up to date. Costs nothing, however many cases there are, and proves only that each account adds up.</summary>
    public static async Task<MoneyReport> ReadAsync(BenefitDb db, Programme programme, CancellationToken ct)
    {
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == programme.Key && a.Year == programme.Year).OrderBy(a => a.UseOrder).ToListAsync(ct);
        var differences = accounts.Where(a => !a.Balances)
            .Select(a => Differ(a.SourceKey, "批准", "approved", a.ApprovedFen, a.PendingFen + a.PaidFen + a.ReturnedFen + a.CancelledFen)).ToList();
        return new MoneyReport(programme.Key, Figures(accounts), differences.Count == 0, Compared: false, differences);
    }

    private static List<SourceFigures> Figures(List<BudgetAccount> accounts) =>
        accounts.ConvertAll(a => new SourceFigures(a.SourceKey, a.CeilingFen, a.ApprovedFen, a.PendingFen, a.PaidFen, a.ReturnedFen, a.CancelledFen, a.AvailableFen));

    /// <summary>Compares all four books. Costs as much as the programme has cases.</summary>
    public static async Task<MoneyReport> CheckAsync(BenefitDb db, Programme programme, CancellationToken ct)
    {
        var (key, year) = (programme.Key, programme.Year);
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == key && a.Year == year).OrderBy(a => a.UseOrder).ToListAsync(ct);
        var held = await db.Reservations.Where(r => r.ProgrammeKey == key && r.Year == year)
            .GroupBy(r => new { r.SourceKey, r.State }).Select(g => new Held(g.Key.SourceKey, g.Key.State, g.Sum(r => r.AmountFen))).ToListAsync(ct);
        var moved = await db.BudgetEntries.Where(e => e.ProgrammeKey == key && e.Year == year)
            .GroupBy(e => new { e.SourceKey, e.FromState, e.ToState }).Select(g => new Moved(g.Key.SourceKey, g.Key.FromState, g.Key.ToState, g.Sum(e => e.AmountFen))).ToListAsync(ct);
        var adjusted = await db.BudgetAdjustments.Where(a => a.ProgrammeKey == key && a.Year == year)
            .Where(a => !db.BudgetAdjustments.Any(later => later.ProgrammeKey == key && later.Year == year && later.SourceKey == a.SourceKey && later.Id > a.Id))
            .ToDictionaryAsync(a => a.SourceKey, a => a.ToFen, ct);

        var days = await db.BudgetDays.Where(d => d.ProgrammeKey == key && d.Year == year).GroupBy(d => d.SourceKey)
            .Select(g => new { g.Key, Paid = g.Sum(d => d.PaidFen), Pending = g.Sum(d => d.PendingFen) }).ToDictionaryAsync(g => g.Key, ct);

        var differences = new List<Refusal>();
        // Sources that only a book knows count too: money without an account must not vanish from the sum.
        foreach (var source in accounts.Select(a => a.SourceKey).Union(held.Select(h => h.Source)).Union(moved.Select(m => m.Source)).ToList())
        {
            var account = accounts.Find(a => a.SourceKey == source);
            CheckStates(account, source, held, moved, differences);
            if (account is not null && days.GetValueOrDefault(source) is var day)
            {
                if (account.PaidFen != (day?.Paid ?? 0)) differences.Add(Differ(source, "已付（逐日）", "Paid (days)", account.PaidFen, day?.Paid ?? 0));
                if (account.PendingFen != (day?.Pending ?? 0)) differences.Add(Differ(source, "待付（逐日）", "Pending (days)", account.PendingFen, day?.Pending ?? 0));
            }
            if (account is not null && adjusted.TryGetValue(source, out var ceiling) && ceiling != account.CeilingFen)
                differences.Add(Differ(source, "上限（调整文件）", "ceiling (adjustments)", account.CeilingFen, ceiling));
        }
        var settled = await db.PaymentOrders.Where(o => o.ProgrammeKey == key && o.Year == year && o.State == PaymentState.Settled).SumAsync(o => o.AmountFen, ct);
        var paid = accounts.Sum(a => a.PaidFen);
        if (paid != settled) differences.Add(Differ("*", "已付（支付指令）", "paid (payment orders)", paid, settled));
        await CheckCasesAsync(db, key, year, differences, ct);
        return new MoneyReport(key, Figures(accounts), differences.Count == 0, Compared: true, differences);
    }

    private static void CheckStates(BudgetAccount? account, string source, List<Held> held, List<Moved> moved, List<Refusal> differences)
    {
        if (account is not null && account.ApprovedFen != account.PendingFen + account.PaidFen + account.ReturnedFen + account.CancelledFen)
            differences.Add(Differ(source, "已批准", "approved", account.ApprovedFen, account.PendingFen + account.PaidFen + account.ReturnedFen + account.CancelledFen));
        if (account is { AvailableFen: < 0 })
            differences.Add(Differ(source, "上限", "ceiling", account.CeilingFen, account.ApprovedFen - account.CancelledFen));
        foreach (var state in Enum.GetValues<ReservationState>())
        {
            var counter = account is null ? 0 : Counter(account, state);
            var reserved = held.Where(h => h.Source == source && h.State == state).Sum(h => h.Fen);
            var replayed = moved.Where(m => m.Source == source).Sum(m => (m.To == state ? m.Fen : 0) - (m.From == state ? m.Fen : 0));
            if (counter != reserved) differences.Add(Differ(source, $"{Zh(state)}（预留）", $"{state} (reservations)", counter, reserved));
            if (counter != replayed) differences.Add(Differ(source, $"{Zh(state)}（台账）", $"{state} (ledger)", counter, replayed));
        }
    }

    // Sums may agree where two cases are wrong by the same amount: so case by case as well.
    private static async Task CheckCasesAsync(BenefitDb db, string key, int year, List<Refusal> differences, CancellationToken ct)
    {
        var cases = await db.Cases.Where(c => c.ProgrammeKey == key && c.Year == year)
            .Select(c => new
            {
                c.Number,
                Entitled = c.AmountFen,
                Live = db.Reservations.Where(r => r.CaseId == c.Id && r.State != ReservationState.Cancelled).Sum(r => r.AmountFen),
                Paid = db.Reservations.Where(r => r.CaseId == c.Id && r.State == ReservationState.Paid).Sum(r => r.AmountFen),
                Settled = db.PaymentOrders.Where(o => o.CaseId == c.Id && o.State == PaymentState.Settled).Sum(o => o.AmountFen),
            })
            .Where(c => c.Paid != c.Settled || (c.Live != 0 && c.Live != c.Entitled)).OrderBy(c => c.Number).Take(MostCases).ToListAsync(ct);
        foreach (var c in cases)
        {
            if (c.Paid != c.Settled) differences.Add(Differ(c.Number, "已付（支付指令）", "paid (payment orders)", c.Paid, c.Settled));
            if (c.Live != 0 && c.Live != c.Entitled) differences.Add(Differ(c.Number, "预留（核定金额）", "reserved (entitlement)", c.Live, c.Entitled));
        }
    }

    private static Refusal Differ(string where, string zh, string en, long one, long other) => new("budget.difference",
        $"{where} 的{zh}不一致：{new Money(one)} 与 {new Money(other)} 元；请停止放行并核对台账。",
        $"{where}, {en}: {new Money(one)} against {new Money(other)} yuan; stop releasing and check the ledger.");

    private static string Zh(ReservationState state) => state switch
    {
        ReservationState.Pending => "待付",
        ReservationState.Paid => "已付",
        ReservationState.Returned => "退票",
        _ => "已取消",
    };

    private static long Counter(BudgetAccount account, ReservationState state) => state switch
    {
        ReservationState.Pending => account.PendingFen,
        ReservationState.Paid => account.PaidFen,
        ReservationState.Returned => account.ReturnedFen,
        _ => account.CancelledFen,
    };
}
