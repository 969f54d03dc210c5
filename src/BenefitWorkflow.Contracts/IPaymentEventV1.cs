namespace BenefitWorkflow.Contracts;

/// <summary>What every payment event tells in addition.</summary>
public interface IPaymentEventV1 : IDisbursementEventV1
{
    /// <summary>
    /// End-to-end id of the payment (ISO 20022 <c>EndToEndId</c>, at most 35 characters): the same in the bank's file, its return and its statement.
    /// A re-issue has a new one. Never empty.
    /// </summary>
    string PaymentReference { get; }

    /// <summary>How often this entitlement has been ordered, this time included: 1 for the first payment, 2 for its first re-issue.</summary>
    int Attempt { get; }
}
