using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>
/// A RabbitMQ of the tests' own: data, node name, cookie and ports (AMQP, distribution, epmd) of its own, on the loopback. It ends with the
/// test process, also where that is killed: a shell holds it and waits for the end of its input.
/// </summary>
public sealed class RabbitMqServer : IAsyncLifetime, IDisposable
{
    public const string User = "bw-test";

    private const int VirtualHosts = 20;

    // Only keeps a broken installation from hanging the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const string Hold =
        """
        "$1" -address 127.0.0.1 -port "$ERL_EPMD_PORT" & epmd=$!
        "$2" & broker=$!
        cat >/dev/null
        kill -TERM $broker; wait $broker; kill $epmd
        """;

    private static readonly string? Program = Find("/usr/lib/rabbitmq/bin", "rabbitmq-server"), Epmd = Find("/usr/bin", "epmd");

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-rabbitmq-").FullName;
    private readonly List<int> _ports = FreePorts(3);
    private Process? _process;
    private int _virtualHost;

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Missing { get; } = Program is null || Epmd is null ? "RabbitMQ is not installed (rabbitmq-server, epmd not found)" : null;

    public int Port => _ports[0];

    public string Password { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A virtual host nobody else uses: exchanges and queues of another test are not there.</summary>
    public string TakeVirtualHost() => VirtualHostName(Interlocked.Increment(ref _virtualHost));

    public async Task InitializeAsync()
    {
        if (Missing is not null) return;
        var names = Enumerable.Range(1, VirtualHosts).Select(VirtualHostName).ToList();
        File.WriteAllText(
            Path.Combine(_folder, "definitions.json"),
            $$"""
            {"users":[{"name":"{{User}}","password":"{{Password}}","tags":"administrator"}],
             "vhosts":[{{string.Join(',', names.Select(n => $$"""{"name":"{{n}}"}"""))}}],
             "permissions":[{{string.Join(',', names.Select(n => $$"""{"user":"{{User}}","vhost":"{{n}}","configure":".*","write":".*","read":".*"}"""))}}]}
            """);
        File.WriteAllText(
            Path.Combine(_folder, "rabbitmq.conf"),
            $"""
            load_definitions = {Path.Combine(_folder, "definitions.json")}
            disk_free_limit.absolute = 1MB
            log.console = false
            """);
        File.WriteAllText(Path.Combine(_folder, "plugins"), "[].");
        await StartAsync();
    }

    /// <summary>Starts it where a test that failed left it stopped.</summary>
    public Task EnsureStartedAsync() => _process is null ? StartAsync() : Task.CompletedTask;

    /// <summary>Starts it; returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Hold, "sh", Epmd!, Program!])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder,
        };
        string Number(int port) => _ports[port].ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string>
        {
            ["HOME"] = _folder, ["ERL_EPMD_PORT"] = Number(2), ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = $"bw{Number(0)}@localhost", ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1", ["RABBITMQ_NODE_PORT"] = Number(0),
            ["RABBITMQ_DIST_PORT"] = Number(1), ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"), ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"), ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"), ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;

        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        var output = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            output.Add(line);
            if (!line.Contains("completed with", StringComparison.Ordinal)) continue;
            // Whatever it still says must not fill the pipe and block it.
            _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return;
        }

        throw new InvalidOperationException($"rabbitmq-server did not start: {string.Join('\n', output)}\n{await errors}");
    }

    /// <summary>Stops it in order.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Kills it: no farewell, nothing flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _process?.Dispose();

    private static string VirtualHostName(int number) =>
        number <= VirtualHosts ? $"test-{number}" : throw new InvalidOperationException("More virtual hosts are taken than were made.");

    // Debian's command of that name in /usr/sbin changes user and drops the environment; the program it calls is taken.
    private static string? Find(string first, string name) => !OperatingSystem.IsLinux() ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(first).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static List<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}

/// <summary>Tests that share the broker run one after another: some of them stop it.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitMqCollection : ICollectionFixture<RabbitMqServer>
{
    public const string Name = "RabbitMQ";
}
