using System.Diagnostics;
using System.Globalization;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>The demo as its users start it: a process of its own, on a free port of the loopback.</summary>
internal static class DemoProcess
{
    /// <summary>Only keeps a hung process from hanging the tests; nothing is asserted about time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public sealed record Life(int? ExitCode, IReadOnlyList<string> Output)
    {
        public override string ToString() => $"exit {ExitCode?.ToString() ?? "killed"}\n{string.Join('\n', Output.TakeLast(30))}";
    }

    /// <param name="killAt">Asked at every line with the number of lines so far, this one included; true kills the process at once.</param>
    /// <param name="scale">How many times the plan.</param>
    /// <returns>Exit code null where it was killed.</returns>
    public static async Task<Life> RunAsync(string data, string json, Func<int, string, bool>? killAt = null, int scale = 1)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8, StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        foreach (var argument in (string[])[typeof(ServiceHost).Assembly.Location, "demo", "--exit", "--json", json, "--data", data, "--scale", scale.ToString(CultureInfo.InvariantCulture), "--urls", "http://127.0.0.1:0"])
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = new List<string>();
        var killed = false;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                output.Add(line);
                if (killed || killAt?.Invoke(output.Count, line) != true) continue;
                killed = true;
                // SIGKILL: no handler, no flush, no farewell.
                process.Kill();
            }
            await process.WaitForExitAsync(patience.Token);
            output.AddRange((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return new Life(killed ? null : process.ExitCode, output);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
