using BenefitWorkflow.Budgets;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators.Totals;

/// <summary>What every figure means: the count over all cases of a programme's year. Costs as much as there are cases; running totals give the same at once.</summary>
internal static class FullCount
{
    public static async Task<FigureTable> ReadAsync(BenefitDb db, string programme, int year, CancellationToken ct)
    {
        var table = new FigureTable();
        var cases = db.Cases.Where(c => c.ProgrammeKey == programme && c.Year == year);
        var settled = Grant.Settled(db);
        var paid = Grant.Of(cases, settled);
        await AddAsync(Figure.Paid, paid.Select(p => p.Case.SchemeKey));
        await AddAsync(Figure.Transferred, paid.Where(Grant.ByBank).Select(p => p.Case.SchemeKey));
        await AddAsync(Figure.OnTime, paid.Where(Grant.OnTime).Select(p => p.Case.SchemeKey));
        await AddAsync(Figure.Compliant, paid.Where(Grant.Compliant(db)).Select(p => p.Case.SchemeKey));
        // The orders are chosen before they are joined: SQLite tries every member of an "id IN (...)" for every case.
        await AddAsync(Figure.Noticed, Grant.Of(cases, Noticed(db, settled)).Select(p => p.Case.SchemeKey));
        await AddAsync(Figure.Persons, paid.Select(p => new { p.Case.SchemeKey, p.Case.BeneficiaryId }).Distinct().Select(p => p.SchemeKey));
        await AddAsync(Figure.Households, paid.Select(p => new { p.Case.SchemeKey, p.Case.HouseholdId }).Distinct().Select(p => p.SchemeKey));
        table.Add(Figure.AllSchemes, Figure.Persons, await paid.Select(p => p.Case.BeneficiaryId).Distinct().CountAsync(ct));
        table.Add(Figure.AllSchemes, Figure.Households, await paid.Select(p => p.Case.HouseholdId).Distinct().CountAsync(ct));

        await AddAsync(Figure.Holders, cases.Where(Holds.Paid(db)).Select(c => c.SchemeKey));
        foreach (var share in await cases.Join(db.Reservations.Where(r => r.State == ReservationState.Paid), c => c.Id, r => r.CaseId, (c, r) => new { c.SchemeKey, r.SourceKey, r.AmountFen })
            .GroupBy(r => new { r.SchemeKey, r.SourceKey }).Select(g => new { g.Key.SchemeKey, g.Key.SourceKey, Fen = g.Sum(r => r.AmountFen) }).ToListAsync(ct))
            table.Add(share.SchemeKey, Figure.Fen(share.SourceKey), share.Fen);

        var rechecks = cases.Join(db.Rechecks, c => c.Id, r => r.CaseId, (c, r) => new { c.SchemeKey, r.Correct });
        await AddAsync(Figure.Rechecked, rechecks.Select(r => r.SchemeKey));
        await AddAsync(Figure.RecheckedCorrect, rechecks.Where(r => r.Correct).Select(r => r.SchemeKey));

        var answers = cases.Join(SurveyAnswer.Newest(db), c => c.Id, a => a.CaseId, (c, a) => new { c.SchemeKey, a.Satisfaction, a.Improvement });
        foreach (var g in await answers.GroupBy(a => new { a.SchemeKey, a.Satisfaction, a.Improvement }).Select(g => new { g.Key.SchemeKey, g.Key.Satisfaction, g.Key.Improvement, Count = g.Count() }).ToListAsync(ct))
        {
            table.Add(g.SchemeKey, Figure.Answer(g.Satisfaction), g.Count);
            table.Add(g.SchemeKey, Figure.Answer(g.Improvement), g.Count);
        }
        return table;

        async Task AddAsync(string figure, IQueryable<string> schemes)
        {
            foreach (var g in await schemes.GroupBy(s => s).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)) table.Add(g.Key, figure, g.Count);
        }
    }

    /// <inheritdoc cref="Grant.Noticed"/>
    public static IQueryable<PaymentOrder> Noticed(BenefitDb db, IQueryable<PaymentOrder> orders, DateTimeOffset? letGoAt = null) => orders.Where(Grant.Noticed(db, letGoAt));
}
