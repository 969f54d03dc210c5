using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Notices;
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
        var settled = db.PaymentOrders.Where(o => o.State == PaymentState.Settled);
        var paid = Grants(cases, settled);
        await AddAsync(Figure.Paid, paid.Select(p => p.Scheme));
        await AddAsync(Figure.Transferred, paid.Where(p => p.Channel == PaymentChannel.Bank).Select(p => p.Scheme));
        await AddAsync(Figure.OnTime, paid.Where(p => p.OnTime == true).Select(p => p.Scheme));
        await AddAsync(Figure.Compliant, paid.Where(p => p.OrderFen == p.CaseFen
            && db.Determinations.Any(d => d.CaseId == p.CaseId && d.AmountFen == p.OrderFen && d.RuleVersion != ""
                && !db.Determinations.Any(later => later.CaseId == d.CaseId && later.Seq > d.Seq))).Select(p => p.Scheme));
        // The orders are chosen before they are joined: SQLite tries every member of an "id IN (...)" for every case.
        await AddAsync(Figure.Noticed, Grants(cases, Noticed(db, settled)).Select(p => p.Scheme));
        await AddAsync(Figure.Persons, paid.Select(p => new { p.Scheme, p.BeneficiaryId }).Distinct().Select(p => p.Scheme));
        await AddAsync(Figure.Households, paid.Select(p => new { p.Scheme, p.HouseholdId }).Distinct().Select(p => p.Scheme));
        table.Add(Figure.AllSchemes, Figure.Persons, await paid.Select(p => p.BeneficiaryId).Distinct().CountAsync(ct));
        table.Add(Figure.AllSchemes, Figure.Households, await paid.Select(p => p.HouseholdId).Distinct().CountAsync(ct));

        await AddAsync(Figure.Holders, cases.Where(c => db.Reservations.Any(r => r.CaseId == c.Id && r.State == ReservationState.Paid)).Select(c => c.SchemeKey));
        foreach (var share in await cases.Join(db.Reservations.Where(r => r.State == ReservationState.Paid), c => c.Id, r => r.CaseId, (c, r) => new { c.SchemeKey, r.SourceKey, r.AmountFen })
            .GroupBy(r => new { r.SchemeKey, r.SourceKey }).Select(g => new { g.Key.SchemeKey, g.Key.SourceKey, Fen = g.Sum(r => r.AmountFen) }).ToListAsync(ct))
            table.Add(share.SchemeKey, Figure.Fen(share.SourceKey), share.Fen);

        var rechecks = cases.Join(db.Rechecks, c => c.Id, r => r.CaseId, (c, r) => new { c.SchemeKey, r.Correct });
        await AddAsync(Figure.Rechecked, rechecks.Select(r => r.SchemeKey));
        await AddAsync(Figure.RecheckedCorrect, rechecks.Where(r => r.Correct).Select(r => r.SchemeKey));

        var answers = cases.Join(db.SurveyAnswers.Where(a => !db.SurveyAnswers.Any(later => later.CaseId == a.CaseId && later.Seq > a.Seq)), c => c.Id, a => a.CaseId, (c, a) => new { c.SchemeKey, a.Satisfaction, a.Improvement });
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

    /// <summary>
    /// Orders whose case was on a notice, and of every stage the notice that was posted last ran its full period before the order was placed:
    /// an upheld objection starts it anew. The proof was there before the money was released, since what a payment counts for must not change
    /// afterwards: the notice had been closed (another of its lines may keep it open long after this one passed), and where the programme asks
    /// for photographs there were those of its start and end. Cash is never released; there the notice's end alone counts.
    /// </summary>
    public static IQueryable<PaymentOrder> Noticed(BenefitDb db, IQueryable<PaymentOrder> orders) =>
        orders.Where(o => db.NoticeLines.Any(l => l.CaseId == o.CaseId)
            && !db.NoticeLines.Any(l => l.CaseId == o.CaseId
                && !db.NoticeLines.Any(later => later.CaseId == l.CaseId && later.ActivityId == l.ActivityId && later.NoticeId > l.NoticeId)
                && !(l.State == NoticeLineState.Passed && db.Notices.Any(n => n.Id == l.NoticeId && n.State == NoticeState.Closed && (o.ReleasedAt == null || n.ClosedAt <= o.ReleasedAt) && n.EndsAt <= o.OrderedAt
                    && (!n.PhotoRequired
                        || (db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.Start && proof.PhotoHash != null && proof.At <= o.ReleasedAt)
                            && db.NoticeProofs.Any(proof => proof.NoticeId == n.Id && proof.Moment == ProofMoment.End && proof.PhotoHash != null && proof.At <= o.ReleasedAt)))))));

    private static IQueryable<Grant> Grants(IQueryable<Case> cases, IQueryable<PaymentOrder> orders) =>
        cases.Join(orders, c => c.Id, o => o.CaseId, (c, o) => new Grant
        {
            Scheme = c.SchemeKey, CaseId = c.Id, BeneficiaryId = c.BeneficiaryId, HouseholdId = c.HouseholdId, CaseFen = c.AmountFen, OrderFen = o.AmountFen, OnTime = o.OnTime, Channel = o.Channel,
        });

    private sealed class Grant
    {
        // Properties, no constructor: only these can be filtered on in the database.
        public required string Scheme { get; init; }
        public long CaseId { get; init; }
        public long BeneficiaryId { get; init; }
        public long HouseholdId { get; init; }
        public long CaseFen { get; init; }
        public long OrderFen { get; init; }
        public bool? OnTime { get; init; }
        public PaymentChannel Channel { get; init; }
    }
}
