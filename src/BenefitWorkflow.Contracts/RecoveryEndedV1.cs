namespace BenefitWorkflow.Contracts;

/// <summary>The claim of a wrong payment ended. Where the money came back, a <see cref="PaymentReturnedV1"/> with reason <c>FOCR</c> moves it.</summary>
/// <param name="EventId"><inheritdoc cref="IDisbursementEventV1.EventId" path="/summary"/></param>
/// <param name="Sequence"><inheritdoc cref="IDisbursementEventV1.Sequence" path="/summary"/></param>
/// <param name="CaseNumber"><inheritdoc cref="IDisbursementEventV1.CaseNumber" path="/summary"/></param>
/// <param name="Programme"><inheritdoc cref="IDisbursementEventV1.Programme" path="/summary"/></param>
/// <param name="AmountFen">Amount that was due back, in fen, above 0.</param>
/// <param name="Funding">Shares of <paramref name="AmountFen"/>, summing to it exactly.</param>
/// <param name="OccurredAt"><inheritdoc cref="IDisbursementEventV1.OccurredAt" path="/summary"/></param>
/// <param name="PaymentReference"><inheritdoc cref="IPaymentEventV1.PaymentReference" path="/summary"/></param>
/// <param name="Attempt"><inheritdoc cref="IPaymentEventV1.Attempt" path="/summary"/></param>
/// <param name="Result"><c>recovered</c> or <c>written-off</c>.</param>
public sealed record RecoveryEndedV1(
    Guid EventId,
    long Sequence,
    string CaseNumber,
    string Programme,
    long AmountFen,
    IReadOnlyList<FundingShareV1> Funding,
    DateTimeOffset OccurredAt,
    string PaymentReference,
    int Attempt,
    string Result) : IPaymentEventV1;
