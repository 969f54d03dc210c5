using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>Decides a recorded history anew and tells where today's code answers differently.</summary>
public static class Replay
{
    /// <summary>The first difference, or null when every decision comes out as recorded.</summary>
    /// <param name="definition">The version the history was recorded with; another hash is itself a difference.</param>
    /// <param name="facts">The host's facts for an entry, usually read from <see cref="ReplayEntry.Facts"/>.</param>
    public static ReplayDifference? FirstDifference(WorkflowDefinition definition, ReplayHistory history, Func<ReplayEntry, object> facts)
    {
        if (!string.Equals(definition.Hash, history.DefinitionHash, StringComparison.Ordinal))
            return new ReplayDifference(0, "definition", history.DefinitionHash, definition.Hash);

        Position? position = null;
        for (var i = 0; i < history.Entries.Count; i++)
        {
            var entry = history.Entries[i];
            var result = Decide(definition, history, entry, position, facts(entry));
            if (result is not DecisionResult.Decided { Decision: var decision })
                return new ReplayDifference(i, "result", "decided", Describe(result));

            var (expected, actual) = (Describe(entry.Steps), Describe(decision.Steps));
            if (expected != actual) return new ReplayDifference(i, "steps", expected, actual);
            var text = decision.Position.Serialize();
            if (text != entry.Position) return new ReplayDifference(i, "position", entry.Position, text);
            // On through the recorded text: a replay then also proves that stored positions can still be read.
            position = Position.Parse(entry.Position);
        }
        return null;
    }

    private static DecisionResult Decide(
        WorkflowDefinition definition, ReplayHistory history, ReplayEntry entry, Position? position, object facts) =>
        (position, entry.Signal) switch
        {
            (null, null) => Planner.Start(definition, history.Inputs, facts, entry.Now),
            ({ } at, { } signal) => Planner.Decide(definition, at, signal, facts, entry.Now),
            _ => throw new ArgumentException("A history's first entry, and only that, is its start and has no signal.", nameof(history)),
        };

    private static string Describe(DecisionResult result) => result switch
    {
        DecisionResult.Refused refused => "refused " + refused.Refusal.Code,
        DecisionResult.Incident incident => $"incident {incident.Cause.Code} at {incident.ActivityId}",
        _ => "decided",
    };

    private static string Describe(IReadOnlyList<Step> steps) =>
        string.Join(' ', steps.Select(step => $"{step.ActivityId}:{step.Visit}:{step.Outcome ?? "-"}"));
}

/// <summary>Where a replay left its record.</summary>
/// <param name="Entry">Index of the entry, from 0.</param>
/// <param name="What"><c>definition</c>, <c>result</c>, <c>steps</c> or <c>position</c>.</param>
public sealed record ReplayDifference(int Entry, string What, string Expected, string Actual);
