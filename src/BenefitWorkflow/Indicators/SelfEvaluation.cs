using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

/// <summary>One line of the form.</summary>
/// <param name="Actual">In <paramref name="Unit"/>; null where nothing was measured.</param>
public sealed record EvaluationRow(
    string Key, LocalizedText Level1, LocalizedText Level2, LocalizedText Title, Comparator Comparator, decimal Target, decimal? Actual, IndicatorUnit Unit,
    decimal Weight, decimal Score, LocalizedText Note);

/// <summary>The self-evaluation form of a programme's year.</summary>
public sealed record EvaluationForm(
    string Key, LocalizedText Title, LocalizedText Department, int Year, IReadOnlyList<EvaluationRow> Rows, decimal Total, LocalizedText Grade, IReadOnlyList<LocalizedText> Notes);

/// <summary>Measures every indicator of a programme and fills in the form.</summary>
public sealed class SelfEvaluation
{
    private readonly BenefitStore _store;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, IMeasure> _measures;

    /// <exception cref="InvalidOperationException">A measure is missing or declared twice.</exception>
    public SelfEvaluation(BenefitStore store, TimeProvider time)
    {
        (_store, _time, _measures) = (store, time, []);
        foreach (var type in typeof(IMeasure).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IMeasure))))
        {
            var measure = (IMeasure)Activator.CreateInstance(type)!;
            if (!_measures.TryAdd(measure.Key, measure)) throw new InvalidOperationException($"Measure {measure.Key} is declared by {_measures[measure.Key].GetType().Name} and {type.Name}.");
        }
        if (Programmes.Measures.All.FirstOrDefault(key => !_measures.ContainsKey(key)) is { } missing) throw new InvalidOperationException($"No class measures {missing}.");
    }

    public async Task<EvaluationForm> BuildAsync(Programme programme, CancellationToken ct)
    {
        await using var db = _store.Read();
        var rows = new List<EvaluationRow>();
        foreach (var indicator in programme.Indicators)
        {
            var scope = new MeasureScope(programme,
                indicator.Schemes ?? [.. programme.Schemes.Select(s => s.Key)], indicator.FundingSources ?? [.. programme.FundingSources.Select(s => s.Key)], _time.GetUtcNow());
            var result = await _measures[indicator.Measure].MeasureAsync(db, scope, ct);
            rows.Add(new EvaluationRow(indicator.Key, indicator.Level1.Title(), indicator.Level2, indicator.Title, indicator.Comparator, indicator.Target, result.Value,
                indicator.Unit, indicator.Weight, Scoring.Score(indicator.Comparator, indicator.Target, result.Value, indicator.Weight), new LocalizedText(result.NoteZh, result.NoteEn)));
        }
        var total = rows.Sum(r => r.Score);
        return new EvaluationForm(programme.Key, programme.Title, programme.Department, programme.Year, rows, total, Scoring.Grade(total), programme.Notes);
    }
}
