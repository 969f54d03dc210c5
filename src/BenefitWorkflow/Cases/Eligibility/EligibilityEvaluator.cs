using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>
/// The rules at work: programme + scheme + facts + day -> determination. Pure; safe to call from many threads.
/// Every criterion is checked even after one has failed, so that an applicant is told everything at once.
/// </summary>
public static class EligibilityEvaluator
{
    /// <param name="programme">The version the case belongs to.</param>
    /// <param name="scheme">One of its schemes.</param>
    /// <param name="facts">What is known; malformed facts give a verdict, never an exception.</param>
    /// <param name="on">Legal day (Asia/Shanghai) of the decision; it selects the values in force.</param>
    public static Determination Evaluate(Programme programme, Scheme scheme, EligibilityFacts facts, DateOnly on)
    {
        var evaluation = new Evaluation(programme, scheme, facts, on);
        var trace = new List<CriterionResult>(scheme.Criteria.Count + 2);
        var verdict = Verdict.Eligible;

        Add(CheckInForce(evaluation), "programme-in-force", programme.Title.Zh, OnFail.Ineligible);
        FindTier(evaluation);
        foreach (var criterion in scheme.Criteria)
        {
            if (criterion.IsInForce(on)) Add(Check(criterion, evaluation), criterion.Key, criterion.Source, criterion.OnFail);
        }

        // No amount is shown to who does not get it; and without tier or stage the trace already says why there is none.
        if (verdict == Verdict.Eligible)
        {
            if (evaluation.Standard is { } standard)
                Add(Finding.Pass($"{evaluation.Tier ?? "-"} {new Money(standard.AmountFen)}", "-"), "entitlement", standard.Source, OnFail.Incomplete);
            else
                Add(Finding.Missing("none", "-", NoStandard), "entitlement", programme.Title.Zh, OnFail.Incomplete);
        }

        return verdict == Verdict.Eligible
            ? new Determination(verdict, evaluation.Tier, evaluation.Standard!.AmountFen, programme.RuleVersion, trace)
            : new Determination(verdict, null, 0, programme.RuleVersion, trace);

        void Add(Finding finding, string key, string source, OnFail onFail)
        {
            trace.Add(new CriterionResult(key, finding.Passed, finding.Value, finding.Threshold, source, programme.RuleVersion, finding.Refusal));
            if (finding.Passed) return;
            if (!finding.IsMissing && onFail == OnFail.Ineligible) verdict = Verdict.Ineligible;
            else if (verdict == Verdict.Eligible) verdict = Verdict.Incomplete;
        }
    }

    // The tier decides the amount and the amount the yearly cap, so both are known before any criterion is checked.
    private static void FindTier(Evaluation evaluation)
    {
        foreach (var criterion in evaluation.Scheme.Criteria)
        {
            if (criterion is IncomeTierCriterion income && criterion.IsInForce(evaluation.On)) evaluation.Income = IncomeCheck.Measure(income, evaluation);
        }

        var tier = evaluation.Income?.Tier?.Key;
        var stage = Normal(evaluation.Application.SchoolStage);
        foreach (var standard in evaluation.Scheme.Entitlement)
        {
            if (!standard.Fits(tier, stage)) continue;
            evaluation.Standard = standard;
            evaluation.Tier = standard.Tier ?? standard.SchoolStage ?? tier;
            return;
        }
    }

    private static Finding Check(Criterion criterion, Evaluation evaluation) => criterion switch
    {
        IdNumberCriterion => PersonChecks.IdNumber(evaluation),
        AgeRangeCriterion age => PersonChecks.Age(age, evaluation),
        AliveNotExitedCriterion => PersonChecks.AliveNotExited(evaluation),
        AccountPresentCriterion => PersonChecks.AccountPresent(evaluation),
        HonourCriterion honour => PersonChecks.Honour(honour, evaluation),
        DutyPostCriterion => PersonChecks.DutyPost(evaluation),
        SchoolStageCriterion stage => PersonChecks.SchoolStage(stage, evaluation),
        IncomeTierCriterion => IncomeCheck.Check(evaluation),
        ExclusionsCriterion exclusions => HouseholdChecks.Exclusions(exclusions, evaluation),
        HardshipCauseCriterion cause => HouseholdChecks.HardshipCause(cause, evaluation),
        RequiredDocumentsCriterion documents => HouseholdChecks.RequiredDocuments(documents, evaluation),
        DuplicateCriterion duplicate => GrantChecks.Duplicate(duplicate, evaluation),
        YearlyCapCriterion => GrantChecks.YearlyCap(evaluation),
        _ => throw new InvalidOperationException($"There is no check for criterion {criterion.Key} ({criterion.GetType().Name})."),
    };

    private static Finding CheckInForce(Evaluation evaluation)
    {
        var programme = evaluation.Programme;
        var period = $"{Day(programme.EffectiveFrom)}..{Day(programme.EffectiveTo)}";
        var on = Day(evaluation.On);
        return programme.IsInForce(evaluation.On)
            ? Finding.Pass(on, period)
            : Finding.Missing(on, period, new Refusal("eligibility.programme-not-in-force",
                $"项目规则的有效期为 {period}，决定之日不在其中；请改用当日有效的版本。",
                $"The programme's rules hold for {period} and not on the day of the decision; use the version in force."));
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A word as criteria write it: trimmed; null where nothing is stated.</summary>
    internal static string? Normal(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static readonly Refusal NoStandard = new(
        "eligibility.no-standard",
        "没有适用的补助标准；请核对申请中的档次或学段，并请管理员检查项目标准。",
        "No standard applies; check tier and school stage of the application, and have the programme's standards checked.");
}
