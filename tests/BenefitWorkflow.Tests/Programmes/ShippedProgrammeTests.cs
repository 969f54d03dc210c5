using System.Text.Json.Nodes;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>The two programmes against the published budget text.</summary>
public sealed class ShippedProgrammeTests
{
    public static TheoryData<string> Keys => ["hardship-assistance", "spring-festival-warmth"];

    [Fact]
    public void Catalogue_Loads_BothProgrammesAndFiveProcesses()
    {
        Assert.Equal(["hardship-assistance", "spring-festival-warmth"], Shipped.Catalog.Programmes.Select(programme => programme.Key));
        Assert.Equal(["KNBF", "SNWN"], Shipped.Catalog.Programmes.Select(programme => programme.Code));
        Assert.Equal(
            ["duty-post", "frontline-condolence", "golden-autumn", "hardship-assistance", "spring-festival-warmth"],
            Shipped.Catalog.Definitions.Select(definition => definition.DefinitionId).Order(StringComparer.Ordinal));
        Assert.Empty(Shipped.Catalog.Warnings);
    }

    [Theory]
    [InlineData("hardship-assistance", 2023, 10_000_000, 300_000_000, 750)]
    [InlineData("spring-festival-warmth", 2023, 50_000_000, 63_040_000, 479)]
    public void Totals_AddUpExactly(string key, int year, long budgetFen, long plannedFen, int grants)
    {
        var programme = Shipped.Catalog.Find(key)!;
        Assert.Equal(year, programme.Year);
        Assert.Equal(budgetFen, programme.BudgetFen);
        Assert.Equal(plannedFen, programme.PlannedFen);
        Assert.Equal(plannedFen, programme.Schemes.SelectMany(scheme => scheme.Entitlement).Sum(standard => standard.AmountFen * standard.PlannedGrants));
        Assert.Equal(plannedFen, programme.FundingSources.Sum(source => source.CeilingFen));
        Assert.Equal(grants, programme.Schemes.Sum(scheme => scheme.PlannedGrants));
        Assert.Equal("prefecture-finance", programme.FundingSources.MinBy(source => source.Order)!.Key);
        Assert.Equal(budgetFen, programme.FundingSources.MinBy(source => source.Order)!.CeilingFen);
    }

    [Theory]
    [InlineData("hardship-assistance", "hardship-worker", "deep=100x600000 relative=200x400000 accident=150x500000")]
    [InlineData("hardship-assistance", "model-worker", "low-income=60x800000")]
    [InlineData("hardship-assistance", "golden-autumn", "university=25x500000 vocational=15x300000")]
    [InlineData("hardship-assistance", "frontline-worker", "=200x100000")]
    [InlineData("spring-festival-warmth", "disaster-illness", "accident=235x200000")]
    [InlineData("spring-festival-warmth", "model-worker", "low-income=10x200000")]
    [InlineData("spring-festival-warmth", "duty-post", "=234x60000")]
    public void Standards_AreThoseThePlanImplies(string key, string scheme, string standards)
    {
        var actual = Shipped.Catalog.Find(key)!.FindScheme(scheme)!.Entitlement;
        Assert.Equal(standards, string.Join(' ', actual.Select(s => $"{s.Tier ?? s.SchoolStage}={s.PlannedGrants}x{s.AmountFen}")));
        Assert.All(actual, standard => Assert.True(standard.Assumption && standard.Reason is not null));
    }

    [Theory]
    [InlineData("hardship-assistance",
        "budget-execution/Execution/预算执行率/Ge100Percent/10 grants-paid/Output/数量指标/Ge700PersonTimes/10 amount-paid/Output/数量指标/Ge3000000Yuan/10 "
        + "recognition-accuracy/Output/质量指标/Ge90Percent/6 standard-compliance/Output/质量指标/Ge90Percent/6 bank-transfer-rate/Output/质量指标/Ge90Percent/6 "
        + "notice-rate/Output/质量指标/Ge90Percent/6 timeliness-rate/Output/时效指标/Ge90Percent/6 social-benefit/Benefit/社会效益指标/Band80Score/30 "
        + "satisfaction/Satisfaction/服务对象满意度指标/Ge90Percent/10")]
    [InlineData("spring-festival-warmth",
        "budget-execution/Execution/预算执行率/Ge100Percent/10 grants-paid/Output/数量指标/Ge235PersonTimes/25 amount-paid/Output/质量指标/Ge500000Yuan/25 "
        + "social-benefit/Benefit/社会效益指标/Band80Score/30 satisfaction/Satisfaction/服务对象满意度指标/Ge85Percent/10")]
    public void Indicators_CarryThePublishedTargets(string key, string expected)
    {
        var actual = Shipped.Catalog.Find(key)!.Indicators
            .Select(i => $"{i.Measure}/{i.Level1}/{i.Level2.Zh}/{i.Comparator}{i.Target}{i.Unit}/{i.Weight}");
        Assert.Equal(expected, string.Join(' ', actual));
    }

    [Fact]
    public void QualitativeTargets_KeepTheWordsOfTheText()
    {
        Assert.Equal("有补助、有改善", Shipped.Hardship.Indicators.Single(i => i.Measure == Measures.SocialBenefit).TargetText!.Zh);
        Assert.Equal("有帮助、有改善", Shipped.Spring.Indicators.Single(i => i.Measure == Measures.SocialBenefit).TargetText!.Zh);
    }

    [Theory]
    [InlineData("hardship-assistance", "2021年 2023年 750 700 550 10万元 300万元 290万元")]
    [InlineData("spring-festival-warmth", "2021年 2023年 63.04万元 13.04万元 50万元 479 235 质量指标 时效指标 困难劳模")]
    public void Notes_NameEverythingThatDoesNotAddUp(string key, string words)
    {
        var notes = string.Join('\n', Shipped.Catalog.Find(key)!.Notes.Select(note => note.Zh));
        Assert.All(words.Split(' '), word => Assert.Contains(word, notes, StringComparison.Ordinal));
    }

    [Fact]
    public void SpringWindow_Of2023_RunsFromDecemberToTheLanternFestival()
    {
        var window = Shipped.Spring.Window!.For(2023);
        Assert.Equal(new SeasonDates(new(2022, 12, 1), new(2023, 2, 5), new(2023, 1, 22)), window);
        Assert.True(window.Contains(new(2022, 12, 1)) && window.Contains(new(2023, 2, 5)));
        Assert.False(window.Contains(new(2022, 11, 30)) || window.Contains(new(2023, 2, 6)));
        Assert.Null(Shipped.Hardship.Window);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void SecondLevel_InEveryProcess_StandsAtTheProgrammesLimit(string key)
    {
        var programme = Shipped.Catalog.Find(key)!;
        Assert.Equal(500_000, programme.Approval.SecondLevelAboveFen);
        foreach (var file in Directory.GetFiles(Path.Combine(Shipped.Folder, key), "*.v1.json").Where(file => !file.EndsWith("programme.v1.json", StringComparison.Ordinal)))
        {
            var decisions = JsonNode.Parse(File.ReadAllText(file))!["root"]!["activities"]!.AsArray()
                .Where(activity => (string?)activity!["type"] == "Elsa.FlowDecision")
                .Select(activity => (string?)activity!["condition"]!["expression"]!["value"]).ToList();
            Assert.Equal(file.Contains("condolence", StringComparison.Ordinal) || file.Contains("duty-post", StringComparison.Ordinal) ? 0 : 1, decisions.Count);
            Assert.All(decisions, condition => Assert.Equal($"variables.amountFen > {programme.Approval.SecondLevelAboveFen}", condition));
        }
    }

    [Theory]
    [InlineData("hardship-worker")]
    [InlineData(" KNZG ")]
    [InlineData("knzg")]
    [InlineData("困难职工帮扶")]
    [InlineData("aid to workers in hardship")]
    public void FindScheme_ByKeyCodeOrTitle_Finds(string text)
    {
        Assert.True(Shipped.Catalog.TryFindScheme("hardship-assistance", text, out _, out var scheme));
        Assert.Equal("hardship-worker", scheme.Key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("困难职工")]
    public void FindScheme_OfAnythingElse_FindsNothing(string? text) =>
        Assert.False(Shipped.Catalog.TryFindScheme("hardship-assistance", text, out _, out _));

    [Fact]
    public void NoticeDays_AreTheSchemesOwn_ElseTheProgrammes()
    {
        Assert.Equal(NoticePeriod.OfWorkingDays(3), Shipped.Spring.NoticePeriod(Shipped.Spring.FindScheme("duty-post")!));
        Assert.Equal(NoticePeriod.OfWorkingDays(5), Shipped.Spring.NoticePeriod(Shipped.Spring.FindScheme("model-worker")!));
        Assert.All(Shipped.Hardship.Schemes, scheme => Assert.Equal(NoticePeriod.OfWorkingDays(5), Shipped.Hardship.NoticePeriod(scheme)));
    }

    [Fact]
    public void ProcessOf_GivesTheSchemesDefinition()
    {
        string Process(Programme programme, string scheme) => Shipped.Catalog.ProcessOf(programme, programme.FindScheme(scheme)!).DefinitionId;
        Assert.Equal("hardship-assistance", Process(Shipped.Hardship, "model-worker"));
        Assert.Equal("golden-autumn", Process(Shipped.Hardship, "golden-autumn"));
        Assert.Equal("frontline-condolence", Process(Shipped.Hardship, "frontline-worker"));
        Assert.Equal("spring-festival-warmth", Process(Shipped.Spring, "model-worker"));
        Assert.Equal("duty-post", Process(Shipped.Spring, "duty-post"));
        Assert.Same(Shipped.Catalog.FindDefinition("golden-autumn", 1), Shipped.Catalog.ProcessOf(Shipped.Hardship, Shipped.Hardship.FindScheme("golden-autumn")!));
        Assert.Null(Shipped.Catalog.FindDefinition("golden-autumn", 2));
    }

    [Fact]
    public void Separations_CoverPreparingApprovingAndPaying()
    {
        foreach (var programme in Shipped.Catalog.Programmes)
        {
            Assert.Contains(new DutyPair(Acts.Prepare, Acts.Approve), programme.SeparationOfDuties);
            Assert.Contains(new DutyPair(Acts.Approve, Acts.ApproveNextLevel), programme.SeparationOfDuties);
            Assert.Contains(new DutyPair(Acts.Approve, Acts.Release), programme.SeparationOfDuties);
            Assert.Contains(new DutyPair(Acts.Prepare, Acts.Reinvestigate), programme.SeparationOfDuties);
            Assert.Contains(new DutyPair(Acts.CorrectAccount, Acts.ConfirmAccount), programme.SeparationOfDuties);
            Assert.Contains(new DutyPair(Acts.PrepareBatch, Acts.ReleaseBatch), programme.SeparationOfDuties);
        }
    }
}
