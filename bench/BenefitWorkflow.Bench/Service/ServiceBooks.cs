using BenefitWorkflow.Audit;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Service;

/// <summary>Counts, after a run, everything that it must have left.</summary>
internal static class ServiceBooks
{
    /// <summary>The service's own proof of the money looks at case by case; what that costs at larger sizes is measured, not waited for.</summary>
    private const int MostForMoneyIdentity = 12_000;

    /// <param name="closed">Cases that were carried to the end.</param>
    /// <param name="open">Cases that were only opened and wait for approval.</param>
    /// <returns>What is wrong; empty where nothing is.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(BenchService service, int closed, int open = 0)
    {
        var faults = new List<string>();
        await using var db = service.Store.Read();
        Expect("cases", await db.Cases.CountAsync(), closed + open);
        Expect("closed cases", await db.Cases.CountAsync(c => c.State == CaseState.Closed && c.Result == Close.Paid), closed);
        Expect("settled payments", await db.PaymentOrders.CountAsync(o => o.State == PaymentState.Settled && o.OnTime == true), closed);
        Expect("payments", await db.PaymentOrders.CountAsync(), closed);
        Expect("pending time limits", await db.Deadlines.CountAsync(d => d.State == DeadlineState.Pending), open);
        Expect("survey answers", await db.SurveyAnswers.CountAsync(), closed);
        var events = await db.Outbox.GroupBy(m => m.Type).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
        foreach (var (type, expected) in new[]
        {
            (nameof(CaseOpenedV1), closed + open), (nameof(PaymentOrderedV1), closed), (nameof(PaymentReleasedV1), closed),
            (nameof(PaymentSettledV1), closed), (nameof(CaseClosedV1), closed),
        })
            Expect($"events {type}", events.GetValueOrDefault(type), expected);
        Expect("history entries", await db.History.CountAsync(), await db.Cases.SumAsync(c => c.Version));

        await CheckMoneyAsync(service, db, closed, Expect);
        if (closed + open <= MostForMoneyIdentity) faults.AddRange((await MoneyIdentity.CheckAsync(db, service.AidProgramme, default)).Differences.Select(d => $"money: {d.En}"));

        var audit = await service.Get<AuditVerifier>().VerifyAsync(default);
        Expect("audited cases", audit.Cases, closed + open);
        faults.AddRange(audit.Findings.Take(10).Select(f => $"audit: {f.Finding.En}"));
        return faults;

        void Expect(string what, long counted, long expected)
        {
            if (counted != expected) faults.Add($"service: {counted} {what} instead of {expected}");
        }
    }

    /// <summary>Every book, set-based: each grant was reserved once, moved to paid once, ordered and settled once, and the accounts say the same.</summary>
    private static async Task CheckMoneyAsync(BenchService service, BenefitDb db, int closed, Action<string, long, long> expect)
    {
        var paid = BenchService.GrantFen * closed;
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == BenchService.Programme && a.Year == service.AidProgramme.Year).ToListAsync();
        expect("fen paid by the accounts", accounts.Sum(a => a.PaidFen), paid);
        expect("fen approved by the accounts", accounts.Sum(a => a.ApprovedFen), paid);
        expect("fen settled", await db.PaymentOrders.SumAsync(o => o.AmountFen), paid);
        expect("fen reserved and paid", await db.Reservations.Where(r => r.State == ReservationState.Paid).SumAsync(r => r.AmountFen), paid);
        expect("reservations", await db.Reservations.CountAsync(), closed);
        expect("fen moved to paid", await db.BudgetEntries.Where(e => e.FromState == ReservationState.Pending && e.ToState == ReservationState.Paid).SumAsync(e => e.AmountFen), paid);
        expect("budget entries", await db.BudgetEntries.CountAsync(), 2L * closed);
    }

    /// <summary>Rows in all tables of the service.</summary>
    public static async Task<long> RowsAsync(BenefitStore store)
    {
        await using var db = store.Read();
        var rows = 0L;
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct(StringComparer.Ordinal))
#pragma warning disable EF1002 // The name is the model's own, not somebody's input.
            rows += await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM {table}").SingleAsync();
#pragma warning restore EF1002
        return rows;
    }
}
