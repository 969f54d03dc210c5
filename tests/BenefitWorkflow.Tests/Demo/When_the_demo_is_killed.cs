using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>Real processes, killed without warning (SIGKILL) after seeded numbers of progress lines and started again until one ends by itself.</summary>
public sealed class When_the_demo_is_killed(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20_221_205, Kills = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-demo-").FullName;

    [Fact]
    public async Task Should_end_with_the_figures_of_an_uninterrupted_run()
    {
        var (whole, killed) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "killed"));
        Assert.Equal(0, await RunAsync(whole, null));

        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Beyond the first few lines every run gets somewhere; the whole demo says about a hundred and fifty.
            var lines = random.Next(1, 25);
            var code = await RunAsync(killed, lines);
            output.WriteLine($"kill {kill} after {lines} lines: exit code {code}");
            Assert.NotEqual(0, code);
            Assert.False(File.Exists(killed + ".json"), "A killed run had ended already: kill fewer times or earlier.");
        }
        Assert.Equal(0, await RunAsync(killed, null));

        var figures = JsonNode.Parse(await File.ReadAllTextAsync(killed + ".json"))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(whole + ".json")), figures), figures.ToJsonString());
        Assert.Equal(363_040_000, figures["events"]!["ledgerFen"]!.GetValue<long>());
        Assert.True(figures["auditOk"]!.GetValue<bool>());
    }

    /// <param name="killAfterLines">Null: until it ends by itself.</param>
    private async Task<int> RunAsync(string data, int? killAfterLines)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "BenefitWorkflow.dll"), "demo", "--exit", "--json", data + ".json", "--data", data, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            for (var lines = 0; await process.StandardOutput.ReadLineAsync() is not null;)
            {
                if (++lines != killAfterLines) continue;
                process.Kill();
                break;
            }
            await process.WaitForExitAsync();
            var said = await errors;
            if (killAfterLines is null && process.ExitCode != 0) output.WriteLine(said);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
