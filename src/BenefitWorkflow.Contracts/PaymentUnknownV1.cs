namespace BenefitWorkflow.Contracts;

/// <summary>The payment may or may not be at the bank. It is not failed, and nothing sends it again by itself; an answer, an inquiry or a statement ends it. It moves no money.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount whose outcome is unknown, in fen, above 0.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, summing to it exactly.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="PaymentReference"><inheritdoc cref="IPaymentEventV1.PaymentReference" path="/summary"/></param>
/// <param name="Attempt"><inheritdoc cref="IPaymentEventV1.Attempt" path="/summary"/></param>
/// <param name="Reason">Why: <c>hand-over</c> (it broke off), <c>no-answer</c> (none in time) or <c>duplicate</c> (the bank says it had the payment before, AM05). Never free text.</param>
public sealed record PaymentUnknownV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string PaymentReference,
    int Attempt,
    string Reason) : IPaymentEventV1;
