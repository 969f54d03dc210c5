using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Tests.Replicas;

/// <summary>The service as its users start it: a process of its own on a database that others share.</summary>
internal sealed class ReplicaProcess : IDisposable
{
    /// <summary>Only keeps a hung process from hanging the tests; nothing is asserted about time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bw-replica-");
    private readonly Task<string> _output;

    public HttpClient Http { get; }
    public int Id => _process.Id;

    /// <param name="settings">The shared database, and the folder whose key ring this replica gets a copy of.</param>
    /// <param name="key">API key of its client.</param>
    /// <param name="more">Further settings, given as environment variables, so that passwords are on no command line; null: none.</param>
    public ReplicaProcess(StoreSettings settings, string key, IReadOnlyDictionary<string, string?>? more = null)
    {
        File.Copy(Path.Combine(settings.DataFolder, StoreSetup.KeyFile), Path.Combine(_folder.FullName, StoreSetup.KeyFile));
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])[typeof(ServiceHost).Assembly.Location, "--Store:Provider", settings.Kind.ToString(), "--data", _folder.FullName, "--Urls", url, "--Finance:Embedded", "false"])
            start.ArgumentList.Add(argument);
        start.Environment["ConnectionStrings__Benefit"] = settings.ConnectionString;
        foreach (var (name, value) in more ?? new Dictionary<string, string?>()) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = Process.Start(start)!;
        _output = ReadAsync();
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
        Http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    /// <summary>Waits until it answers.</summary>
    public async Task ListensAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The replica ended with {_process.ExitCode}: {await _output}");
            try
            {
                using var health = await Http.GetAsync("/health", patience.Token);
                if (health.IsSuccessStatusCode) return;
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
        _folder.Delete(recursive: true);
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
