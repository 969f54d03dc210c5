using BenefitWorkflow.Budgets;

namespace BenefitWorkflow.Tests.Budgets;

public sealed class BudgetUseTests
{
    [Theory]
    [InlineData(1_000, 899, 90, false)]
    [InlineData(1_000, 900, 90, true)]
    [InlineData(1_000, 1_000, 100, true)]
    [InlineData(1_000, 999, 100, false)]
    [InlineData(3, 2, 67, false)]
    [InlineData(0, 0, 1, false)]
    public void Of_ApprovedAgainstTheThreshold_WarnsFromItOn(long ceiling, long approved, int threshold, bool warning)
    {
        var line = BudgetUse.Of(Account(ceiling, approved), threshold);
        Assert.Equal((warning, threshold), (line.Warning, line.WarnAtPercent));
    }

    [Fact]
    public void Of_MoneyGivenBack_NoLongerCounts()
    {
        var account = Account(1_000, 950);
        account.Move(ReservationState.Pending, ReservationState.Cancelled, 100);
        var line = BudgetUse.Of(account, 90);
        Assert.Equal((false, 85m), (line.Warning, line.ApprovedPercent));
    }

    [Fact]
    public void Of_PartOfTheMoneyPaid_GivesRateAndSplit()
    {
        var account = Account(3_000, 2_000);
        account.Commit(1_500);
        account.Commit(-500);
        account.Move(ReservationState.Pending, ReservationState.Paid, 500);
        var line = BudgetUse.Of(account, 90);
        Assert.Equal((500, 1_000, 500, 16.67m, 66.67m), (line.ReservedFen, line.ReleasedFen, line.PaidFen, line.ExecutionPercent, line.ApprovedPercent));
        Assert.True(account.Balances);
        account.Commit(501);
        Assert.False(account.Balances);
    }

    private static BudgetAccount Account(long ceiling, long approved)
    {
        var account = new BudgetAccount { ProgrammeKey = "p", Year = 2023, SourceKey = "s" };
        account.SetCeiling(ceiling);
        account.Move(null, ReservationState.Pending, approved);
        return account;
    }
}
