namespace BenefitWorkflow.Contracts;

/// <summary>A case was opened.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount applied for, in fen; 0 when the application names none.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, or empty when no source is assigned yet.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
public sealed record CaseOpenedV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt) : IDisbursementEventV1;
