using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BenefitWorkflow.BankSimulator;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>A program as its users start it, killed and started again as often as a test wants.</summary>
internal sealed class ChildProcess(string assembly, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private readonly List<string> _output = [];
    private readonly Lock _life = new();
    private Process? _process;
    private bool _killed;

    /// <summary>Told of every line it writes.</summary>
    public Action<string>? Said { get; set; }

    public int Lives { get; private set; }

    public bool IsAlive
    {
        get
        {
            lock (_life) return _process is { HasExited: false };
        }
    }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output.TakeLast(40));
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        lock (_life)
        {
            _process?.Dispose();
            _killed = false;
            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Hear(line.Data);
            _process.ErrorDataReceived += (_, line) => Hear(line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Lives++;
        }
    }

    /// <summary>SIGKILL: no handler, no flush, no farewell.</summary>
    /// <returns>False where it was not alive.</returns>
    public bool Kill()
    {
        lock (_life)
        {
            if (_process is not { HasExited: false }) return false;
            _killed = true;
            _process.Kill();
            // With a bound, since without one the end of its output is waited for, which may be read on this very thread.
            return _process.WaitForExit(TimeSpan.FromMinutes(1));
        }
    }

    public void Dispose()
    {
        Kill();
        lock (_life)
        {
            _process?.Dispose();
            _process = null;
        }
    }

    /// <summary>The service over a folder of data.</summary>
    public static ChildProcess Service(string data, Uri url, IEnumerable<(string Key, string Value)> settings) => new(
        typeof(ServiceHost).Assembly.Location, ["--data", data, "--Urls", url.OriginalString],
        settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value));

    public static ChildProcess Simulator(params string[] arguments) => new(typeof(Bank).Assembly.Location, arguments, new Dictionary<string, string>());

    public static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    /// <summary>Waits until the service answers, or somebody kills it before.</summary>
    public async Task ListensAsync(Uri url, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = url };
        while (true)
        {
            lock (_life)
            {
                if (_killed) return;
                if (_process is { HasExited: true }) throw new InvalidOperationException($"The service ended: {Output}");
            }
            try
            {
                using var health = await http.GetAsync("/health", ct);
                if (health.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Poll.PauseAsync(ct);
        }
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        Said?.Invoke(line);
    }
}
