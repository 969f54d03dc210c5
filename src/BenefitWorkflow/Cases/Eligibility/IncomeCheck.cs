using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>A household's income against the scheme's tiers.</summary>
/// <param name="Tier">The first that fits; null where none does or nothing could be measured.</param>
/// <param name="Problem">Why nothing could be measured; null where it was.</param>
/// <param name="Value">Monthly income per head in yuan, rounded for reading.</param>
/// <param name="Threshold">The tiers' limits in yuan.</param>
internal sealed record IncomeMeasure(Tier? Tier, Refusal? Problem, string Value, string Threshold);

/// <summary>
/// (annual income - rigid costs) / 12 / persons &lt; times x line, in exact arithmetic:
/// income - costs &lt; times x line x 12 x persons. Nothing is rounded before it is compared.
/// </summary>
internal static class IncomeCheck
{
    private const int MaxPersons = 50;

    // A billion yuan: beyond it a row is a slip of the keyboard, and below it no sum here overflows.
    private const long MaxFen = 100_000_000_000;

    public static Finding Check(Evaluation e)
    {
        var measure = e.Income!;
        return measure.Problem is { } problem ? Finding.Missing(measure.Value, measure.Threshold, problem)
            : measure.Tier is { } tier ? Finding.Pass($"{measure.Value} {tier.Key}", measure.Threshold)
            : Finding.Fail(measure.Value, measure.Threshold, AboveAll);
    }

    public static IncomeMeasure Measure(IncomeTierCriterion criterion, Evaluation e)
    {
        var facts = e.Application;
        if (e.Programme.ParameterOn(criterion.Line, e.On) is not { } line) return new IncomeMeasure(null, NoLine, "unknown", "-");

        var threshold = Limits(e.Scheme.Tiers ?? [], line.Value);
        if (facts.HouseholdPersons is not { } persons || facts.AnnualIncomeFen is not { } income)
            return new IncomeMeasure(null, NotStated, "not stated", threshold);

        var (costs, loss) = (facts.RigidCostsFen ?? 0, facts.AccidentLossFen ?? 0);
        if (persons is < 1 or > MaxPersons || !IsAmount(income) || !IsAmount(costs) || !IsAmount(loss))
            return new IncomeMeasure(null, OutOfRange, "out of range", threshold);

        var perHead = (income - costs) / 1200m / persons;
        var value = string.Create(CultureInfo.InvariantCulture, $"{perHead:0.00}");
        foreach (var tier in e.Scheme.Tiers ?? [])
        {
            if (Fits(tier, persons, income - costs, loss, line.Value, facts)) return new IncomeMeasure(tier, null, value, threshold);
        }

        return new IncomeMeasure(null, MayFitOnceStated(e.Scheme.Tiers ?? [], facts) ? AccidentNotStated : null, value, threshold);
    }

    // A household is not turned away for a tier whose condition the application left open.
    private static bool MayFitOnceStated(IReadOnlyList<Tier> tiers, ApplicationFacts facts)
    {
        if (!tiers.Any(tier => tier.Requires == TierCondition.Accident)) return false;
        return EligibilityEvaluator.Normal(facts.HardshipCause) is { } cause
            ? IsAccident(cause) && facts.AccidentLossFen is null
            : facts.AccidentLossFen > 0 || (facts.AccidentLossFen is null && tiers.All(tier => tier.Requires == TierCondition.Accident));
    }

    private static bool Fits(Tier tier, int persons, long leftFen, long lossFen, long lineFen, ApplicationFacts facts)
    {
        if (tier.Requires == TierCondition.Accident)
        {
            if (lossFen == 0 || !IsAccident(EligibilityEvaluator.Normal(facts.HardshipCause))) return false;
            leftFen -= lossFen;
        }

        return tier.PerHeadBelowTimes is not { } times || leftFen < times * lineFen * 12 * persons;
    }

    private static bool IsAccident(string? cause) => cause is "disaster" or "illness" or "accident";

    private static bool IsAmount(long fen) => fen is >= 0 and <= MaxFen;

    private static string Limits(IReadOnlyList<Tier> tiers, long lineFen) => string.Join("; ", tiers.Select(tier =>
        tier.PerHeadBelowTimes is { } times
            ? string.Create(CultureInfo.InvariantCulture, $"{tier.Key} < {times * lineFen / 100m:0.00}")
            : $"{tier.Key} any"));

    private static readonly Refusal NoLine = new("eligibility.no-line",
        "决定之日没有有效的低保标准，无法核定；请管理员在项目参数中补充当日的标准。",
        "No minimum-living line is in force on the day of the decision; have an administrator add it to the programme's parameters.");

    private static readonly Refusal NotStated = new("eligibility.not-stated",
        "申请没有填写家庭人数或家庭年收入；请补充。",
        "The application does not state the household's persons or yearly income; add them.");

    private static readonly Refusal AccidentNotStated = new("eligibility.not-stated",
        "申请没有写明致困原因或获赔付、救助后的损失；请补充。",
        "The application does not state the cause of hardship or the loss left after compensation and aid; add them.");

    private static readonly Refusal OutOfRange = new("eligibility.out-of-range",
        "家庭人数应为 1 至 50，各项金额应为 0 至 10 亿元；请核对申请。",
        "A household has 1 to 50 persons and no amount is negative or above a billion yuan; check the application.");

    private static readonly Refusal AboveAll = new("eligibility.income",
        "家庭人均月收入高于各档标准，不符合条件；如有未计入的刚性支出，请补充证明后重新申请。",
        "Monthly income per head is above every tier; if rigid costs were left out, apply again with their proof.");
}
