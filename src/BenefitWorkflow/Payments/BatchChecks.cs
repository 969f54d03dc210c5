using BenefitWorkflow.Beneficiaries;

namespace BenefitWorkflow.Payments;

/// <summary>A payee who has, or gets, money into an account.</summary>
internal sealed record AccountUse(byte[] AccountHash, long BeneficiaryId);

/// <summary>What must not be paid, and what the releaser should know.</summary>
internal static class BatchChecks
{
    /// <param name="uses">Payees of the orders' accounts beyond the batch.</param>
    /// <param name="confirmed">Cases whose account a second person has confirmed.</param>
    public static IReadOnlyList<BatchCheck> Of(
        IReadOnlyList<PaymentOrder> orders, IReadOnlyDictionary<long, Beneficiary> payees, IReadOnlyList<AccountUse> uses, IReadOnlySet<long> confirmed, bool acceptSharedAccounts)
    {
        var shared = uses.Concat(orders.Select(o => new AccountUse(o.AccountHash, o.BeneficiaryId))).GroupBy(u => Convert.ToHexString(u.AccountHash))
            .Where(g => g.Select(u => u.BeneficiaryId).Distinct().Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var checks = new List<BatchCheck>();
        foreach (var order in orders)
        {
            var payee = payees[order.BeneficiaryId];
            if (payee.Status != BeneficiaryStatus.Active)
                Add(order, true, "payment.beneficiary-not-active", "受助人已去世或退出，不得付款；该笔未列入批次。", "The beneficiary has died or left; the order is not in the batch.");
            if (shared.Contains(Convert.ToHexString(order.AccountHash)))
                Add(order, !acceptSharedAccounts, "payment.account-shared", "同一账号对应多名收款人（含其他批次和项目）；请核实是否本人账户。", "Several payees have this account, counting other batches and programmes; check that it is the payee's own.");
            if (payee.Name != order.AccountName)
                Add(order, !confirmed.Contains(order.CaseId), "payment.name-differs", "户名与受助人姓名不同；未经第二人确认的不列入批次，请撤回该笔、更正账户并由他人确认。",
                    "The account is in another name than the beneficiary's; unless a second person has confirmed it the order is not in the batch: take it back, correct the account and have it confirmed.");
            if (payee.AccountHash is null || !payee.AccountHash.AsSpan().SequenceEqual(order.AccountHash) || payee.AccountName != order.AccountName)
                Add(order, false, "payment.account-changed", "受助人的账户在审批后有变更；本笔仍按审批时的账户支付，请先核实。", "The payee's account was changed since; the order pays the one that was approved, check it first.");
        }
        return checks;

        void Add(PaymentOrder order, bool leftOut, string code, string zh, string en) =>
            checks.Add(new BatchCheck(order.Id, order.CaseNumber, order.EndToEndId, leftOut, code, zh, en));
    }
}
