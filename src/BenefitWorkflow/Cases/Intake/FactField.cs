using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Programmes.Criteria;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>Facts that a form may ask for.</summary>
internal enum FactField
{
    HouseholdPersons = 1,
    AnnualIncome = 2,
    RigidCosts = 3,
    Homes = 4,
    BusinessOwner = 5,
    Car = 6,
    HardshipCause = 7,
    AccidentLoss = 8,
    SchoolName = 9,
    SchoolStage = 10,
    Honour = 11,
    DutyPost = 12,
    Documents = 13,
}

/// <summary>Which facts a scheme's rules look at: a form asks for these and no others, since what nobody needs is not collected.</summary>
internal static class FactFields
{
    public static IReadOnlySet<FactField> Of(Scheme scheme)
    {
        var fields = new HashSet<FactField>();
        foreach (var criterion in scheme.Criteria) fields.UnionWith(Of(criterion));
        if (scheme.Tiers?.Any(t => t.Requires == TierCondition.Accident) == true) fields.UnionWith([FactField.HardshipCause, FactField.AccidentLoss]);
        if (scheme.Entitlement.Any(e => e.SchoolStage is not null)) fields.Add(FactField.SchoolStage);
        return fields;
    }

    private static FactField[] Of(Criterion criterion) => criterion switch
    {
        IncomeTierCriterion => [FactField.HouseholdPersons, FactField.AnnualIncome, FactField.RigidCosts],
        ExclusionsCriterion c => [.. c.HomesFrom is null ? [] : (FactField[])[FactField.Homes], .. c.BusinessOwner ? (FactField[])[FactField.BusinessOwner] : [], .. c.Car ? (FactField[])[FactField.Car] : []],
        HardshipCauseCriterion => [FactField.HardshipCause],
        RequiredDocumentsCriterion c => c.ForCauses is null ? [FactField.Documents] : [FactField.Documents, FactField.HardshipCause],
        SchoolStageCriterion => [FactField.SchoolName, FactField.SchoolStage],
        HonourCriterion => [FactField.Honour],
        DutyPostCriterion => [FactField.DutyPost],
        _ => [],
    };

    /// <summary>Documents the scheme requires under a cause of hardship (empty: none stated), in the programme's order.</summary>
    public static IReadOnlyList<string> RequiredDocuments(Programme programme, Scheme scheme, string cause)
    {
        var keys = scheme.Criteria.OfType<RequiredDocumentsCriterion>().Where(c => c.ForCauses is not { } causes || causes.Contains(cause)).SelectMany(c => c.Documents).ToHashSet();
        return [.. programme.Documents.Select(d => d.Key).Where(keys.Contains)];
    }

    /// <summary>Values a field may have in this scheme.</summary>
    public static IReadOnlyList<string> Values(Scheme scheme, FactField field) => field switch
    {
        FactField.HardshipCause => [.. RosterWords.Causes.Values.Distinct()],
        FactField.SchoolStage => [.. scheme.Criteria.OfType<SchoolStageCriterion>().SelectMany(c => c.Stages).Distinct()],
        FactField.Honour => [.. scheme.Criteria.OfType<HonourCriterion>().SelectMany(c => c.Honours).Distinct()],
        _ => [],
    };
}

/// <summary>Facts and their values in the reader's words.</summary>
internal static class FactWords
{
    public static string Label(FactField field) => field switch
    {
        FactField.HouseholdPersons => Language.T("家庭人口", "Persons in the household"),
        FactField.AnnualIncome => Language.T("家庭年收入（元）", "Household's income a year (yuan)"),
        FactField.RigidCosts => Language.T("年刚性支出（元）", "Unavoidable costs a year (yuan)"),
        FactField.Homes => Language.T("房产套数", "Homes owned"),
        FactField.BusinessOwner => Language.T("个体经营或雇人", "Runs a business or employs people"),
        FactField.Car => Language.T("有非经营用车", "Owns a car that is not a tool of work"),
        FactField.HardshipCause => Language.T("致困原因", "Cause of hardship"),
        FactField.AccidentLoss => Language.T("意外净损失（元）", "Loss left after compensation (yuan)"),
        FactField.SchoolName => Language.T("录取或就读学校", "School"),
        FactField.SchoolStage => Language.T("学段", "School stage"),
        FactField.Honour => Language.T("荣誉称号", "Honour"),
        FactField.DutyPost => Language.T("坚守岗位", "Duty post"),
        _ => Language.T("已交材料", "Documents handed in"),
    };

    /// <summary>A cause, stage or honour; Chinese words are those that rosters use.</summary>
    public static string Value(string key) => Language.T(
        new[] { RosterWords.Causes, RosterWords.Stages, RosterWords.Honours }.SelectMany(words => words).FirstOrDefault(w => w.Value == key).Key ?? key, key.Replace('-', ' '));
}
