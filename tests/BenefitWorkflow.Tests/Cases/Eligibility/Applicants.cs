using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Eligibility;

/// <summary>One eligible applicant per scheme, to be spoiled by one fact at a time. The identity numbers are the standard's examples.</summary>
internal static class Applicants
{
    /// <summary>Born 1949-12-31.</summary>
    public const string ValidId = "11010519491231002X";

    public const string Name = "阿依古丽·测试";

    /// <summary>The line is 700 yuan a month.</summary>
    public static readonly DateOnly Day = new(2023, 3, 1);

    public static EligibilityFacts Hardship { get; } = Facts(new ApplicationFacts
    {
        HouseholdPersons = 3,
        AnnualIncomeFen = 3_000_000,
        RigidCostsFen = 600_000,
        Homes = 1,
        BusinessOwner = false,
        Car = false,
        Documents = ["application-form", "id-card", "household-register", "income-proof", "data-authorisation"],
    });

    public static EligibilityFacts Student { get; } = Facts(Hardship.Application with
    {
        SchoolName = "楚雄师范学院",
        SchoolStage = "university",
        Documents = ["application-form", "id-card", "household-register", "income-proof", "admission-letter"],
    });

    public static EligibilityFacts ModelWorker { get; } = Facts(new ApplicationFacts
    {
        HouseholdPersons = 2,
        AnnualIncomeFen = 4_000_000,
        Honour = "prefecture-model-worker",
        Documents = ["application-form", "id-card", "honour-certificate", "income-proof"],
    });

    public static EligibilityFacts Frontline { get; } = Facts(new ApplicationFacts { Documents = ["unit-roster"] });

    public static EligibilityFacts Injured { get; } = Facts(new ApplicationFacts
    {
        HouseholdPersons = 3,
        AnnualIncomeFen = 6_000_000,
        HardshipCause = "illness",
        AccidentLossFen = 2_000_000,
        Documents = ["application-form", "id-card", "diagnosis"],
    });

    public static EligibilityFacts OnDuty { get; } = Facts(new ApplicationFacts { DutyPost = "供水值守", Documents = ["duty-roster"] });

    /// <summary>Every scheme with its eligible applicant and what that one gets.</summary>
    public static IReadOnlyList<(Programme Programme, Scheme Scheme, EligibilityFacts Facts, string? Tier, long AmountFen)> All { get; } =
    [
        (Shipped.Hardship, Shipped.Hardship.FindScheme("hardship-worker")!, Hardship, "deep", 600_000),
        (Shipped.Hardship, Shipped.Hardship.FindScheme("model-worker")!, ModelWorker, "low-income", 800_000),
        (Shipped.Hardship, Shipped.Hardship.FindScheme("golden-autumn")!, Student, "university", 500_000),
        (Shipped.Hardship, Shipped.Hardship.FindScheme("frontline-worker")!, Frontline, null, 100_000),
        (Shipped.Spring, Shipped.Spring.FindScheme("disaster-illness")!, Injured, "accident", 200_000),
        (Shipped.Spring, Shipped.Spring.FindScheme("model-worker")!, ModelWorker, "low-income", 200_000),
        (Shipped.Spring, Shipped.Spring.FindScheme("duty-post")!, OnDuty, null, 60_000),
    ];

    public static Determination Decide(string scheme, EligibilityFacts facts, DateOnly? on = null, Programme? programme = null)
    {
        programme ??= Shipped.Hardship;
        return EligibilityEvaluator.Evaluate(programme, programme.FindScheme(scheme)!, facts, on ?? Day);
    }

    public static CriterionResult Result(this Determination determination, string key) => Assert.Single(determination.Trace, result => result.Key == key);

    /// <summary>The only criterion that failed.</summary>
    public static CriterionResult OnlyFailure(this Determination determination, Verdict verdict, string key, string code)
    {
        Assert.Equal((verdict, null, 0L), (determination.Verdict, determination.Tier, determination.AmountFen));
        var failure = Assert.Single(determination.Trace, result => !result.Passed);
        Assert.Equal((key, code), (failure.Key, failure.Refusal!.Code));
        Assert.False(string.IsNullOrWhiteSpace(failure.Refusal.Zh) || string.IsNullOrWhiteSpace(failure.Refusal.En));
        return failure;
    }

    public static EligibilityFacts With(this EligibilityFacts facts, Func<ApplicationFacts, ApplicationFacts> change) =>
        facts with { Application = change(facts.Application) };

    public static EarlierGrant Grant(
        string programme = "hardship-assistance", int year = 2023, long amountFen = 100_000, bool live = true, bool household = true, bool self = true) =>
        new(programme, "any", year, "KNBF-2023-000007", amountFen, live, household, self);

    private static EligibilityFacts Facts(ApplicationFacts application) =>
        new() { IdNumber = ValidId, Name = Name, Application = application, HasAccount = true };
}
