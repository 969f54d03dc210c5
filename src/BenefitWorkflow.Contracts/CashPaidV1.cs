namespace BenefitWorkflow.Contracts;

/// <summary>A payment was handed over in cash, as an exception that two people answer for. It comes beside the payment's <see cref="PaymentSettledV1"/>, which moves the money; this one says that no bank did.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount handed over, in fen, above 0.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, summing to it exactly.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="PaymentReference"><inheritdoc cref="IPaymentEventV1.PaymentReference" path="/summary"/></param>
/// <param name="Attempt"><inheritdoc cref="IPaymentEventV1.Attempt" path="/summary"/></param>
/// <param name="VoucherSha256">Lower-case hex of the SHA-256 of the signed voucher.</param>
public sealed record CashPaidV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string PaymentReference,
    int Attempt,
    string VoucherSha256) : IPaymentEventV1;
