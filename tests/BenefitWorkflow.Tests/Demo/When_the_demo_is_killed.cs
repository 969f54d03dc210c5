using System.Text.Json;
using BenefitWorkflow.Tests.Programmes;
using Xunit.Abstractions;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>Real processes, killed at lines of their progress and started again on the same data until one comes to the end; and one that has more to do.</summary>
public sealed class When_the_demo_is_killed(ITestOutputHelper print) : IDisposable
{
    private const int Seed = 20230121;
    private const int Kills = 4;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("demo-killed-");

    [Fact]
    public async Task Should_end_with_the_figures_of_an_uninterrupted_run()
    {
        var whole = await DemoProcess.RunAsync(PathOf("whole"), PathOf("whole.json"));
        Assert.True(whole.ExitCode == 0, whole.ToString());
        var expected = await File.ReadAllTextAsync(PathOf("whole.json"));
        IsThePlan(expected, 1);

        print.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var dated = whole.Output.Count(IsProgress);
        Assert.True(dated > Kills * 4, whole.ToString());
        var days = new List<string>();
        for (var i = 0; i < Kills; i++)
        {
            // At least two lines on, so that every life gets further than the act that the one before died in; and so few that none comes to the end.
            var lines = random.Next(2, dated / (Kills + 1));
            var seen = 0;
            var life = await DemoProcess.RunAsync(PathOf("killed"), PathOf("killed.json"), (_, line) => IsProgress(line) && ++seen == lines);
            Assert.True(life.ExitCode is null, life.ToString());
            Assert.False(File.Exists(PathOf("killed.json")), "A killed run must not leave a summary.");
            days.Add(life.Output.Last(IsProgress)[..10]);
        }
        print.WriteLine($"killed on {string.Join(", ", days)}");
        Assert.Equal(days.Order(StringComparer.Ordinal), days);

        // Once more when everything is paid and only the reckoning is left.
        var late = await DemoProcess.RunAsync(PathOf("killed"), PathOf("killed.json"), (_, line) => line.Contains("自评表", StringComparison.Ordinal));
        Assert.True(late.ExitCode is null, late.ToString());
        var last = await DemoProcess.RunAsync(PathOf("killed"), PathOf("killed.json"));
        Assert.True(last.ExitCode == 0, last.ToString());
        Assert.Equal(expected, await File.ReadAllTextAsync(PathOf("killed.json")));
    }

    /// <summary>More is paid than one person may release at once, out of ceilings that two people raised.</summary>
    [Fact]
    public async Task Should_come_to_three_times_the_plan_at_scale_3()
    {
        var life = await DemoProcess.RunAsync(PathOf("larger"), PathOf("larger.json"), scale: 3);
        Assert.True(life.ExitCode == 0, life.ToString());
        IsThePlan(await File.ReadAllTextAsync(PathOf("larger.json")), 3);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static bool IsProgress(string line) => line.Length > 12 && DateOnly.TryParseExact(line[..10], "yyyy-MM-dd", out _);

    private static void IsThePlan(string json, int times)
    {
        using var summary = JsonDocument.Parse(json);
        var programmes = summary.RootElement.GetProperty("programmes").EnumerateArray().ToDictionary(p => p.GetProperty("key").GetString()!);
        Assert.Equal(Shipped.Catalog.Programmes.Select(p => p.Key).Order(), programmes.Keys.Order());
        Assert.Equal((479 * times, 63_040_000L * times), Paid(programmes["spring-festival-warmth"]));
        Assert.Equal((750 * times, 300_000_000L * times), Paid(programmes["hardship-assistance"]));
        Assert.Equal($$"""{"prefecture-finance":{{50_000_000 * times}},"self-raised":{{13_040_000 * times}}}""", programmes["spring-festival-warmth"].GetProperty("byFundingSource").GetRawText());
        Assert.Equal($$"""{"prefecture-finance":{{10_000_000 * times}},"provincial-federation":{{290_000_000L * times}}}""", programmes["hardship-assistance"].GetProperty("byFundingSource").GetRawText());
        foreach (var (key, programme) in programmes)
        {
            Assert.True(programme.GetProperty("moneyBalanced").GetBoolean());
            Assert.Equal(programme.GetProperty("cases").GetInt32(), programme.GetProperty("closed").GetInt32());
            Assert.Equal(Shipped.Catalog.Find(key)!.Indicators.Select(i => i.Key), programme.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("key").GetString()!));
            Assert.All(programme.GetProperty("indicators").EnumerateArray(), i => Assert.True(i.GetProperty("actual").GetDecimal() >= i.GetProperty("target").GetDecimal(), i.GetRawText()));
        }
        var events = summary.RootElement.GetProperty("events");
        Assert.True(events.GetProperty("published").GetInt64() > 0);
        Assert.Equal(events.GetProperty("published").GetInt64(), events.GetProperty("consumed").GetInt64());
        Assert.Equal(363_040_000L * times, events.GetProperty("ledgerFen").GetInt64());
        Assert.True(summary.RootElement.GetProperty("auditOk").GetBoolean());
    }

    private static (int, long) Paid(JsonElement programme) => (programme.GetProperty("paidGrants").GetInt32(), programme.GetProperty("paidFen").GetInt64());

    private string PathOf(string name) => Path.Combine(_root.FullName, name);
}
