namespace BenefitWorkflow.Contracts;

/// <summary>A step of a case passed its time limit; published once per step and limit.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount that waits, in fen; 0 when not determined yet.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, or empty when no source is assigned yet.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="Step">Key of the overdue step: the activity id in the workflow definition. Never empty.</param>
/// <param name="DueAt">Instant the step was due, UTC; before <paramref name="OccurredAt"/>.</param>
public sealed record DisbursementOverdueV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string Step,
    DateTimeOffset DueAt) : IDisbursementEventV1;
