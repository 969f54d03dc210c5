using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Eligibility;

/// <summary>Other grants of the person and the household.</summary>
public sealed class OverlapTests
{
    [Theory]
    [InlineData("hardship-worker", true, true, true)]
    [InlineData("hardship-worker", true, false, true)]
    [InlineData("hardship-worker", false, true, true)]
    [InlineData("hardship-worker", false, false, false)]
    [InlineData("frontline-worker", true, true, true)]
    [InlineData("frontline-worker", true, false, false)]
    public void SameProgrammeAndYear_IsBlocked(string scheme, bool household, bool self, bool blocked)
    {
        var facts = Facts(scheme) with { Earlier = [Applicants.Grant(household: household, self: self)] };
        var decision = Applicants.Decide(scheme, facts.With(a => a with { OverlapReason = "a reason does not help" }));
        if (!blocked)
        {
            Assert.Equal(Verdict.Eligible, decision.Verdict);
            return;
        }

        var failure = decision.OnlyFailure(Verdict.Ineligible, "duplicate", "eligibility.duplicate");
        Assert.Equal("KNBF-2023-000007", failure.Value);
        Assert.Contains("KNBF-2023-000007", failure.Refusal!.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void SameProgramme_ButDeadOrOfAnotherYear_IsNoDuplicate()
    {
        Assert.Equal(Verdict.Eligible, Decide(Applicants.Grant(live: false)).Verdict);
        Assert.Equal(Verdict.Eligible, Decide(Applicants.Grant(year: 2022)).Verdict);
        Assert.Equal(Verdict.Eligible, Decide(Applicants.Grant(year: 2024)).Verdict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void OtherProgramme_WithoutReason_IsIncomplete(string? reason)
    {
        var facts = Applicants.Hardship.With(a => a with { OverlapReason = reason }) with { Earlier = [Applicants.Grant("spring-festival-warmth")] };
        Applicants.Decide("hardship-worker", facts).OnlyFailure(Verdict.Incomplete, "duplicate", "eligibility.overlap-reason");
    }

    [Fact]
    public void OtherProgramme_WithReason_IsAllowed_AndTheTraceSaysSo()
    {
        var facts = Applicants.Hardship.With(a => a with { OverlapReason = "大病复发" }) with { Earlier = [Applicants.Grant("spring-festival-warmth")] };
        var decision = Applicants.Decide("hardship-worker", facts);
        Assert.Equal(Verdict.Eligible, decision.Verdict);
        Assert.Equal("KNBF-2023-000007, reason stated", decision.Result("duplicate").Value);
    }

    [Fact]
    public void OtherProgramme_OfAnotherYear_NeedsNoReason() =>
        Assert.Equal(Verdict.Eligible, Decide(Applicants.Grant("spring-festival-warmth", year: 2022)).Verdict);

    [Fact]
    public void BothKinds_AreJudgedByTheWorse()
    {
        var decision = Decide(Applicants.Grant("spring-festival-warmth"), Applicants.Grant());
        Assert.Equal("eligibility.duplicate", decision.Result("duplicate").Refusal!.Code);
        Assert.Equal(Verdict.Ineligible, decision.Verdict);
    }

    [Theory]
    [InlineData(400_000, true)]
    [InlineData(400_001, false)]
    [InlineData(long.MaxValue, false)]
    public void YearlyCap_CountsThisGrantToo(long earlierFen, bool within)
    {
        // 6,000 yuan of this grant; the cap is 10,000.
        var facts = Applicants.Hardship.With(a => a with { OverlapReason = "大病复发" }) with
        {
            Earlier = [Applicants.Grant("spring-festival-warmth", amountFen: earlierFen), Applicants.Grant("another", amountFen: 0)],
        };
        var decision = Applicants.Decide("hardship-worker", facts);
        if (within) Assert.Equal((Verdict.Eligible, "10,000.00"), (decision.Verdict, decision.Result("yearly-cap").Value));
        else Assert.Equal("<= 10,000.00", decision.OnlyFailure(Verdict.Ineligible, "yearly-cap", "eligibility.yearly-cap").Threshold);
    }

    [Fact]
    public void YearlyCap_CountsOnlyOwnLiveGrantsOfTheYear()
    {
        const long TooMuch = 10_000_000;
        var facts = Applicants.Hardship.With(a => a with { OverlapReason = "大病复发" }) with
        {
            Earlier =
            [
                Applicants.Grant("other", amountFen: TooMuch, live: false), Applicants.Grant("other", amountFen: TooMuch, year: 2022),
                Applicants.Grant("other", amountFen: TooMuch, self: false), Applicants.Grant("other", amountFen: -TooMuch),
            ],
        };
        var decision = Applicants.Decide("hardship-worker", facts);
        Assert.Equal((Verdict.Eligible, "6,000.00"), (decision.Verdict, decision.Result("yearly-cap").Value));
    }

    [Fact]
    public void YearlyCap_OfManyHugeGrants_DoesNotOverflow()
    {
        var facts = Applicants.Frontline.With(a => a with { OverlapReason = "x" }) with
        {
            Earlier = [Applicants.Grant("other", amountFen: long.MaxValue), Applicants.Grant("other", amountFen: long.MaxValue)],
        };
        Assert.Equal("out of range", Applicants.Decide("frontline-worker", facts).OnlyFailure(Verdict.Ineligible, "yearly-cap", "eligibility.yearly-cap").Value);
    }

    private static EligibilityFacts Facts(string scheme) => scheme == "frontline-worker" ? Applicants.Frontline : Applicants.Hardship;

    private static Determination Decide(params EarlierGrant[] earlier) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship with { Earlier = earlier }, programme: Shipped.Hardship);
}
