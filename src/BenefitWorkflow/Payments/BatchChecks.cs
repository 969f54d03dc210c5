using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Payments;

/// <summary>What must not be paid, and what the releaser should know.</summary>
internal static class BatchChecks
{
    public static Refusal BankHasPaid { get; } = new("payment.bank-has-paid", "银行回单称本案的支付已入账（可能在恢复旧备份之前已付）；不得再付或撤案，请在回单页补记，或向银行核实后由第二人否定该行。",
        "A bank's answer calls a payment of this case credited (perhaps before an old backup was restored); neither pay it again nor end the case without it: book it on the answer's page, or ask the bank and have a second person dismiss the row.");

    /// <param name="sameYear">What a second grant of the programme in the year means.</param>
    /// <param name="acceptSharedAccounts">True where a person has looked at accounts that several payees have.</param>
    public static IReadOnlyList<BatchCheck> Of(IReadOnlyList<PaymentOrder> orders, BatchEvidence evidence, OverlapRule sameYear, bool acceptSharedAccounts)
    {
        var shared = evidence.Uses.Concat(orders.Select(o => new AccountUse(o.AccountHash, o.BeneficiaryId))).GroupBy(u => Convert.ToHexString(u.AccountHash))
            .Where(g => g.Select(u => u.BeneficiaryId).Distinct().Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var others = evidence.Others.ToLookup(o => o.BeneficiaryId);
        var checks = new List<BatchCheck>();
        foreach (var order in orders)
        {
            var payee = evidence.Payees[order.BeneficiaryId];
            if (payee.Status != BeneficiaryStatus.Active)
                Add(order, true, "payment.beneficiary-not-active", "受助人已去世或退出，不得付款；该笔未列入批次。", "The beneficiary has died or left; the order is not in the batch.");
            if (evidence.Credited.Contains(order.CaseId))
                Add(order, true, BankHasPaid.Code, BankHasPaid.Zh, BankHasPaid.En);
            if (shared.Contains(Convert.ToHexString(order.AccountHash)))
                Add(order, !acceptSharedAccounts, "payment.account-shared", "同一账号对应多名收款人（含其他批次和项目）；请核实是否本人账户。", "Several payees have this account, counting other batches and programmes; check that it is the payee's own.");
            if (payee.Name != order.AccountName)
                Add(order, !evidence.Confirmed.Contains(order.CaseId), "payment.name-differs", "户名与受助人姓名不同；未经第二人确认的不列入批次，请撤回该笔、更正账户并由他人确认。",
                    "The account is in another name than the beneficiary's; unless a second person has confirmed it the order is not in the batch: take it back, correct the account and have it confirmed.");
            CheckAccount(order, payee);
            if (sameYear != OverlapRule.Allowed && others[order.BeneficiaryId].FirstOrDefault(o => o.CaseId != order.CaseId) is { } other)
                Add(order, sameYear == OverlapRule.Blocked, "payment.double-pay", $"同一受助人本年度在本项目另有支付 {other.EndToEndId}；请核实是否重复。",
                    $"The same beneficiary has another payment of the programme this year, {other.EndToEndId}; check whether one of them is too many.");
        }
        return checks;

        // What was approved is what is paid: an account that two people changed afterwards voids the approval of this one.
        void CheckAccount(PaymentOrder order, Beneficiary payee)
        {
            if (payee.AccountHash is not null && payee.AccountHash.AsSpan().SequenceEqual(order.AccountHash) && payee.AccountName == order.AccountName) return;
            var since = payee.AccountSince > (evidence.Approved.GetValueOrDefault(order.CaseId) ?? order.OrderedAt);
            if (since)
                Add(order, true, "payment.account-changed", "受助人的账户在审批后有变更，原审批的账户不再有效；请由经办撤回该笔，更正账户并由他人确认。",
                    "The payee's account was changed after the approval, which no longer holds: have the caseworker take the order back, correct the account and have it confirmed.");
            else
                Add(order, false, "payment.account-not-on-file", "本案账户与受助人档案账户不同；按本案审批的账户支付，请先核实。", "The case's account is not the one on the payee's file; the approved one is paid, check it first.");
        }

        void Add(PaymentOrder order, bool leftOut, string code, string zh, string en) =>
            checks.Add(new BatchCheck(order.Id, order.CaseNumber, order.EndToEndId, leftOut, code, zh, en));
    }
}
