using BenefitWorkflow.Cases.Eligibility;

namespace BenefitWorkflow.Tests.Cases.Eligibility;

/// <summary>The tiers at their edges; with 3 persons and the line at 700 yuan, one line is 25,200 yuan a year for the household.</summary>
public sealed class IncomeTierTests
{
    private const long OneLine = 2_520_000;

    [Theory]
    [InlineData(0, "deep", 600_000)]
    [InlineData(OneLine - 1, "deep", 600_000)]
    [InlineData(OneLine, "relative", 400_000)]
    [InlineData(2 * OneLine - 1, "relative", 400_000)]
    public void HardshipWorker_BelowALine_GetsTheTiersStandard(long leftFen, string tier, long amountFen)
    {
        var decision = Decide(leftFen);
        Assert.Equal((Verdict.Eligible, tier, amountFen), (decision.Verdict, decision.Tier, decision.AmountFen));
    }

    [Fact]
    public void HardshipWorker_AtTwoLines_IsIneligible()
    {
        var failure = Decide(2 * OneLine).OnlyFailure(Verdict.Ineligible, "income", "eligibility.income");
        Assert.Equal("1400.00", failure.Value);
        Assert.Equal("deep < 700.00; accident < 1400.00; relative < 1400.00", failure.Threshold);
    }

    [Fact]
    public void RigidCosts_AboveIncome_GiveANegativeRemainder_StillDeep()
    {
        var decision = Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { AnnualIncomeFen = 0, RigidCostsFen = 360_000 }));
        Assert.Equal("deep", decision.Tier);
        Assert.Equal("-100.00 deep", decision.Result("income").Value);
    }

    [Fact]
    public void RigidCosts_NotStated_CountAsNone() =>
        Assert.Equal("relative", Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { AnnualIncomeFen = OneLine, RigidCostsFen = null })).Tier);

    [Theory]
    [InlineData("illness", 1, 2 * OneLine, "accident")]
    [InlineData("disaster", 1, 2 * OneLine, "accident")]
    [InlineData("accident", 1, OneLine, "accident")]
    [InlineData("accident", 1, OneLine - 1, "deep")]
    [InlineData("accident", OneLine, 3 * OneLine - 1, "accident")]
    [InlineData("accident", OneLine, 3 * OneLine, null)]
    [InlineData("accident", 0, 2 * OneLine, null)]
    [InlineData("unemployment", OneLine, 2 * OneLine, null)]
    [InlineData("unemployment", OneLine, OneLine, "relative")]
    [InlineData(null, OneLine, OneLine, "relative")]
    public void AccidentTier_CountsTheLossAsACost(string? cause, long lossFen, long leftFen, string? tier)
    {
        var decision = Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with
        {
            AnnualIncomeFen = leftFen, RigidCostsFen = 0, HardshipCause = cause, AccidentLossFen = lossFen,
            Documents = [.. a.Documents, "diagnosis", "accident-proof"],
        }));
        Assert.Equal(tier, decision.Tier);
        Assert.Equal(tier is null ? Verdict.Ineligible : Verdict.Eligible, decision.Verdict);
    }

    [Theory]
    [InlineData("illness", null, Verdict.Incomplete)]
    [InlineData("illness", 0L, Verdict.Ineligible)]
    [InlineData("unemployment", null, Verdict.Ineligible)]
    [InlineData(null, 1L, Verdict.Incomplete)]
    [InlineData(null, 0L, Verdict.Ineligible)]
    [InlineData(null, null, Verdict.Ineligible)]
    public void Income_AboveAllTiers_IsIncompleteWhereTheAccidentIsLeftOpen(string? cause, long? lossFen, Verdict verdict)
    {
        var facts = Applicants.Hardship.With(a => a with
        {
            AnnualIncomeFen = 4 * OneLine, HardshipCause = cause, AccidentLossFen = lossFen, Documents = [.. a.Documents, "diagnosis"],
        });
        Applicants.Decide("hardship-worker", facts).OnlyFailure(verdict, "income", verdict == Verdict.Incomplete ? "eligibility.not-stated" : "eligibility.income");
    }

    [Fact]
    public void AccidentOnlyScheme_WithNeitherCauseNorLoss_IsIncomplete()
    {
        var decision = Applicants.Decide("disaster-illness", Applicants.Injured.With(a => a with { HardshipCause = null, AccidentLossFen = null }), programme: Programmes.Shipped.Spring);
        Assert.Equal(Verdict.Incomplete, decision.Verdict);
    }

    [Fact]
    public void Line_IsTheOneInForceOnTheDay()
    {
        var facts = Applicants.Hardship.With(a => a with { AnnualIncomeFen = OneLine, RigidCostsFen = 0 });
        Assert.Equal("relative", Applicants.Decide("hardship-worker", facts, new(2023, 6, 30)).Tier);
        Assert.Equal("deep", Applicants.Decide("hardship-worker", facts, new(2023, 7, 1)).Tier);
    }

    [Fact]
    public void Line_NotInForceOnTheDay_LeavesTheCaseIncomplete()
    {
        var programme = Programmes.Shipped.Hardship;
        var later = programme.Parameters[0] with { Values = [programme.Parameters[0].Values[1]] };
        Applicants.Decide("hardship-worker", Applicants.Hardship, programme: programme with { Parameters = [later] })
            .OnlyFailure(Verdict.Incomplete, "income", "eligibility.no-line");
    }

    [Theory]
    [InlineData(null, 1L)]
    [InlineData(3, null)]
    public void Income_NotStated_IsIncomplete(int? persons, long? incomeFen) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { HouseholdPersons = persons, AnnualIncomeFen = incomeFen }))
            .OnlyFailure(Verdict.Incomplete, "income", "eligibility.not-stated");

    [Theory]
    [InlineData(0, 1, 0, 0)]
    [InlineData(51, 1, 0, 0)]
    [InlineData(-1, 1, 0, 0)]
    [InlineData(3, -1, 0, 0)]
    [InlineData(3, 100_000_000_001, 0, 0)]
    [InlineData(3, long.MaxValue, 0, 0)]
    [InlineData(3, 1, -1, 0)]
    [InlineData(3, 1, long.MinValue, 0)]
    [InlineData(3, 1, 0, -1)]
    [InlineData(3, 1, 0, long.MaxValue)]
    public void Income_OutOfRange_IsIncomplete(int persons, long incomeFen, long costsFen, long lossFen) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with
            {
                HouseholdPersons = persons, AnnualIncomeFen = incomeFen, RigidCostsFen = costsFen, AccidentLossFen = lossFen,
            }))
            .OnlyFailure(Verdict.Incomplete, "income", "eligibility.out-of-range");

    [Fact]
    public void Income_AtTheGreatestHousehold_IsStillJudged() =>
        Assert.Equal("deep", Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { HouseholdPersons = 50, AnnualIncomeFen = 41_999_999, RigidCostsFen = 0 })).Tier);

    [Theory]
    [InlineData(3 * OneLine - 1, true)]
    [InlineData(3 * OneLine, false)]
    public void Student_BelowThreeLines_IsEligible(long leftFen, bool eligible) =>
        Assert.Equal(eligible ? Verdict.Eligible : Verdict.Ineligible,
            Applicants.Decide("golden-autumn", Applicants.Student.With(a => a with { AnnualIncomeFen = leftFen, RigidCostsFen = 0 })).Verdict);

    private static Determination Decide(long leftFen) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { AnnualIncomeFen = leftFen + 500_000, RigidCostsFen = 500_000 }));
}
