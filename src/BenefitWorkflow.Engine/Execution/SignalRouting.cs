using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>Which bookmark a signal is for, or why none.</summary>
internal static class SignalRouting
{
    public static (int Activity, int Visit, Refusal? Refusal) Find(WorkflowDefinition definition, Position position, Signal signal)
    {
        if (!definition.Signals.Contains(signal.Name)) return Refuse(Refusals.UnknownSignal(signal.Name));

        var found = -1;
        var visit = 0;
        foreach (var bookmark in position.OpenBookmarks)
        {
            if (signal.ActivityId is not null && !string.Equals(signal.ActivityId, bookmark.ActivityId, StringComparison.Ordinal)) continue;
            if (signal.Visit is not null && signal.Visit != bookmark.Visit) continue;
            var candidate = definition.IndexOf(bookmark.ActivityId);
            if (definition.Compiled[candidate].Signal(signal.Name) is null) continue;
            if (found >= 0) return Refuse(Refusals.Ambiguous(signal.Name));
            found = candidate;
            visit = bookmark.Visit;
        }
        if (found < 0) return Refuse(WhyNone(definition, position, signal));

        var activity = definition.Compiled[found];
        var outcomes = activity.Signal(signal.Name)!.Outcomes;
        foreach (var outcome in outcomes)
            if (activity.Outbound(outcome).Length > 0) return (found, visit, null);
        return outcomes.Length == 0 ? (found, visit, null) : Refuse(Refusals.NotConnected(signal.Name, activity.Id, outcomes[0]));
    }

    // Only a signal that names its bookmark can be told apart from one that comes out of turn.
    private static Refusal WhyNone(WorkflowDefinition definition, Position position, Signal signal)
    {
        if (signal.ActivityId is { } id && definition.IndexOf(id) is >= 0 and var index
            && definition.Compiled[index].Signal(signal.Name) is not null)
        {
            var visits = position.Visits(id);
            var meant = signal.Visit ?? visits;
            if (meant > 0 && meant <= visits) return Refusals.AlreadyApplied(signal.Name, id, meant);
        }
        return Refusals.NotExpected(signal.Name, signal.ActivityId);
    }

    private static (int, int, Refusal?) Refuse(Refusal refusal) => (-1, 0, refusal);
}
