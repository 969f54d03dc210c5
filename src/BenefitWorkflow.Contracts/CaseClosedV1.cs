namespace BenefitWorkflow.Contracts;

/// <summary>A case was closed. A later return can reopen it; it is then closed again by another event.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount credited and kept, in fen, over all payments of the case; 0 when none.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, or empty when no source is assigned yet.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="Result">Key of the outcome in the workflow definition, e.g. <c>paid</c>, <c>refused</c>, <c>withdrawn</c>. Never empty, never free text.</param>
public sealed record CaseClosedV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string Result) : IDisbursementEventV1;
