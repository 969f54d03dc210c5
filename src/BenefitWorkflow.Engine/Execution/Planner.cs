using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// The pure heart: definition + position + signal + facts + now -> next position and effects.
/// Same arguments, same answer; no clock, no I/O, no state kept between calls. Safe to call from many threads.
/// </summary>
public static class Planner
{
    /// <summary>Most activities one decision may run; beyond it the decision is an incident, not an endless loop.</summary>
    public const int MaxActivitiesPerDecision = 1_000;

    /// <summary>Starts a case at the definition's start activity.</summary>
    /// <param name="inputs">Workflow inputs by name: string, bool, whole number, decimal or null. Names the definition does not declare are ignored, missing ones are null.</param>
    /// <param name="facts">What the host's activities may look at; the engine hands it on untouched.</param>
    /// <param name="now">The instant of the decision.</param>
    public static DecisionResult Start(
        WorkflowDefinition definition, IReadOnlyDictionary<string, object?> inputs, object facts, DateTimeOffset now)
    {
        var burst = new Burst(definition, facts, now);
        return burst.TakeInputs(inputs) is { } refused ? refused : burst.Start();
    }

    /// <summary>Applies one signal to a waiting case.</summary>
    /// <param name="now">The instant of the decision.</param>
    public static DecisionResult Decide(
        WorkflowDefinition definition, Position position, Signal signal, object facts, DateTimeOffset now)
    {
        var burst = new Burst(definition, facts, now);
        if (burst.TakePosition(position) is { } unknown) return unknown;

        var (activity, visit, refusal) = SignalRouting.Find(definition, position, signal);
        return refusal is not null ? new DecisionResult.Refused(refusal) : burst.Resume(activity, visit, signal);
    }
}

/// <summary>Either a decision or the reason there is none; never both, never half.</summary>
public abstract record DecisionResult
{
    private DecisionResult() { }

    public sealed record Decided(Decision Decision) : DecisionResult;

    /// <summary>
    /// Codes: <c>signal.unknown</c> (no activity type declares it), <c>signal.not-expected</c> (nothing that waits takes it),
    /// <c>signal.already-applied</c> (its bookmark is used up), <c>signal.not-connected</c> (it leads to an outcome this
    /// definition leaves out), <c>signal.ambiguous</c> (several bookmarks take it: name one), <c>input.ill-typed</c>
    /// (only on starting), or an activity's own.
    /// </summary>
    public sealed record Refused(Refusal Refusal) : DecisionResult;

    /// <summary>
    /// The case cannot go on by itself: an expression failed, an activity threw, a step has no way out.
    /// The position is unchanged; the host records an incident and may retry the same signal later.
    /// </summary>
    /// <remarks>Two incidents are equal when activity and cause are; the exception is for the log only.</remarks>
    public sealed record Incident(string ActivityId, Refusal Cause) : DecisionResult
    {
        /// <summary>What was thrown, or null. Its message may hold anything: never store or show it.</summary>
        public Exception? Exception { get; init; }

        public bool Equals(Incident? other) => other is not null && ActivityId == other.ActivityId && Cause == other.Cause;
        public override int GetHashCode() => HashCode.Combine(ActivityId, Cause);
    }
}

/// <param name="Position">Where the case stands after the burst.</param>
/// <param name="Effects">In the order of emission.</param>
/// <param name="Steps">Every activity that ran, in order.</param>
public sealed record Decision(Position Position, IReadOnlyList<Effect> Effects, IReadOnlyList<Step> Steps);

/// <summary>One activity run within a burst.</summary>
/// <param name="Outcome">Null while it blocks; outcomes of a fork are parted by commas.</param>
public readonly record struct Step(string ActivityId, int Visit, string? Outcome);
