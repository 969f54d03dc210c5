using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>What a drawn definition would change, with cases on the version in use.</summary>
public sealed class PreviewDefinitionTests
{
    [Fact]
    public async Task Preview_OfALaterVersionWithoutAStep_NamesTheStepAndTheCasesThatWaitThere()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite, ceilings: [100_000_000]);
        await world.OpenAsync([.. Enumerable.Range(1, 3).Select(CaseWorld.Frontline)]);
        var (preview, json) = Preview(world);

        var same = await preview.RunAsync(json, "same.json", default);
        Assert.Empty(same.Problems);
        Assert.Equal((0, 0, 0), (same.Added.Count, same.Removed.Count, same.Changed.Count));
        var waiting = Assert.Single(same.Running);
        Assert.Equal((3, true), (waiting.Cases, waiting.InNew));

        var renamed = json.Replace($"\"{waiting.Step}\"", "\"looked-at-anew\"", StringComparison.Ordinal);
        var taken = await preview.RunAsync(renamed, "taken.json", default);
        Assert.Equal("definition.version-taken", Assert.Single(taken.Problems).Code);

        var next = await preview.RunAsync(renamed.Replace("\n  \"version\": 1,", "\n  \"version\": 2,", StringComparison.Ordinal), "next.json", default);
        Assert.Empty(next.Problems);
        Assert.Equal((2, 1), (next.Definition!.Version, next.Replaces!.Version));
        Assert.Equal(["looked-at-anew"], next.Added);
        Assert.Equal([waiting.Step], next.Removed);
        Assert.NotEmpty(next.Changed);
        Assert.Equal((3, false), (Assert.Single(next.Running).Cases, next.Running[0].InNew));
        Assert.Equal(3, next.RunningCases);
    }

    [Fact]
    public async Task Preview_OfAStepWithAnotherRole_NamesIt()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite);
        var (preview, json) = Preview(world);
        var later = json.Replace("\n  \"version\": 1,", "\n  \"version\": 2,", StringComparison.Ordinal);
        Assert.Empty((await preview.RunAsync(later, "later.json", default)).Changed);
        // Where it is drawn and how it is called is no other setting.
        var moved = await preview.RunAsync(later.Replace("\"displayText\": \"", "\"displayText\": \"新", StringComparison.Ordinal), "moved.json", default);
        Assert.Empty(moved.Changed);

        var other = await preview.RunAsync(later.Replace("\"value\": \"approver\"", "\"value\": \"supervisor\"", StringComparison.Ordinal), "other.json", default);
        Assert.Empty(other.Problems);
        Assert.Equal((0, 0), (other.Added.Count, other.Removed.Count));
        Assert.Contains("approve1", other.Changed);
    }

    [Fact]
    public async Task Preview_OfWhatCannotBeUsed_SaysWhatAndWhere()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite);
        var (preview, json) = Preview(world);
        Assert.Equal("definition.malformed-json", Assert.Single((await preview.RunAsync(json[..^20], "cut.json", default)).Problems).Code);

        var unknown = await preview.RunAsync(json.Replace("\"BenefitWorkflow.PublicNotice\"", "\"Somebody.Else\"", StringComparison.Ordinal), "unknown.json", default);
        Assert.Null(unknown.Definition);
        Assert.Contains(unknown.Problems, p => p is { Code: "definition.unknown-activity", ActivityId: not null });
    }

    private static (PreviewDefinition Preview, string Json) Preview(CaseWorld world)
    {
        var programme = world.Programmes.Find(CaseWorld.Hardship)!;
        var process = programme.Schemes.First(s => s.Key == "frontline-worker").Process;
        return (new PreviewDefinition(world.Programmes, world.Activities, world.Store), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", CaseWorld.Hardship, process + ".json")));
    }
}
