using System.Reflection;

namespace BenefitWorkflow.Indicators;

/// <summary>The measures by key; complete, or not made at all.</summary>
public sealed class MeasureCatalog
{
    private readonly Dictionary<string, IMeasure> _measures = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">A key is declared twice, is not one of <see cref="Programmes.Measures"/>, or has no measure.</exception>
    public MeasureCatalog(IEnumerable<IMeasure> measures)
    {
        foreach (var measure in measures)
        {
            var type = measure.GetType().Name;
            if (!Programmes.Measures.All.Contains(measure.Key)) throw new InvalidOperationException($"{type} measures '{measure.Key}', which no programme can name: add the key to Programmes/Indicator.cs.");
            if (!_measures.TryAdd(measure.Key, measure)) throw new InvalidOperationException($"'{measure.Key}' is measured by {_measures[measure.Key].GetType().Name} and by {type}: remove one.");
        }
        if (Programmes.Measures.All.FirstOrDefault(key => !_measures.ContainsKey(key)) is { } missing)
            throw new InvalidOperationException($"Nothing measures '{missing}': add a file to Indicators/Measures/.");
    }

    public static MeasureCatalog Scan(Assembly assembly) => new(assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IMeasure))).Select(t => (IMeasure)Activator.CreateInstance(t)!));

    public IMeasure this[string key] => _measures[key];
}
