using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BatchChecksTests
{
    [Fact]
    public void Of_OrderInOrder_FindsNothing() => Assert.Empty(Run(false, (Orders.Of(), Payee(1, 1))));

    [Theory]
    [InlineData(BeneficiaryStatus.Deceased)]
    [InlineData(BeneficiaryStatus.Exited)]
    public void Of_PayeeNotActive_IsLeftOut(BeneficiaryStatus status)
    {
        var payee = Payee(1, 1);
        payee.SetStatus(status);
        var check = Assert.Single(Run(true, (Orders.Of(), payee)));
        Assert.Equal(("payment.beneficiary-not-active", true), (check.Code, check.LeftOut));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_AccountOfTwoPayees_LeavesBothOutUnlessAccepted(bool accepted)
    {
        var checks = Run(accepted, (Orders.Of(beneficiary: 1), Payee(1, 1)), (Orders.Of(beneficiary: 2), Payee(2, 1)), (Orders.Of(beneficiary: 3, account: 5), Payee(3, 5)));
        Assert.Equal([1L, 2L], checks.Select(c => c.OrderId));
        Assert.All(checks, c => Assert.Equal(("payment.account-shared", !accepted), (c.Code, c.LeftOut)));
    }

    [Fact]
    public void Of_TwoOrdersOfOnePayee_AreNotShared() =>
        Assert.Empty(Run(false, (Orders.Of(), Payee(1, 1)), (Orders.Of(id: "KNBF-2023-000002-1-1"), Payee(1, 1))));

    [Fact]
    public void Of_AccountOrNameOtherThanOnFile_IsReportedAndStays()
    {
        foreach (var payee in new[] { Payee(1, 9), Payee(1, 1, accountName: "王方") })
        {
            var check = Assert.Single(Run(false, (Orders.Of(), payee)));
            Assert.Equal(("payment.account-not-on-file", false), (check.Code, check.LeftOut));
        }
    }

    /// <summary>Promise 18: a changed account voids the approval.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Of_AccountChangedAfterTheApproval_IsLeftOut(int seconds, bool leftOut)
    {
        var payee = Payee(1, 1);
        payee.KeepAccount("银行", [4], [9, 2, 3], "王芳", Approved.AddSeconds(seconds));
        // The same account confirmed once more is no change.
        payee.KeepAccount("银行", [5], [9, 2, 3], "王芳", Approved.AddYears(1));
        var check = Assert.Single(Run(false, (Orders.Of(), payee)));
        Assert.Equal((leftOut ? "payment.account-changed" : "payment.account-not-on-file", leftOut), (check.Code, check.LeftOut));
    }

    [Theory]
    [InlineData(OverlapRule.Allowed, null)]
    [InlineData(OverlapRule.ReasonRequired, false)]
    [InlineData(OverlapRule.Blocked, true)]
    public void Of_SecondPaymentOfTheYear_FollowsTheProgramme(OverlapRule rule, bool? leftOut)
    {
        var own = new OtherPayment(1, 1, "KNBF-2023-000001", "KNBF-2023-000001-1-1");
        var other = new OtherPayment(1, 7, "KNBF-2023-000007", "KNBF-2023-000007-1-1");
        Assert.Empty(BatchChecks.Of([Orders.Of()], Evidence([Payee(1, 1)], others: [own]), rule, false));
        var checks = BatchChecks.Of([Orders.Of()], Evidence([Payee(1, 1)], others: [own, other]), rule, false);
        Assert.Equal(leftOut is null ? [] : [("payment.double-pay", leftOut.Value)], checks.Select(c => (c.Code, c.LeftOut)));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 5, false)]
    public void Of_AccountThatAnotherPayeeHasElsewhere_IsLeftOut(long otherPayee, byte account, bool found)
    {
        var checks = BatchChecks.Of([Orders.Of()], Evidence([Payee(1, 1)], [new AccountUse([account, 2, 3], otherPayee)]), OverlapRule.Allowed, false);
        Assert.Equal(found ? ["payment.account-shared"] : [], checks.Select(c => c.Code));
        Assert.All(checks, c => Assert.True(c.LeftOut));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_AccountInAnotherName_IsLeftOutUnlessASecondPersonConfirmedIt(bool confirmed)
    {
        var checks = BatchChecks.Of([Orders.Of()], Evidence([Payee(1, 1, "李芳", "王芳")], confirmed: confirmed ? 1 : 2), OverlapRule.Allowed, true);
        Assert.Equal(("payment.name-differs", !confirmed), (Assert.Single(checks).Code, checks[0].LeftOut));
    }

    private static IReadOnlyList<BatchCheck> Run(bool accept, params (PaymentOrder Order, Beneficiary Payee)[] rows) =>
        BatchChecks.Of([.. rows.Select(r => r.Order)], Evidence([.. rows.Select(r => r.Payee).DistinctBy(p => p.Id)]), OverlapRule.Allowed, accept);

    private static readonly DateTimeOffset Approved = new(2023, 1, 5, 1, 0, 0, TimeSpan.Zero);

    private static BatchEvidence Evidence(Beneficiary[] payees, AccountUse[]? uses = null, long confirmed = 0, OtherPayment[]? others = null) =>
        new(payees.ToDictionary(p => p.Id), uses ?? [], new HashSet<long> { confirmed }, payees.ToDictionary(p => p.Id, _ => (DateTimeOffset?)Approved), others ?? [], new HashSet<long>());

    private static Beneficiary Payee(long id, byte account, string name = "王芳", string? accountName = null)
    {
        var payee = new Beneficiary { Id = id, Name = name, IdCipher = [1], IdHash = [1], Unit = "一厂" };
        payee.KeepAccount("银行", [4], [account, 2, 3], accountName ?? name, Approved.AddDays(-1));
        return payee;
    }
}
