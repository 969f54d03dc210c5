namespace BenefitWorkflow.Programmes;

/// <summary>Indicators: known measures and references, and weights that make up the form's 10 + 50 + 30 + 10.</summary>
internal sealed class IndicatorChecks(ProgrammeChecks checks, Programme programme)
{
    public void Check()
    {
        checks.Unique(programme.Indicators, "indicators", "key", indicator => indicator.Key);
        for (var i = 0; i < programme.Indicators.Count; i++) Check(programme.Indicators[i], $"indicators[{i}]");
        foreach (var level in Enum.GetValues<IndicatorLevel>())
        {
            var weight = programme.Indicators.Where(indicator => indicator.Level1 == level).Sum(indicator => indicator.Weight);
            if (weight != level.Weight())
                checks.Add("indicators", "weights", $"{level.Title().Zh}的分值合计 {weight}，应为 {level.Weight()}；请改正。",
                    $"the weights of {level.Title().En} add up to {weight} and must be {level.Weight()}; correct them.");
        }
    }

    private void Check(Indicator indicator, string path)
    {
        checks.KeyForm(indicator.Key, path + ".key");
        checks.Text(indicator.Level2, path + ".level2");
        checks.Text(indicator.Title, path + ".title");
        checks.Text(indicator.TargetText, path + ".targetText");
        checks.AtLeast(indicator.Target, 0, path + ".target");
        checks.AtLeast(indicator.Weight, 0.01m, path + ".weight");
        checks.Provenance(indicator.Source, indicator.Assumption, indicator.Reason, path);
        if (indicator.Unit is IndicatorUnit.Percent or IndicatorUnit.Score) checks.AtLeast(100 - indicator.Target, 0, path + ".target");
        if (!Measures.All.Contains(indicator.Measure))
            checks.Add(path + ".measure", "unknown-measure",
                $"没有“{indicator.Measure}”这种计量；可用的有：{string.Join("、", Measures.All.Order(StringComparer.Ordinal))}。",
                $"there is no measure '{indicator.Measure}'; use one of: {string.Join(", ", Measures.All.Order(StringComparer.Ordinal))}.");
        References(indicator.Schemes, programme.Schemes.Select(scheme => scheme.Key), path + ".schemes");
        References(indicator.FundingSources, programme.FundingSources.Select(source => source.Key), path + ".fundingSources");
    }

    private void References(IReadOnlyList<string>? keys, IEnumerable<string> known, string path)
    {
        for (var i = 0; i < keys?.Count; i++)
        {
            if (!known.Contains(keys[i])) checks.Unknown($"{path}[{i}]", keys[i]);
        }
    }
}
