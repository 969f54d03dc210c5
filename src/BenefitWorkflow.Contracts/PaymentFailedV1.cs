namespace BenefitWorkflow.Contracts;

/// <summary>The bank refused the payment: no money left the payer. Never published for a time-out, which leaves the outcome unknown.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount that was not paid, in fen, above 0.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, summing to it exactly.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="PaymentReference"><inheritdoc cref="IPaymentEventV1.PaymentReference" path="/summary"/></param>
/// <param name="Attempt"><inheritdoc cref="IPaymentEventV1.Attempt" path="/summary"/></param>
/// <param name="ReasonCode">Why: ISO 20022 external status or return reason code, e.g. <c>AC04</c> (account closed), or <c>NARR</c> when the bank gave none. Never free text.</param>
public sealed record PaymentFailedV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string PaymentReference,
    int Attempt,
    string ReasonCode) : IPaymentEventV1;
