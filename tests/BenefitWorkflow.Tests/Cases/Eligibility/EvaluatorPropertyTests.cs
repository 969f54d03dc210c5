using System.Text.Json;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Eligibility;
using CsCheck;

namespace BenefitWorkflow.Tests.Cases.Eligibility;

/// <summary>What holds for any application, sensible or not.</summary>
public sealed class EvaluatorPropertyTests
{
    private static readonly Gen<string?> Word = AnyOf<string?>(null, "", " ", "illness", "accident", "university", "vocational", "prefecture-model-worker", "x");

    private static readonly Gen<long?> Fen = Gen.OneOf(
        Gen.Const((long?)null), Gen.Long[-2, 10_000_000].Select(fen => (long?)fen), Gen.Long.Select(fen => (long?)fen));

    private static readonly Gen<bool?> Flag = AnyOf<bool?>(null, false, false, true);

    private static readonly Gen<ApplicationFacts> Application =
        from persons in Gen.OneOf(Gen.Const((int?)null), Gen.Int[-1, 8].Select(n => (int?)n), Gen.Int.Select(n => (int?)n))
        from amounts in Gen.Select(Fen, Fen, Fen)
        from homes in AnyOf<int?>(null, 0, 1, 2)
        from flags in Gen.Select(Flag, Flag)
        from words in Gen.Select(Word, Word, Word, Word, Word)
        from documents in AnyOf(
            Applicants.Hardship.Application.Documents, Applicants.Student.Application.Documents, Applicants.ModelWorker.Application.Documents,
            Applicants.Injured.Application.Documents, ["unit-roster", "duty-roster"], [])
        select new ApplicationFacts
        {
            HouseholdPersons = persons, AnnualIncomeFen = amounts.Item1, RigidCostsFen = amounts.Item2, AccidentLossFen = amounts.Item3,
            Homes = homes, BusinessOwner = flags.Item1, Car = flags.Item2, HardshipCause = words.Item1, SchoolStage = words.Item2,
            Honour = words.Item3, OverlapReason = words.Item4, DutyPost = words.Item5, SchoolName = words.Item5, Documents = documents,
        };

    private static readonly Gen<EarlierGrant> Grant = Gen.Select(
        AnyOf("hardship-assistance", "spring-festival-warmth"), Gen.Int[2022, 2023], Gen.Long[0, 1_200_000], Gen.Bool, Gen.Bool, Gen.Bool,
        (programme, year, fen, live, household, self) => Applicants.Grant(programme, year, fen, live, household, self));

    private static readonly Gen<EligibilityFacts> Facts = Gen.Select(
        Application, AnyOf(Applicants.ValidId, Applicants.ValidId, "110105194912310021", ""),
        AnyOf(BeneficiaryStatus.Active, BeneficiaryStatus.Active, BeneficiaryStatus.Deceased, BeneficiaryStatus.Exited),
        Grant.List[0, 2], Gen.Bool,
        (application, id, status, earlier, account) => new EligibilityFacts
        {
            Application = application, IdNumber = id, Name = Applicants.Name, Status = status, Earlier = earlier, HasAccount = account,
        });

    private static readonly Gen<(int Scheme, EligibilityFacts Facts, DateOnly On)> Case = Gen.Select(
        Gen.Int[0, Applicants.All.Count - 1],
        Facts, Gen.Int[0, 900].Select(days => new DateOnly(2022, 6, 1).AddDays(days)));

    [Fact]
    public void Evaluation_OfAnyFacts_IsDeterministicAndConsistent() => Case.Sample(input =>
    {
        var (programme, scheme, _, _, _) = Applicants.All[input.Scheme];
        var first = EligibilityEvaluator.Evaluate(programme, scheme, input.Facts, input.On);
        var again = EligibilityEvaluator.Evaluate(programme, scheme, input.Facts, input.On);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.Equal(first.Verdict == Verdict.Eligible, first.Trace.All(result => result.Passed));
        Assert.Equal(first.Verdict == Verdict.Eligible, first.AmountFen > 0);
        Assert.All(first.Trace, result => Assert.Equal(result.Passed, result.Refusal is null));
        if (first.Verdict == Verdict.Eligible) Assert.Contains(first.AmountFen, scheme.Entitlement.Select(standard => standard.AmountFen));
        else Assert.Null(first.Tier);
    });

    [Fact]
    public void Trace_OfAnyFacts_HoldsNoPersonalData() => Case.Sample(input =>
    {
        var (programme, scheme, _, _, _) = Applicants.All[input.Scheme];
        var trace = string.Join('\n', EligibilityEvaluator.Evaluate(programme, scheme, input.Facts, input.On).Trace.Select(
            result => $"{result.Value} {result.Refusal?.Zh} {result.Refusal?.En}"));
        Assert.DoesNotContain(Applicants.ValidId[..17], trace, StringComparison.Ordinal);
        Assert.DoesNotContain("19491231", trace, StringComparison.Ordinal);
        Assert.DoesNotContain(Applicants.Name, trace, StringComparison.Ordinal);
        Assert.DoesNotContain("illness", trace, StringComparison.Ordinal);
    });

    [Fact]
    public void OneMoreFen_OfIncome_NeverRaisesTheGrant() => Gen.Select(Gen.Long[0, 12_000_000], Gen.Int[1, 8]).Sample((incomeFen, persons) =>
    {
        long Amount(long fen) => Applicants.Decide("hardship-worker", Applicants.Hardship.With(a => a with { HouseholdPersons = persons, AnnualIncomeFen = fen })).AmountFen;
        Assert.True(Amount(incomeFen + 1) <= Amount(incomeFen));
    });

    [Fact]
    public void Application_ThroughItsJson_StaysTheSame() => Application.Sample(application =>
    {
        var back = ApplicationFacts.FromJson(application.ToJson());
        Assert.Equal(application with { Documents = [] }, back with { Documents = [] });
        Assert.Equal(application.Documents, back.Documents);
    });

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Fact]
    public void Facts_AsText_ShowNothing() =>
        Assert.Equal("EligibilityFacts ApplicationFacts", $"{Applicants.Hardship} {Applicants.Hardship.Application}");
}
