using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>How a programme's budget was used up (资金进度), day by day over all its sources.</summary>
/// <param name="Days">Days on which something changed, each with the stand at its end.</param>
/// <param name="From">First day of the season, else of the year, or the first change before it.</param>
/// <param name="To">Last day of the season, else of the year, or the last change after it.</param>
/// <param name="Until">Up to where the stand is known: the reader's today, within the above.</param>
public sealed record BudgetCourse(IReadOnlyList<BudgetCourse.Stand> Days, DateOnly From, DateOnly To, DateOnly Until)
{
    /// <param name="PendingFen">Approved and neither paid nor come back.</param>
    public sealed record Stand(DateOnly Day, long CeilingFen, long PaidFen, long PendingFen)
    {
        /// <summary>What is left of the ceiling; of money that came back, until it is given up, more than may be approved.</summary>
        public long LeftFen => CeilingFen - PaidFen - PendingFen;
    }

    /// <summary>Reads a row per day and source, and the adjustments.</summary>
    public static async Task<BudgetCourse> ReadAsync(BenefitDb db, Programme programme, DateTimeOffset now, CancellationToken ct)
    {
        var (key, year) = (programme.Key, programme.Year);
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == key && a.Year == year).ToDictionaryAsync(a => a.SourceKey, a => a.CeilingFen, ct);
        var adjustments = await db.BudgetAdjustments.Where(a => a.ProgrammeKey == key && a.Year == year).OrderBy(a => a.Id).Select(a => new { a.SourceKey, a.FromFen, a.ToFen, a.At }).ToListAsync(ct);
        var days = await db.BudgetDays.Where(d => d.ProgrammeKey == key && d.Year == year).OrderBy(d => d.SourceKey).ThenBy(d => d.Day).ToListAsync(ct);
        // What the ceilings were before anybody changed them.
        foreach (var first in adjustments.GroupBy(a => a.SourceKey).Select(g => g.First())) accounts[first.SourceKey] = first.FromFen;

        var (ceiling, paid, pending) = (accounts.Values.Sum(), 0L, 0L);
        var (start, end) = programme.Window?.For(year) is { } season ? (season.Opens, season.Closes) : (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var changes = days.Select(d => (d.Day, Ceiling: 0L, Paid: d.PaidFen, Pending: d.PendingFen))
            .Concat(adjustments.Select(a => (Day: ShanghaiTime.LocalDate(a.At), Ceiling: a.ToFen - a.FromFen, Paid: 0L, Pending: 0L)))
            .GroupBy(c => c.Day).OrderBy(g => g.Key).ToList();
        var from = changes.Count > 0 && changes[0].Key < start ? changes[0].Key : start;
        List<Stand> stands = [new(from, ceiling, 0, 0)];
        foreach (var day in changes)
        {
            (ceiling, paid, pending) = (ceiling + day.Sum(c => c.Ceiling), paid + day.Sum(c => c.Paid), pending + day.Sum(c => c.Pending));
            if (stands[^1].Day == day.Key) stands.RemoveAt(stands.Count - 1);
            stands.Add(new Stand(day.Key, ceiling, paid, pending));
        }
        var today = ShanghaiTime.LocalDate(now);
        var to = stands[^1].Day > end ? stands[^1].Day : end;
        var until = today > to ? to : today < stands[^1].Day ? stands[^1].Day : today;
        return new BudgetCourse(stands, from, to, until);
    }
}
