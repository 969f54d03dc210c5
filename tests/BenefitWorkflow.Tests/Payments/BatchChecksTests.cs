using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Payments;

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
    public void Of_AccountOrNameChangedSinceTheOrder_IsReportedAndStays()
    {
        foreach (var payee in new[] { Payee(1, 9), Payee(1, 1, accountName: "王方") })
        {
            var check = Assert.Single(Run(false, (Orders.Of(), payee)));
            Assert.Equal(("payment.account-changed", false), (check.Code, check.LeftOut));
        }
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 5, false)]
    public void Of_AccountThatAnotherPayeeHasElsewhere_IsLeftOut(long otherPayee, byte account, bool found)
    {
        var checks = BatchChecks.Of([Orders.Of()], new Dictionary<long, Beneficiary> { [1] = Payee(1, 1) }, [new AccountUse([account, 2, 3], otherPayee)], new HashSet<long>(), false);
        Assert.Equal(found ? ["payment.account-shared"] : [], checks.Select(c => c.Code));
        Assert.All(checks, c => Assert.True(c.LeftOut));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_AccountInAnotherName_IsLeftOutUnlessASecondPersonConfirmedIt(bool confirmed)
    {
        var checks = BatchChecks.Of([Orders.Of()], new Dictionary<long, Beneficiary> { [1] = Payee(1, 1, "李芳", "王芳") }, [], confirmed ? new HashSet<long> { 1 } : new HashSet<long> { 2 }, true);
        Assert.Equal(("payment.name-differs", !confirmed), (Assert.Single(checks).Code, checks[0].LeftOut));
    }

    private static IReadOnlyList<BatchCheck> Run(bool accept, params (PaymentOrder Order, Beneficiary Payee)[] rows) =>
        BatchChecks.Of([.. rows.Select(r => r.Order)], rows.Select(r => r.Payee).DistinctBy(p => p.Id).ToDictionary(p => p.Id), [], new HashSet<long>(), accept);

    private static Beneficiary Payee(long id, byte account, string name = "王芳", string? accountName = null)
    {
        var payee = new Beneficiary { Id = id, Name = name, IdCipher = [1], IdHash = [1], Unit = "一厂" };
        payee.KeepAccount("银行", [4], [account, 2, 3], accountName ?? name);
        return payee;
    }
}
