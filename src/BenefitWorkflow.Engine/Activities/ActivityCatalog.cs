namespace BenefitWorkflow.Engine.Activities;

/// <summary>The activity types a host offers, by key. A duplicate key is an error when the catalogue is built.</summary>
public sealed class ActivityCatalog
{
    private readonly Dictionary<string, IActivity> _byType;

    /// <exception cref="ArgumentException">
    /// Two activities share a type key, one takes a key of Elsa's, or a signal leads to an outcome its activity does not declare.
    /// </exception>
    public ActivityCatalog(IEnumerable<IActivity> activities)
    {
        _byType = new Dictionary<string, IActivity>(StringComparer.Ordinal);
        foreach (var activity in activities)
        {
            var type = activity.Declaration.Type;
            if (type.StartsWith("Elsa.", StringComparison.Ordinal))
                throw new ArgumentException($"Activity type {type} ({activity.GetType().Name}) takes a key reserved for Elsa's own activities.");
            foreach (var signal in activity.Declaration.Signals)
                foreach (var outcome in signal.Outcomes)
                    if (!activity.Declaration.Outcomes.Contains(outcome) && !activity.Declaration.OptionalOutcomes.Contains(outcome))
                        throw new ArgumentException($"Activity type {type} does not declare outcome {outcome} that its signal {signal.Name} leads to.");
            if (!_byType.TryAdd(type, activity))
                throw new ArgumentException($"Activity type {type} is declared twice: {_byType[type].GetType().Name} and {activity.GetType().Name}.");
        }
    }

    public IReadOnlyCollection<IActivity> All => _byType.Values;

    public IActivity? Find(string type) => _byType.GetValueOrDefault(type);
}
