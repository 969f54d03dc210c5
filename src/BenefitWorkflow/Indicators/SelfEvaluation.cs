using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators;

/// <summary>Measures every indicator of a programme and fills in the form.</summary>
public sealed class SelfEvaluation(BenefitStore store, MeasureCatalog measures, TimeProvider time)
{
    public async Task<EvaluationForm> BuildAsync(Programme programme, CancellationToken ct)
    {
        await using var db = store.Read();
        var (rows, now) = (new List<EvaluationRow>(), time.GetUtcNow());
        var figures = await IndicatorTotals.ReadAsync(db, programme.Key, programme.Year, ct);
        foreach (var indicator in programme.Indicators)
            rows.Add(Row(indicator, await measures[indicator.Measure].MeasureAsync(db, MeasureScope.Of(programme, indicator, now, figures), ct)));
        var total = rows.Sum(r => r.Score);
        return new EvaluationForm(programme.Key, programme.Title, programme.Department, programme.Year, await BudgetAsync(db, programme, ct), rows, total, Scoring.Grade(total), programme.Notes);
    }

    internal static EvaluationRow Row(Indicator indicator, MeasureResult result)
    {
        var score = Scoring.Score(indicator.Comparator, indicator.Target, result.Value, indicator.Weight);
        return new EvaluationRow(indicator.Key, indicator.Level1.Title(), indicator.Level2, indicator.Title, indicator.Comparator, indicator.Target, result.Value,
            indicator.Unit, indicator.Weight, score, new LocalizedText(result.NoteZh, result.NoteEn), Deviation(result.Value, score, indicator.Weight));
    }

    private static LocalizedText? Deviation(decimal? actual, decimal score, decimal weight) => (actual, score) switch
    {
        (null, _) => new("尚无数据，计 0 分", "no data yet: 0 points"),
        _ when score < weight => new("未达到年度指标值，请补充原因和改进措施", "the year's target was missed: state the cause and the remedy"),
        _ => null,
    };

    private static async Task<IReadOnlyList<BudgetColumn>> BudgetAsync(BenefitDb db, Programme programme, CancellationToken ct)
    {
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == programme.Key && a.Year == programme.Year).ToListAsync(ct);
        var sources = programme.FundingSources.Select(s => (s.Kind, Initial: s.CeilingFen, Account: accounts.Find(a => a.SourceKey == s.Key))).ToList();
        return
        [
            Column(new("财政拨款", "Fiscal"), kind => kind == FundingKind.Fiscal),
            Column(new("其他", "Other"), kind => kind != FundingKind.Fiscal),
            Column(new("合计", "Total"), _ => true),
        ];

        BudgetColumn Column(LocalizedText title, Func<FundingKind, bool> counted)
        {
            var these = sources.Where(s => counted(s.Kind)).ToList();
            return BudgetColumn.Of(title, these.Sum(s => s.Initial), these.Sum(s => s.Account?.CeilingFen ?? s.Initial), these.Sum(s => s.Account?.PaidFen ?? 0));
        }
    }
}
