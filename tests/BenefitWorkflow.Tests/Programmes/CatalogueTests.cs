using System.Text.Json.Nodes;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>Versions and hashes of what a folder holds.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void OlderVersion_BesideTheCurrent_StaysFindable()
    {
        using var folder = new SpoiledWorkflows();
        File.Copy(folder["hardship-assistance/programme.json"], folder["hardship-assistance/programme.v1.json"]);
        folder.Edit("hardship-assistance/programme.json", programme => programme["version"] = 2);

        var catalog = folder.Load();

        Assert.Equal(2, catalog.Find("hardship-assistance")!.Version);
        Assert.Equal(1, catalog.Find("hardship-assistance", 1)!.Version);
        Assert.Null(catalog.Find("hardship-assistance", 3));
        Assert.Equal([1, 2], catalog.Versions("hardship-assistance").Select(p => p.Version));
        Assert.Empty(catalog.Versions("no-such-programme"));
        Assert.Equal(2, catalog.Programmes.Count);
        Assert.Equal(Shipped.Hardship.Hash, catalog.Find("hardship-assistance", 1)!.Hash);
        Assert.NotEqual(catalog.Find("hardship-assistance", 1)!.Hash, catalog.Find("hardship-assistance", 2)!.Hash);
    }

    [Fact]
    public void Hash_ChangesWithContent_NotWithWhiteSpaceOrOrder()
    {
        using var folder = new SpoiledWorkflows();
        folder.Edit("hardship-assistance/programme.json", programme =>
        {
            var year = programme["year"]!.DeepClone();
            programme.AsObject().Remove("year");
            programme.AsObject().Insert(0, "year", year);
        });
        Assert.Equal(Shipped.Hardship.Hash, folder.Load().Find("hardship-assistance")!.Hash);

        folder.Edit("hardship-assistance/programme.json", programme => programme["serviceLimitWorkingDays"] = 31);
        Assert.NotEqual(Shipped.Hardship.Hash, folder.Load().Find("hardship-assistance")!.Hash);
    }

    [Fact]
    public void RuleVersion_NamesKeyVersionAndHash()
    {
        Assert.Equal(64, Shipped.Spring.Hash.Length);
        Assert.Equal($"spring-festival-warmth@1#{Shipped.Spring.Hash[..12]}", Shipped.Spring.RuleVersion);
    }

    [Fact]
    public void NewProcessVersion_BesideTheOld_LoadsBoth()
    {
        using var folder = new SpoiledWorkflows();
        File.Copy(folder["spring-festival-warmth/duty-post.v1.json"], folder["spring-festival-warmth/duty-post.v2.json"]);
        folder.Edit("spring-festival-warmth/duty-post.v2.json", definition => definition["version"] = 2)
            .Edit("spring-festival-warmth/programme.json", programme => programme["schemes"]![2]!["process"] = "duty-post.v2");

        var catalog = folder.Load();
        var spring = catalog.Find("spring-festival-warmth")!;
        Assert.Equal(2, catalog.ProcessOf(spring, spring.FindScheme("duty-post")!).Version);
        Assert.NotNull(catalog.FindDefinition("duty-post", 1));
    }

    [Theory]
    [InlineData("2023-06-30", 70_000)]
    [InlineData("2023-07-01", 73_000)]
    [InlineData("2022-07-01", 70_000)]
    public void Parameter_OnADay_IsTheValueInForce(string on, long value) =>
        Assert.Equal(value, Shipped.Hardship.ParameterOn("minimum-living-monthly", DateOnly.Parse(on))!.Value);

    [Fact]
    public void Parameter_BeforeItsFirstValueOrUnknown_IsNull()
    {
        Assert.Null(Shipped.Hardship.ParameterOn("minimum-living-monthly", new(2022, 6, 30)));
        Assert.Null(Shipped.Hardship.ParameterOn("maximum-living-monthly", new(2023, 6, 30)));
    }

    [Theory]
    [InlineData("12-31", 2024, "2024-12-31")]
    [InlineData("previous-year:12-01", 2024, "2023-12-01")]
    [InlineData("lunar:new-year-eve", 2024, "2024-02-09")]
    [InlineData("lunar:spring-festival", 2024, "2024-02-10")]
    [InlineData("lunar:lantern", 2024, "2024-02-24")]
    public void DateRule_InAYear_IsThatDay(string text, int year, string day)
    {
        Assert.True(DateRule.TryParse(text, out var rule));
        Assert.Equal(DateOnly.Parse(day), rule.In(year));
        Assert.Equal(text, rule.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("02-29")]
    [InlineData("13-01")]
    [InlineData("1-1")]
    [InlineData("lunar:dragon-boat")]
    [InlineData("previous-year:lunar:lantern")]
    public void DateRule_OfAnythingElse_IsRefused(string? text) => Assert.False(DateRule.TryParse(text, out _));
}
