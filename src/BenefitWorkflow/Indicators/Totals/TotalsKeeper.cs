using System.Runtime.InteropServices;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Indicators.Activities;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators.Totals;

/// <summary>
/// Keeps the running totals of a chunk: what each case counts for before its effects is taken off, what it counts for afterwards is added.
/// Must say of one case what <see cref="FullCount"/> says of all.
/// </summary>
internal sealed class TotalsKeeper
{
    private readonly Dictionary<long, Stand> _before = [];
    private readonly Dictionary<(string, int), FigureTable> _changes = [];
    private readonly Dictionary<(string Programme, int Year, string Scheme, string Figure, long Id), int> _grants = [];
    private readonly HashSet<long> _noticed = [];
    private readonly Dictionary<long, SurveyAnswer> _answers = [];

    /// <summary>Loads what decided cases count for; the budget's and the payments' own rows are loaded by then.</summary>
    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct)
    {
        List<DecidedCase> settling = [], surveyed = [];
        foreach (var decided in cases)
        {
            var (counts, moves, asked) = (false, false, false);
            foreach (var effect in decided.Decision.Effects)
            {
                counts |= effect is OrderSettled or CashConfirmed or OrderReturned or TimelinessJudged or BudgetEffect or SurveyRecorded;
                moves |= effect is OrderSettled or CashConfirmed or OrderReturned;
                asked |= effect is SurveyRecorded;
            }
            if (counts) _before[decided.Case.Id] = StandOf(chunk, decided);
            if (moves) settling.Add(decided);
            if (asked) surveyed.Add(decided);
        }
        if (settling.Count > 0) await LoadPaidAsync(chunk.Db, settling, ct);
        if (surveyed.Count > 0)
        {
            var ids = surveyed.ConvertAll(s => s.Case.Id);
            foreach (var answer in await chunk.Db.SurveyAnswers.Where(a => ids.Contains(a.CaseId)).OrderBy(a => a.Seq).ToListAsync(ct)) _answers[answer.CaseId] = answer;
        }
    }

    /// <summary>Takes over what a case's applied effects changed.</summary>
    public void Observe(Chunk chunk, DecidedCase decided)
    {
        var @case = decided.Case;
        if (!_before.Remove(@case.Id, out var before)) return;
        var after = StandOf(chunk, decided);
        var table = Table(@case.ProgrammeKey, @case.Year);
        if (before.Paid != after.Paid)
        {
            var by = after.Paid ? 1 : -1;
            table.Add(@case.SchemeKey, Figure.Paid, by);
            if (decided.Facts.Order!.Channel == PaymentChannel.Bank) table.Add(@case.SchemeKey, Figure.Transferred, by);
            // The determination sets the case's amount, so an order of that amount is what it gives.
            if (decided.Facts.Order!.AmountFen == @case.AmountFen) table.Add(@case.SchemeKey, Figure.Compliant, by);
            if (_noticed.Contains(decided.Facts.Order.Id)) table.Add(@case.SchemeKey, Figure.Noticed, by);
            Differing(table, @case, Figure.Persons, @case.BeneficiaryId, by);
            Differing(table, @case, Figure.Households, @case.HouseholdId, by);
        }
        table.Add(@case.SchemeKey, Figure.OnTime, (after.OnTime ? 1 : 0) - (before.OnTime ? 1 : 0));
        table.Add(@case.SchemeKey, Figure.Holders, (after.Held.Count > 0 ? 1 : 0) - (before.Held.Count > 0 ? 1 : 0));
        foreach (var (source, fen) in before.Held) table.Add(@case.SchemeKey, Figure.Fen(source), -fen);
        foreach (var (source, fen) in after.Held) table.Add(@case.SchemeKey, Figure.Fen(source), fen);
        foreach (var effect in decided.Decision.Effects)
            if (effect is SurveyRecorded survey)
            {
                if (_answers.TryGetValue(@case.Id, out var earlier)) Answer(table, @case.SchemeKey, earlier.Satisfaction, earlier.Improvement, -1);
                Answer(table, @case.SchemeKey, survey.Satisfaction, survey.Improvement, 1);
            }
    }

    /// <summary>A second look that was recorded.</summary>
    public void Recheck(Case @case, bool correct)
    {
        var table = Table(@case.ProgrammeKey, @case.Year);
        table.Add(@case.SchemeKey, Figure.Rechecked, 1);
        if (correct) table.Add(@case.SchemeKey, Figure.RecheckedCorrect, 1);
    }

    /// <summary>Writes the changed totals.</summary>
    public async Task FlushAsync(WriteTransaction transaction, CancellationToken ct)
    {
        foreach (var ((programme, year), table) in _changes)
        {
            if (table.Values.Count == 0) continue;
            var stored = await transaction.Db.IndicatorTotals.Where(t => t.ProgrammeKey == programme && t.Year == year).ToDictionaryAsync(t => (t.SchemeKey, t.Figure), ct);
            var (updates, inserts) = (new List<IndicatorTotal>(), new List<IndicatorTotal>());
            foreach (var ((scheme, figure), change) in table.Values)
            {
                if (stored.TryGetValue((scheme, figure), out var total))
                {
                    total.Value += change;
                    updates.Add(total);
                }
                else inserts.Add(new IndicatorTotal { ProgrammeKey = programme, Year = year, SchemeKey = scheme, Figure = figure, Value = change });
            }
            await transaction.Bulk.UpdateAsync(updates, ct);
            await transaction.Bulk.InsertAsync(inserts, ct);
        }
        _changes.Clear();
    }

    /// <summary>Which of the orders' cases were on notice, and how many paid grants their persons and households have already.</summary>
    private async Task LoadPaidAsync(BenefitDb db, List<DecidedCase> settling, CancellationToken ct)
    {
        // What is let go by this very decision is stored without its time yet.
        foreach (var group in settling.GroupBy(s => s.Decision.Effects.OfType<CashConfirmed>().FirstOrDefault()?.At ?? s.Decision.Effects.OfType<OrderAdopted>().FirstOrDefault()?.At))
        {
            var orders = group.Select(s => s.Facts.Order!.Id).ToList();
            _noticed.UnionWith(await FullCount.Noticed(db, db.PaymentOrders.Where(o => orders.Contains(o.Id)), group.Key).Select(o => o.Id).ToListAsync(ct));
        }
        var (persons, households) = (settling.Select(s => s.Case.BeneficiaryId).Distinct().ToList(), settling.Select(s => s.Case.HouseholdId).Distinct().ToList());
        // Two queries, each by its own index. The order's join is by case, so that one case in work counts as it is stored.
        foreach (var paid in await Paid(db, db.Cases.Where(c => persons.Contains(c.BeneficiaryId))).ToListAsync(ct)) Count(Figure.Persons, paid, paid.BeneficiaryId);
        foreach (var paid in await Paid(db, db.Cases.Where(c => households.Contains(c.HouseholdId))).ToListAsync(ct)) Count(Figure.Households, paid, paid.HouseholdId);

        void Count(string figure, PaidCase paid, long id)
        {
            Grants(paid.ProgrammeKey, paid.Year, paid.SchemeKey, figure, id)++;
            Grants(paid.ProgrammeKey, paid.Year, Figure.AllSchemes, figure, id)++;
        }
    }

    private static IQueryable<PaidCase> Paid(BenefitDb db, IQueryable<Case> cases) =>
        cases.Join(db.PaymentOrders.Where(o => o.State == PaymentState.Settled), c => c.Id, o => o.CaseId, (c, o) => new PaidCase(c.ProgrammeKey, c.Year, c.SchemeKey, c.BeneficiaryId, c.HouseholdId));

    private void Differing(FigureTable table, Case @case, string figure, long id, int by)
    {
        foreach (var scheme in (ReadOnlySpan<string>)[@case.SchemeKey, Figure.AllSchemes])
        {
            ref var grants = ref Grants(@case.ProgrammeKey, @case.Year, scheme, figure, id);
            var had = grants > 0;
            grants += by;
            if (had != grants > 0) table.Add(scheme, figure, by);
        }
    }

    private ref int Grants(string programme, int year, string scheme, string figure, long id) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_grants, (programme, year, scheme, figure, id), out _);

    private FigureTable Table(string programme, int year)
    {
        if (!_changes.TryGetValue((programme, year), out var table)) _changes.Add((programme, year), table = new FigureTable());
        return table;
    }

    private static void Answer(FigureTable table, string scheme, Satisfaction satisfaction, Improvement improvement, int by)
    {
        table.Add(scheme, Figure.Answer(satisfaction), by);
        table.Add(scheme, Figure.Answer(improvement), by);
    }

    private static Stand StandOf(Chunk chunk, DecidedCase decided)
    {
        var paid = decided.Facts.Order is { State: PaymentState.Settled };
        List<(string, long)> held = [];
        if (chunk.Reservations.TryGetValue(decided.Case.Id, out var reservations))
            foreach (var r in reservations)
                if (r.State == ReservationState.Paid) held.Add((r.SourceKey, r.AmountFen));
        return new Stand(paid, paid && decided.Facts.Order!.OnTime == true, held);
    }

    /// <param name="Held">Source and fen of what is held as paid.</param>
    private readonly record struct Stand(bool Paid, bool OnTime, List<(string Source, long Fen)> Held);

    private sealed record PaidCase(string ProgrammeKey, int Year, string SchemeKey, long BeneficiaryId, long HouseholdId);
}
