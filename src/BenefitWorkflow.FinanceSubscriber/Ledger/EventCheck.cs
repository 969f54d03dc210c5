using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>What must hold for an event to enter the books. A bus may deliver what the contract forbids; the books must not take it.</summary>
internal static class EventCheck
{
    /// <summary>100 billion yuan: no single payment comes near, and a sum of events cannot leave the range of a long.</summary>
    public const long LargestAmountFen = 10_000_000_000_000;

    public static bool IsSound(IDisbursementEventV1 e) =>
        e.Sequence is >= 1 and < long.MaxValue
        && e.EventId != Guid.Empty
        && !string.IsNullOrEmpty(e.CaseNumber)
        && !string.IsNullOrEmpty(e.Programme)
        && e.AmountFen is >= 0 and <= LargestAmountFen
        && FundingIsSound(e)
        && (e is not IPaymentEventV1 p || (e.AmountFen > 0 && !string.IsNullOrEmpty(p.PaymentReference) && p.Attempt >= 1));

    private static bool FundingIsSound(IDisbursementEventV1 e)
    {
        if (e.Funding is null || (e is not IPaymentEventV1 && e.Funding.Count == 0))
        {
            return e.Funding is not null;
        }

        var left = e.AmountFen;
        for (var i = 0; i < e.Funding.Count; i++)
        {
            var share = e.Funding[i];
            if (share is null || string.IsNullOrEmpty(share.Source) || share.AmountFen < 0 || share.AmountFen > left)
            {
                return false;
            }

            for (var earlier = 0; earlier < i; earlier++)
            {
                if (e.Funding[earlier].Source == share.Source)
                {
                    return false;
                }
            }

            left -= share.AmountFen;
        }

        return left == 0;
    }
}
