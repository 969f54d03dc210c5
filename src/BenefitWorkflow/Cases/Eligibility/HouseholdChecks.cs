using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>Criteria about the household's means, its cause of hardship and its papers.</summary>
internal static class HouseholdChecks
{
    public static Finding Exclusions(ExclusionsCriterion criterion, Evaluation e)
    {
        var facts = e.Application;
        var threshold = string.Create(CultureInfo.InvariantCulture,
            $"homes < {criterion.HomesFrom?.ToString(CultureInfo.InvariantCulture) ?? "any"}{(criterion.BusinessOwner ? ", no business" : "")}{(criterion.Car ? ", no car" : "")}");

        // One sign of means is enough, even where the other questions are still open.
        if (criterion.HomesFrom is { } homes && facts.Homes >= homes)
            return Finding.Fail(string.Create(CultureInfo.InvariantCulture, $"homes {facts.Homes}"), threshold, Homes(homes));
        if (criterion.BusinessOwner && facts.BusinessOwner == true) return Finding.Fail("business", threshold, Business);
        if (criterion.Car && facts.Car == true) return Finding.Fail("car", threshold, Car);

        if (criterion.HomesFrom is not null && facts.Homes is not >= 0) return Finding.NotStated(threshold, "住房套数", "the number of homes");
        if (criterion.BusinessOwner && facts.BusinessOwner is null) return Finding.NotStated(threshold, "是否经商办企业", "whether a business is run");
        if (criterion.Car && facts.Car is null) return Finding.NotStated(threshold, "是否有非生产生活必需车辆", "whether there is a car");
        return Finding.Pass("none", threshold);
    }

    public static Finding HardshipCause(HardshipCauseCriterion criterion, Evaluation e)
    {
        var threshold = string.Join('|', criterion.Causes);
        if (EligibilityEvaluator.Normal(e.Application.HardshipCause) is not { } cause)
            return Finding.NotStated(threshold, "致困原因", "the cause of hardship");

        // The trace says that the cause is covered, not which it is: illness is sensitive.
        return criterion.Causes.Contains(cause) ? Finding.Pass("listed", threshold) : Finding.Fail("not listed", threshold, OtherCause);
    }

    public static Finding RequiredDocuments(RequiredDocumentsCriterion criterion, Evaluation e)
    {
        var threshold = string.Join(", ", criterion.Documents);

        // "Not needed" would tell an auditor's reader the cause, so it looks as if the papers were there.
        if (criterion.ForCauses is { } causes
            && (EligibilityEvaluator.Normal(e.Application.HardshipCause) is not { } cause || !causes.Contains(cause)))
        {
            return Finding.Pass("complete", threshold);
        }

        List<string>? missing = null;
        foreach (var document in criterion.Documents)
        {
            if (!e.Application.Documents.Contains(document, StringComparer.OrdinalIgnoreCase)) (missing ??= []).Add(document);
        }

        if (missing is null) return Finding.Pass("complete", threshold);

        var titles = missing.ConvertAll(e.Programme.DocumentTitle);
        return Finding.Fail(string.Create(CultureInfo.InvariantCulture, $"missing {missing.Count}"), threshold, new Refusal("eligibility.documents",
            $"缺少材料：{string.Join("、", titles.Select(title => title.Zh))}；请补交。",
            $"Documents are missing: {string.Join(", ", titles.Select(title => title.En))}; hand them in."));
    }

    private static Refusal Homes(int from) => new("eligibility.homes",
        $"家庭拥有 {from} 套及以上住房，属于排除情形；如住房已处置，请提供证明后重新申请。",
        $"The household owns {from} homes or more, which excludes it; if one was given up, apply again with proof.");

    private static readonly Refusal Business = new("eligibility.business",
        "家庭有人经商办企业或雇工，属于排除情形；如已停业，请提供证明后重新申请。",
        "Someone in the household runs a business, which excludes it; if it has closed, apply again with proof.");

    private static readonly Refusal Car = new("eligibility.car",
        "家庭拥有非生产生活必需车辆，属于排除情形；如车辆用于谋生，请提供证明后重新申请。",
        "The household owns a car that is no tool of work, which excludes it; if it earns the living, apply again with proof.");

    private static readonly Refusal OtherCause = new("eligibility.hardship-cause",
        "填写的致困原因不在本类对象范围内；请核对申请。",
        "The cause of hardship stated is not one this scheme covers; check the application.");
}
