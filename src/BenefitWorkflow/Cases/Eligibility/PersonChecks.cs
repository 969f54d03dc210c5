using System.Globalization;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>Criteria about the person.</summary>
internal static class PersonChecks
{
    public static Finding IdNumber(Evaluation e) => e.IdRefusal is not { } refusal
        ? Finding.Pass("valid", "valid")
        : Finding.Fail(refusal.Code switch
        {
            "id-number.checksum" => "checksum wrong",
            "id-number.birth-date" => "birth date impossible",
            "id-number.length" => "length wrong",
            _ => "characters wrong",
        }, "valid", refusal);

    // The age itself stays out of the trace: whether it is within bounds is all a reader needs.
    public static Finding Age(AgeRangeCriterion criterion, Evaluation e)
    {
        var threshold = string.Create(CultureInfo.InvariantCulture, $"{criterion.MinYears}..{criterion.MaxYears}");
        if (e.Id is not { } id) return Finding.Missing("unknown", threshold, NoAge);

        var age = id.Age(e.On);
        if (age < criterion.MinYears)
            return Finding.Fail("below", threshold, new Refusal("eligibility.age",
                $"申请人未满 {criterion.MinYears} 周岁，不符合条件；请核对身份证件。",
                $"The applicant is younger than {criterion.MinYears}, the least age; check the identity card."));
        if (age > criterion.MaxYears)
            return Finding.Fail("above", threshold, new Refusal("eligibility.age",
                $"申请人已超过 {criterion.MaxYears} 周岁，不符合条件；请核对身份证件。",
                $"The applicant is older than {criterion.MaxYears}, the greatest age; check the identity card."));
        return Finding.Pass("within", threshold);
    }

    public static Finding AliveNotExited(Evaluation e) => e.Facts.Status switch
    {
        BeneficiaryStatus.Active => Finding.Pass("active", "active"),
        BeneficiaryStatus.Deceased => Finding.Fail("deceased", "active", Deceased),
        _ => Finding.Fail("exited", "active", Exited),
    };

    public static Finding AccountPresent(Evaluation e) => e.Facts.HasAccount
        ? Finding.Pass("on file", "on file")
        : Finding.Fail("missing", "on file", NoAccount);

    public static Finding Honour(HonourCriterion criterion, Evaluation e)
    {
        var threshold = string.Join('|', criterion.Honours);
        if (EligibilityEvaluator.Normal(e.Application.Honour) is not { } honour)
            return Finding.NotStated(threshold, "荣誉称号", "an honour");
        return criterion.Honours.Contains(honour)
            ? Finding.Pass(honour, threshold)
            : Finding.Fail("not listed", threshold, NotHonoured);
    }

    public static Finding DutyPost(Evaluation e) => EligibilityEvaluator.Normal(e.Application.DutyPost) is null
        ? Finding.NotStated("stated", "坚守的岗位", "the post on duty")
        : Finding.Pass("stated", "stated");

    public static Finding SchoolStage(SchoolStageCriterion criterion, Evaluation e)
    {
        var threshold = string.Join('|', criterion.Stages);
        if (EligibilityEvaluator.Normal(e.Application.SchoolStage) is not { } stage)
            return Finding.NotStated(threshold, "就读阶段", "the school stage");
        if (!criterion.Stages.Contains(stage)) return Finding.Fail("not listed", threshold, OtherStage);
        return EligibilityEvaluator.Normal(e.Application.SchoolName) is null
            ? Finding.NotStated(threshold, "学校名称", "the school's name")
            : Finding.Pass(stage, threshold);
    }

    private static readonly Refusal NoAge = new("eligibility.age-unknown",
        "身份证号码无效，无法核对年龄；请先更正号码。",
        "The identity number is not valid, so the age cannot be checked; correct the number first.");

    private static readonly Refusal Deceased = new("eligibility.deceased",
        "登记显示受助人已去世，不得发放；如登记有误，请先更正人员状态。",
        "The beneficiary is on record as deceased and must not be paid; if that is wrong, correct the record first.");

    private static readonly Refusal Exited = new("eligibility.exited",
        "受助人已退出帮扶档案，不得发放；如需重新帮扶，请先重新建档。",
        "The beneficiary has left the file and must not be paid; to help again, open the file anew first.");

    private static readonly Refusal NoAccount = new("eligibility.no-account",
        "没有登记收款账户；请补充本人银行账户。",
        "No account to pay to is on file; add the beneficiary's own.");

    private static readonly Refusal NotHonoured = new("eligibility.honour",
        "填写的荣誉称号不在本类对象范围内；请核对荣誉证书。",
        "The honour stated is not one this scheme covers; check the certificate.");

    private static readonly Refusal OtherStage = new("eligibility.school-stage",
        "填写的就读阶段不在资助范围内；请核对录取通知书。",
        "The school stage stated is not one this scheme covers; check the admission letter.");
}
