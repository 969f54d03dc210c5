using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Eligibility;

/// <summary>Each criterion passed, failed and at its edge.</summary>
public sealed class CriterionTests
{
    [Fact]
    public void EveryScheme_HasAnApplicantWhoGetsItsStandard()
    {
        Assert.Equal(Shipped.Catalog.Programmes.Sum(programme => programme.Schemes.Count), Applicants.All.Count);
        foreach (var (programme, scheme, facts, tier, amountFen) in Applicants.All)
        {
            var decision = EligibilityEvaluator.Evaluate(programme, scheme, facts, Applicants.Day);
            Assert.Equal((Verdict.Eligible, tier, amountFen, programme.RuleVersion), (decision.Verdict, decision.Tier, decision.AmountFen, decision.RuleVersion));
            Assert.Equal(["programme-in-force", .. scheme.Criteria.Select(criterion => criterion.Key), "entitlement"], decision.Trace.Select(result => result.Key));
            Assert.All(decision.Trace, result => Assert.True(result.Passed && result.Refusal is null && result.Source.Length > 0 && result.RuleVersion == programme.RuleVersion));
        }
    }

    [Theory]
    [InlineData("11010519491231002x ", null, "valid")]
    [InlineData("110105194912310021", "id-number.checksum", "checksum wrong")]
    [InlineData("110105491231002", "id-number.length", "length wrong")]
    [InlineData("", "id-number.length", "length wrong")]
    [InlineData("1101051949123100XX", "id-number.characters", "characters wrong")]
    [InlineData("110105194913310029", "id-number.birth-date", "birth date impossible")]
    public void IdNumber_SaysWhatIsWrong_NeverTheNumber(string number, string? code, string value)
    {
        var decision = Applicants.Decide("model-worker", Applicants.ModelWorker with { IdNumber = number });
        Assert.Equal(value, decision.Result("id-number").Value);
        if (code is null) Assert.Equal(Verdict.Eligible, decision.Verdict);
        else decision.OnlyFailure(Verdict.Incomplete, "id-number", code);
    }

    [Fact]
    public void Age_OnTheSixteenthBirthday_IsEnough_TheDayBeforeIsNot()
    {
        // 440524188001010014: born 1880-01-01; the programme's dates are moved so that the edge lies within them.
        var programme = Shipped.Hardship with { EffectiveFrom = new(1890, 1, 1) };
        var facts = Applicants.Frontline with { IdNumber = "440524188001010014" };
        Assert.Equal(Verdict.Eligible, Applicants.Decide("frontline-worker", facts, new(1896, 1, 1), programme).Verdict);
        var failure = Applicants.Decide("frontline-worker", facts, new(1895, 12, 31), programme).OnlyFailure(Verdict.Ineligible, "working-age", "eligibility.age");
        Assert.Equal(("below", "16.."), (failure.Value, failure.Threshold));
    }

    [Theory]
    [InlineData(73, "within")]
    [InlineData(72, "above")]
    public void Age_AtItsUpperBound_StillCounts(int maxYears, string value)
    {
        var scheme = Shipped.Hardship.FindScheme("frontline-worker")!;
        scheme = scheme with
        {
            Criteria = [.. scheme.Criteria.Select(c => c is BenefitWorkflow.Programmes.Criteria.AgeRangeCriterion age ? age with { MaxYears = maxYears } : c)],
        };
        var decision = EligibilityEvaluator.Evaluate(Shipped.Hardship, scheme, Applicants.Frontline, Applicants.Day);
        Assert.Equal((value, value == "within"), (decision.Result("working-age").Value, decision.Verdict == Verdict.Eligible));
    }

    [Fact]
    public void Age_OfAMalformedNumber_IsUnknown_NotIneligible()
    {
        var decision = Applicants.Decide("frontline-worker", Applicants.Frontline with { IdNumber = "110105194912310021" });
        Assert.Equal(Verdict.Incomplete, decision.Verdict);
        Assert.Equal("eligibility.age-unknown", decision.Result("working-age").Refusal!.Code);
    }

    [Theory]
    [InlineData(BeneficiaryStatus.Deceased, "eligibility.deceased")]
    [InlineData(BeneficiaryStatus.Exited, "eligibility.exited")]
    public void Status_OtherThanActive_IsIneligible(BeneficiaryStatus status, string code)
    {
        foreach (var (programme, scheme, facts, _, _) in Applicants.All)
            EligibilityEvaluator.Evaluate(programme, scheme, facts with { Status = status }, Applicants.Day).OnlyFailure(Verdict.Ineligible, "alive", code);
    }

    [Fact]
    public void Account_NotOnFile_IsIncomplete()
    {
        foreach (var (programme, scheme, facts, _, _) in Applicants.All)
            EligibilityEvaluator.Evaluate(programme, scheme, facts with { HasAccount = false }, Applicants.Day).OnlyFailure(Verdict.Incomplete, "account", "eligibility.no-account");
    }

    [Theory]
    [InlineData(2, false, false, "eligibility.homes")]
    [InlineData(3, null, null, "eligibility.homes")]
    [InlineData(1, true, false, "eligibility.business")]
    [InlineData(null, true, null, "eligibility.business")]
    [InlineData(1, false, true, "eligibility.car")]
    public void Exclusion_Stated_IsIneligible(int? homes, bool? business, bool? car, string code) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { Homes = homes, BusinessOwner = business, Car = car }))
            .OnlyFailure(Verdict.Ineligible, "exclusions", code);

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(-1, false, false)]
    [InlineData(1, null, false)]
    [InlineData(0, false, null)]
    public void Exclusion_NotAnswered_IsIncomplete(int? homes, bool? business, bool? car) =>
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { Homes = homes, BusinessOwner = business, Car = car }))
            .OnlyFailure(Verdict.Incomplete, "exclusions", "eligibility.not-stated");

    [Fact]
    public void Documents_Missing_AreNamedInBothLanguages()
    {
        var failure = Applicants.Decide("golden-autumn", Applicants.Student.With(a => a with { Documents = ["ID-CARD", "application-form", "income-proof"] }))
            .OnlyFailure(Verdict.Incomplete, "documents", "eligibility.documents");
        Assert.Equal("missing 2", failure.Value);
        Assert.Contains("户口簿、录取通知书", failure.Refusal!.Zh, StringComparison.Ordinal);
        Assert.Contains("Household register, Admission letter", failure.Refusal.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("illness", "illness-documents")]
    [InlineData("accident", "accident-documents")]
    [InlineData("disaster", "accident-documents")]
    public void Documents_ForACause_AreNeededOnlyThen(string cause, string key)
    {
        Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { HardshipCause = cause }))
            .OnlyFailure(Verdict.Incomplete, key, "eligibility.documents");
        Assert.Equal(Verdict.Eligible, Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { HardshipCause = "unemployment" })).Verdict);
    }

    [Theory]
    [InlineData(null, Verdict.Incomplete, "eligibility.not-stated")]
    [InlineData(" ", Verdict.Incomplete, "eligibility.not-stated")]
    [InlineData("hero", Verdict.Ineligible, "eligibility.honour")]
    public void Honour_MissingOrOther_Fails(string? honour, Verdict verdict, string code) =>
        Applicants.Decide("model-worker", Applicants.ModelWorker.With(a => a with { Honour = honour })).OnlyFailure(verdict, "honour", code);

    [Theory]
    [InlineData("advanced-worker")]
    [InlineData(" national-model-worker ")]
    public void Honour_Listed_Passes(string honour) =>
        Assert.Equal(Verdict.Eligible, Applicants.Decide("model-worker", Applicants.ModelWorker.With(a => a with { Honour = honour })).Verdict);

    [Fact]
    public void DutyPost_NotStated_IsIncomplete() =>
        Applicants.Decide("duty-post", Applicants.OnDuty.With(a => a with { DutyPost = "" }), programme: Shipped.Spring)
            .OnlyFailure(Verdict.Incomplete, "duty-post", "eligibility.not-stated");

    [Theory]
    [InlineData("primary", "一小", Verdict.Ineligible, "eligibility.school-stage")]
    [InlineData(null, "一中", Verdict.Incomplete, "eligibility.not-stated")]
    [InlineData("university", " ", Verdict.Incomplete, "eligibility.not-stated")]
    public void SchoolStage_OtherOrIncomplete_Fails(string? stage, string school, Verdict verdict, string code) =>
        Applicants.Decide("golden-autumn", Applicants.Student.With(a => a with { SchoolStage = stage, SchoolName = school })).OnlyFailure(verdict, "school-stage", code);

    [Fact]
    public void SchoolStage_Vocational_HasItsOwnStandard()
    {
        var decision = Applicants.Decide("golden-autumn", Applicants.Student.With(a => a with { SchoolStage = " vocational" }));
        Assert.Equal(("vocational", 300_000L), (decision.Tier, decision.AmountFen));
        Assert.Equal("vocational 3,000.00", decision.Result("entitlement").Value);
    }

    [Theory]
    [InlineData(null, Verdict.Incomplete, "eligibility.not-stated", "eligibility.not-stated")]
    [InlineData(" ", Verdict.Incomplete, "eligibility.not-stated", "eligibility.not-stated")]
    [InlineData("unemployment", Verdict.Ineligible, "eligibility.hardship-cause", "eligibility.income")]
    public void HardshipCause_MissingOrOther_FailsWithItsTier(string? cause, Verdict verdict, string code, string incomeCode)
    {
        var decision = Applicants.Decide("disaster-illness", Applicants.Injured.With(a => a with { HardshipCause = cause }), programme: Shipped.Spring);
        Assert.Equal((verdict, 0L), (decision.Verdict, decision.AmountFen));
        Assert.Equal(code, decision.Result("hardship-cause").Refusal!.Code);
        Assert.Equal(incomeCode, decision.Result("income").Refusal!.Code);
    }

    [Fact]
    public void Rules_NotInForceOnTheDay_LeaveTheCaseIncomplete()
    {
        var failure = Applicants.Decide("frontline-worker", Applicants.Frontline, new(2022, 12, 31)).OnlyFailure(Verdict.Incomplete, "programme-in-force", "eligibility.programme-not-in-force");
        Assert.Equal(("2022-12-31", "2023-01-01.."), (failure.Value, failure.Threshold));
        Assert.Equal(Verdict.Eligible, Applicants.Decide("frontline-worker", Applicants.Frontline, new(2023, 1, 1)).Verdict);

        var ended = Shipped.Hardship with { EffectiveTo = new(2023, 3, 1) };
        Assert.Equal(Verdict.Eligible, Applicants.Decide("frontline-worker", Applicants.Frontline, new(2023, 3, 1), ended).Verdict);
        Assert.Equal(Verdict.Incomplete, Applicants.Decide("frontline-worker", Applicants.Frontline, new(2023, 3, 2), ended).Verdict);
    }

    [Fact]
    public void Criterion_OutsideItsDates_IsNotChecked()
    {
        var scheme = Shipped.Hardship.FindScheme("frontline-worker")!;
        var dated = scheme with
        {
            Criteria = [.. scheme.Criteria.Select(c => c.Key == "account" ? c with { EffectiveFrom = new(2023, 3, 1), EffectiveTo = new(2023, 3, 31) } : c)],
        };
        var facts = Applicants.Frontline with { HasAccount = false };
        Verdict On(int month, int day) => EligibilityEvaluator.Evaluate(Shipped.Hardship, dated, facts, new(2023, month, day)).Verdict;
        Assert.Equal([Verdict.Eligible, Verdict.Incomplete, Verdict.Incomplete, Verdict.Eligible], [On(2, 28), On(3, 1), On(3, 31), On(4, 1)]);
    }

    [Fact]
    public void Standard_ThatFitsNothing_LeavesTheCaseIncomplete()
    {
        var scheme = Shipped.Hardship.FindScheme("frontline-worker")!;
        var decision = EligibilityEvaluator.Evaluate(Shipped.Hardship, scheme with { Entitlement = [] }, Applicants.Frontline, Applicants.Day);
        decision.OnlyFailure(Verdict.Incomplete, "entitlement", "eligibility.no-standard");
    }
}
