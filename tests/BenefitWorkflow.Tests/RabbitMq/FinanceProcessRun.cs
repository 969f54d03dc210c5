using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using BenefitWorkflow.FinanceSubscriber;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>The finance system's end as its users start it: a process of its own.</summary>
internal sealed class FinanceProcessRun : IDisposable
{
    private readonly Process _process;

    /// <param name="settings">As environment variables, so that passwords are on no command line.</param>
    public FinanceProcessRun(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(typeof(FinanceLedgerOptions).Assembly.Location);
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Ledger__Url"] = url;
        Http = new HttpClient { BaseAddress = new(url) };
        _process = Process.Start(start)!;
        Output = ReadAsync();
    }

    public HttpClient Http { get; }

    /// <summary>Everything it wrote; ends with the process.</summary>
    public Task<string> Output { get; }

    /// <summary>Waits until its books are complete up to a number.</summary>
    public async Task ArrivedAsync(long sequence)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The finance process ended with {_process.ExitCode}: {await Output}");
            try
            {
                using var health = await Http.GetAsync("/health", patience.Token);
                var body = await health.Content.ReadFromJsonAsync<JsonElement>(patience.Token);
                if (body.GetProperty("watermark").GetInt64() >= sequence) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Poll.PauseAsync(patience.Token);
        }
    }

    /// <summary>No handler, no flush, no farewell.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        return await _process.StandardOutput.ReadToEndAsync() + await errors;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
