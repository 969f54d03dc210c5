using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Programmes;

/// <summary>Schemes: keys, criteria, tiers and standards fit together, so that an eligible case always finds its amount.</summary>
internal sealed class SchemeChecks(ProgrammeChecks checks, Programme programme)
{
    public void Check()
    {
        checks.AtLeast(programme.Schemes.Count, 1, "schemes");
        checks.Unique(programme.Schemes, "schemes", "key", scheme => scheme.Key);
        checks.Unique(programme.Schemes, "schemes", "code", scheme => scheme.Code);
        checks.Unique(programme.Schemes, "schemes", "title.zh", scheme => scheme.Title.Zh);
        for (var i = 0; i < programme.Schemes.Count; i++) Check(programme.Schemes[i], $"schemes[{i}]");
    }

    private void Check(Scheme scheme, string path)
    {
        checks.KeyForm(scheme.Key, path + ".key");
        checks.CodeForm(scheme.Code, path + ".code");
        checks.Text(scheme.Title, path + ".title");
        checks.AtLeast(scheme.PlannedGrants, 0, path + ".plannedGrants");
        if (scheme.NoticeWorkingDays is { } days) checks.AtLeast(days, 1, path + ".noticeWorkingDays");
        if (scheme.NoticeCalendarDays is { } calendarDays) checks.AtLeast(calendarDays, 1, path + ".noticeCalendarDays");
        checks.AtLeast(scheme.Criteria.Count, 1, path + ".criteria");
        checks.Unique(scheme.Criteria, path + ".criteria", "key", criterion => criterion.Key);
        for (var i = 0; i < scheme.Criteria.Count; i++) CheckCriterion(scheme, scheme.Criteria[i], $"{path}.criteria[{i}]");
        CheckTiers(scheme, path);
        CheckEntitlement(scheme, path);
    }

    private void CheckCriterion(Scheme scheme, Criterion criterion, string path)
    {
        checks.KeyForm(criterion.Key, path + ".key");
        checks.Text(criterion.Title, path + ".title");
        checks.Dates(criterion.EffectiveFrom, criterion.EffectiveTo, path + ".effectiveTo");
        checks.Provenance(criterion.Source, criterion.Assumption, criterion.Reason, path);
        switch (criterion)
        {
            case AgeRangeCriterion age:
                checks.AtLeast(age.MinYears ?? 0, 0, path + ".minYears");
                checks.AtLeast(age.MaxYears ?? int.MaxValue, age.MinYears ?? 0, path + ".maxYears");
                break;
            case IncomeTierCriterion income:
                if (programme.Parameters.All(parameter => parameter.Key != income.Line)) checks.Unknown(path + ".line", income.Line);
                if (scheme.Tiers is not { Count: > 0 }) checks.Unknown(path, "tiers");
                break;
            case ExclusionsCriterion exclusions:
                checks.AtLeast(exclusions.HomesFrom ?? 1, 1, path + ".homesFrom");
                break;
            case RequiredDocumentsCriterion required:
                Listed(required.Documents, path + ".documents");
                for (var i = 0; i < required.Documents.Count; i++)
                {
                    if (programme.Documents.All(document => document.Key != required.Documents[i]))
                        checks.Unknown($"{path}.documents[{i}]", required.Documents[i]);
                }

                break;
            case YearlyCapCriterion when programme.YearlyCapFen is null:
                checks.Unknown(path, "yearlyCapFen");
                break;
            case SchoolStageCriterion stages:
                Listed(stages.Stages, path + ".stages");
                break;
            case HonourCriterion honours:
                Listed(honours.Honours, path + ".honours");
                break;
            case HardshipCauseCriterion causes:
                Listed(causes.Causes, path + ".causes");
                break;
        }
    }

    private void Listed(IReadOnlyList<string> values, string path)
    {
        checks.AtLeast(values.Count, 1, path);
        for (var i = 0; i < values.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(values[i])) checks.Add($"{path}[{i}]", "missing-text", "列表中有空值；请改正。", "the list has an empty entry; correct it.");
        }
    }

    private void CheckTiers(Scheme scheme, string path)
    {
        if (scheme.Tiers is not { } tiers) return;
        checks.Unique(tiers, path + ".tiers", "key", tier => tier.Key);
        for (var i = 0; i < tiers.Count; i++)
        {
            checks.KeyForm(tiers[i].Key, $"{path}.tiers[{i}].key");
            checks.Text(tiers[i].Title, $"{path}.tiers[{i}].title");
            if (tiers[i].PerHeadBelowTimes is { } times)
            {
                checks.AtLeast(times, 0.01m, $"{path}.tiers[{i}].perHeadBelowTimes");
                checks.AtLeast(100 - times, 0, $"{path}.tiers[{i}].perHeadBelowTimes");
            }
        }

        if (!scheme.Criteria.OfType<IncomeTierCriterion>().Any()) checks.Unknown(path + ".criteria", IncomeTierCriterion.Kind);
    }

    private void CheckEntitlement(Scheme scheme, string path)
    {
        var tiers = scheme.Tiers?.Select(tier => tier.Key).ToArray() ?? [];
        var stages = scheme.Criteria.OfType<SchoolStageCriterion>().SelectMany(criterion => criterion.Stages).Distinct(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < scheme.Entitlement.Count; i++)
        {
            var standard = scheme.Entitlement[i];
            var at = $"{path}.entitlement[{i}]";
            checks.AtLeast(standard.AmountFen, 1, at + ".amountFen");
            checks.AtLeast(standard.PlannedGrants, 0, at + ".plannedGrants");
            checks.Provenance(standard.Source, standard.Assumption, standard.Reason, at);
            if (standard.Tier is { } tier && !tiers.Contains(tier)) checks.Unknown(at + ".tier", tier);
            if (standard.SchoolStage is { } stage && !stages.Contains(stage)) checks.Unknown(at + ".schoolStage", stage);
        }

        foreach (var tier in tiers.DefaultIfEmpty())
        {
            foreach (var stage in stages.DefaultIfEmpty())
            {
                if (!scheme.Entitlement.Any(standard => standard.Fits(tier, stage)))
                    checks.Add(path + ".entitlement", "missing-standard", $"档次“{tier}”、学段“{stage}”没有对应的标准；请补上。",
                        $"tier '{tier}', school stage '{stage}' has no standard; add one.");
            }
        }
    }
}
