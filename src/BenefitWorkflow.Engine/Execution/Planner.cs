using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// The pure heart: definition + position + signal + facts + now -> next position and effects.
/// Same arguments, same answer; no clock, no I/O, no state kept between calls.
/// </summary>
public static class Planner
{
    /// <summary>Starts a case at the definition's start activity.</summary>
    /// <param name="inputs">Workflow inputs by name.</param>
    public static DecisionResult Start(
        WorkflowDefinition definition, IReadOnlyDictionary<string, object?> inputs, object facts, DateTimeOffset now)
        => throw new NotImplementedException();

    /// <summary>Applies one signal to a waiting case.</summary>
    public static DecisionResult Decide(
        WorkflowDefinition definition, Position position, Signal signal, object facts, DateTimeOffset now)
        => throw new NotImplementedException();
}

/// <summary>Either a decision or the reason there is none; never both, never half.</summary>
public abstract record DecisionResult
{
    private DecisionResult() { }

    public sealed record Decided(Decision Decision) : DecisionResult;

    /// <summary>
    /// Codes: <c>signal.unknown</c> (no activity type declares it), <c>signal.not-expected</c> (nothing that waits takes it),
    /// <c>signal.already-applied</c> (its bookmark is used up), <c>signal.not-connected</c> (it leads to an outcome this
    /// definition leaves out), <c>signal.ambiguous</c> (several bookmarks take it: name one), or an activity's own.
    /// </summary>
    public sealed record Refused(Refusal Refusal) : DecisionResult;

    /// <summary>
    /// The case cannot go on by itself: an expression failed, an activity threw, a step has no way out.
    /// The position is unchanged; the host records an incident and may retry the same signal later.
    /// </summary>
    public sealed record Incident(string ActivityId, Refusal Cause) : DecisionResult;
}

/// <param name="Position">Where the case stands after the burst.</param>
/// <param name="Effects">In the order of emission.</param>
/// <param name="Steps">Every activity that ran, in order.</param>
public sealed record Decision(Position Position, IReadOnlyList<Effect> Effects, IReadOnlyList<Step> Steps);

/// <summary>One activity run within a burst.</summary>
/// <param name="Outcome">Null while it blocks.</param>
public readonly record struct Step(string ActivityId, int Visit, string? Outcome);
