namespace BenefitWorkflow.Elsa;

/// <summary>What Elsa reached: an activity of ours was entered, or a signal came for it.</summary>
/// <param name="CorrelationId">The case, as the instance was started with; null where it was started without.</param>
/// <param name="VisitId">Elsa's id of this visit of the activity: the key by which a repeat must change nothing.</param>
/// <param name="ActivityType">E.g. <c>BenefitWorkflow.Approve</c>.</param>
/// <param name="Inputs">Evaluated inputs by camel-case name.</param>
/// <param name="Signal">Null on entering.</param>
/// <param name="SignalData">Data of the signal; empty on entering.</param>
public sealed record StepRequest(
    string? CorrelationId, string WorkflowInstanceId, string VisitId, string ActivityType, string ActivityId,
    IReadOnlyDictionary<string, object?> Inputs, string? Signal, IReadOnlyDictionary<string, object> SignalData);

/// <param name="Outcome">Null: the step waits (or goes on waiting) for a signal.</param>
/// <param name="Outputs">Values to bind, by camel-case name.</param>
public sealed record StepAnswer(string? Outcome, IReadOnlyDictionary<string, object?> Outputs);

/// <summary>Carries out one step through the host's only writer of case state, in the host's own transaction.</summary>
public delegate ValueTask<StepAnswer> StepHandler(StepRequest request, CancellationToken ct);

/// <summary>What a bookmark is found by; no CLR name of a host's type is in it.</summary>
public sealed record StepStimulus(string ActivityType);
