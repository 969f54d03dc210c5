using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>Criteria about other grants of the same person or household.</summary>
internal static class GrantChecks
{
    public static Finding Duplicate(DuplicateCriterion criterion, Evaluation e)
    {
        const string None = "none";
        var policy = e.Programme.OverlapPolicy;
        EarlierGrant? blocking = null, unreasoned = null, reasoned = null;
        var hasReason = EligibilityEvaluator.Normal(e.Application.OverlapReason) is not null;
        foreach (var grant in e.Facts.Earlier)
        {
            if (!grant.Live || grant.Year != e.Programme.Year || !Counts(criterion.Unit, grant)) continue;
            switch (grant.ProgrammeKey == e.Programme.Key ? policy.SameProgrammeYear : policy.OtherProgramme)
            {
                case OverlapRule.Blocked:
                    blocking ??= grant;
                    break;
                case OverlapRule.ReasonRequired when hasReason:
                    reasoned ??= grant;
                    break;
                case OverlapRule.ReasonRequired:
                    unreasoned ??= grant;
                    break;
            }
        }

        if (blocking is not null)
            return Finding.Fail(blocking.CaseNumber, None, new Refusal("eligibility.duplicate",
                $"本年度已有案件 {blocking.CaseNumber}，不得重复享受；请先核对该案件。",
                $"There is case {blocking.CaseNumber} in the same year, and no second grant is allowed; look at that case first."));
        if (unreasoned is not null)
            return Finding.Missing(unreasoned.CaseNumber, "reason", new Refusal("eligibility.overlap-reason",
                $"本年度在其他项目已有案件 {unreasoned.CaseNumber}；请填写重叠享受的理由。",
                $"There is case {unreasoned.CaseNumber} of another programme in the same year; state the reason for both."));
        return reasoned is not null ? Finding.Pass(reasoned.CaseNumber + ", reason stated", "reason") : Finding.Pass(None, None);
    }

    public static Finding YearlyCap(Evaluation e)
    {
        if (e.Programme.YearlyCapFen is not { } cap) return Finding.Pass("no cap", "-");

        // Int128: the sum of any number of stated amounts cannot overflow it.
        Int128 total = e.Standard?.AmountFen ?? 0;
        foreach (var grant in e.Facts.Earlier)
        {
            if (grant.Live && grant.SameBeneficiary && grant.Year == e.Programme.Year) total += Math.Max(0, grant.AmountFen);
        }

        var shown = total <= long.MaxValue ? new Money((long)total).ToString() : "out of range";
        var threshold = "<= " + new Money(cap);
        return total <= cap
            ? Finding.Pass(shown, threshold)
            : Finding.Fail(shown, threshold, new Refusal("eligibility.yearly-cap",
                $"本年度累计将达 {shown} 元，超过上限 {new Money(cap)} 元；请核对已享受的帮扶。",
                $"The year's grants would come to {shown} yuan, above the cap of {new Money(cap)}; check the grants already given."));
    }

    private static bool Counts(DuplicateUnit unit, EarlierGrant grant) =>
        grant.SameBeneficiary || (unit == DuplicateUnit.Household && grant.SameHousehold);
}
