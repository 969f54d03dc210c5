using System.Diagnostics;
using System.Text.Json;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>Real processes: the demo is killed at seeded points of its output, started again on the same data, and must end as if nothing had happened.</summary>
public sealed class When_the_demo_is_killed
{
    [Fact]
    public async Task Should_lose_and_double_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("bw-demo-").FullName;
        var (data, json) = (Path.Combine(folder, "data"), Path.Combine(folder, "summary.json"));
        try
        {
            var random = new Random(20230122);
            // Lines of output after which the process is killed, each counted from its own start.
            foreach (var lines in Enumerable.Range(0, 7).Select(_ => random.Next(3, 26))) await RunAsync(data, json, lines);
            Assert.False(File.Exists(json));
            var (exit, output) = await RunAsync(data, json, null);
            Assert.True(exit == 0, output);

            using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            var programmes = summary.RootElement.GetProperty("programmes").EnumerateArray().ToDictionary(p => p.GetProperty("key").GetString()!);
            Assert.Equal((300_000_000L, 750, true), Figures(programmes["hardship-assistance"]));
            Assert.Equal((63_040_000L, 479, true), Figures(programmes["spring-festival-warmth"]));
            var split = programmes["spring-festival-warmth"].GetProperty("byFundingSource").EnumerateObject().Select(s => s.Value.GetInt64());
            Assert.Equal([50_000_000L, 13_040_000L], split);
            Assert.True(summary.RootElement.GetProperty("auditOk").GetBoolean());
            var events = summary.RootElement.GetProperty("events");
            Assert.Equal(events.GetProperty("published").GetInt64(), events.GetProperty("consumed").GetInt64());
            Assert.Equal(363_040_000, events.GetProperty("ledgerFen").GetInt64());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (long, int, bool) Figures(JsonElement programme) =>
        (programme.GetProperty("paidFen").GetInt64(), programme.GetProperty("paidGrants").GetInt32(), programme.GetProperty("moneyBalanced").GetBoolean());

    private static async Task<(int Exit, string Output)> RunAsync(string data, string json, int? killAfterLines)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ServiceHost).Assembly.Location, "demo", "--exit", "--json", json, "--data", data, "--urls", "http://127.0.0.1:0" },
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var (lines, output) = (0, new System.Text.StringBuilder());
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.AppendLine(line);
            // Only the season's own lines count: they begin with a date.
            if (line.StartsWith("202", StringComparison.Ordinal) && ++lines == killAfterLines) process.Kill();
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToString() + await errors);
    }
}
