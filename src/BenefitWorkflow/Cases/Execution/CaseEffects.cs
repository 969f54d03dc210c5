using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Effects on the case itself.</summary>
public abstract record CaseEffect : Effect;

/// <summary>The rules were run: amount and tier are set, the trace is kept.</summary>
public sealed record DeterminationMade(Determination Determination) : CaseEffect;

/// <summary>The actor did an act that the separation of duties knows.</summary>
public sealed record ActDone(string Act) : CaseEffect;

/// <summary>The last approval made the entitlement final.</summary>
public sealed record EntitlementFinal : CaseEffect;

public sealed record CaseClosed(string Result) : CaseEffect;

/// <summary>A bank return reopened a closed case.</summary>
public sealed record CaseReopened : CaseEffect;

/// <summary>The step that opened has an owner and a limit in working days.</summary>
public sealed record StepLimitSet(string ActivityId, int Visit, int WorkingDays, string Role, string? SignalOnDue) : CaseEffect;

/// <summary>The owner acted in time, though the step goes on waiting for somebody else (a notice's end, the bank).</summary>
public sealed record StepLimitMet(string ActivityId, int Visit, string NextRole, DateTimeOffset? NextDueAt) : CaseEffect;
