namespace BenefitWorkflow.Programmes;

/// <summary>The plan's sums, exactly: what does not add up in a published text is a note, never a wrong total here.</summary>
internal sealed class MoneyChecks(ProgrammeChecks checks, Programme programme)
{
    public void Check()
    {
        checks.AtLeast(programme.BudgetFen, 0, "budgetFen");
        checks.AtLeast(programme.PlannedFen, 1, "plannedFen");
        checks.AtLeast(programme.FundingSources.Count, 1, "fundingSources");
        checks.Unique(programme.FundingSources, "fundingSources", "key", source => source.Key);
        checks.Unique(programme.FundingSources, "fundingSources", "order", source => $"{source.Order}");
        for (var i = 0; i < programme.FundingSources.Count; i++)
        {
            var source = programme.FundingSources[i];
            checks.KeyForm(source.Key, $"fundingSources[{i}].key");
            checks.Text(source.Title, $"fundingSources[{i}].title");
            checks.AtLeast(source.CeilingFen, 0, $"fundingSources[{i}].ceilingFen");
            checks.Provenance(source.Source, assumption: false, reason: null, $"fundingSources[{i}]");
        }

        for (var i = 0; i < programme.Schemes.Count; i++)
        {
            var scheme = programme.Schemes[i];
            var planned = scheme.Entitlement.Sum(standard => (decimal)standard.PlannedGrants);
            if (planned != scheme.PlannedGrants) Mismatch($"schemes[{i}].plannedGrants", scheme.PlannedGrants, planned);
        }

        var total = programme.Schemes.SelectMany(scheme => scheme.Entitlement).Sum(standard => (decimal)standard.AmountFen * standard.PlannedGrants);
        if (total != programme.PlannedFen) Mismatch("plannedFen", programme.PlannedFen, total);

        var fiscal = programme.FundingSources.Where(source => source.Kind == FundingKind.Fiscal).Sum(source => (decimal)source.CeilingFen);
        if (fiscal != programme.BudgetFen) Mismatch("budgetFen", programme.BudgetFen, fiscal);

        var ceilings = programme.FundingSources.Sum(source => (decimal)source.CeilingFen);
        if (ceilings < programme.PlannedFen)
            checks.Add("fundingSources", "ceiling-below-plan", $"资金来源合计 {ceilings} 分，少于计划的 {programme.PlannedFen} 分；请改正。",
                $"the ceilings add up to {ceilings} fen, less than the {programme.PlannedFen} fen planned; correct them.");
    }

    private void Mismatch(string path, decimal stated, decimal computed) =>
        checks.Add(path, "total-mismatch", $"写的是 {stated}，按明细合计应为 {computed}；请改正。",
            $"it says {stated}, its parts add up to {computed}; correct one of them.");
}
