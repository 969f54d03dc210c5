using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BenefitWorkflow.Bench.Relay;

/// <summary>
/// A RabbitMQ of the bench's own on the loopback, with its defaults: durable queues, publisher confirms, one node. Data, node name, cookie and
/// ports are its own; it ends with this process, since a shell holds it and waits for the end of its input.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    private const string User = "bench", VirtualHost = "bench";

    private const string Hold =
        """
        "$1" -address 127.0.0.1 -port "$ERL_EPMD_PORT" & epmd=$!
        "$2" & broker=$!
        cat >/dev/null
        kill -TERM $broker; wait $broker; kill $epmd
        """;

    /// <summary>Longest start, on a machine that has much else to do, and longest stop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly string _password;
    private readonly int _port;

    private RabbitServer(Process process, string password, int port) => (_process, _password, _port) = (process, password, port);

    /// <summary>Settings of both ends, as an operator gives them.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Bus:Transport"] = "RabbitMq", ["Bus:Host"] = "127.0.0.1", ["Bus:Port"] = _port.ToString(CultureInfo.InvariantCulture),
        ["Bus:VirtualHost"] = VirtualHost, ["Bus:User"] = User, ["Bus:Password"] = _password,
    };

    /// <param name="folder">Is made.</param>
    /// <exception cref="InvalidOperationException">RabbitMQ is not installed or does not start.</exception>
    public static async Task<RabbitServer> StartAsync(string folder)
    {
        var (server, epmd) = (Find("/usr/lib/rabbitmq/bin", "rabbitmq-server"), Find("/usr/bin", "epmd"));
        Directory.CreateDirectory(folder);
        var (password, ports) = (Guid.NewGuid().ToString("N"), FreePorts(3));
        string InFolder(string name) => Path.Combine(folder, name);
        await File.WriteAllTextAsync(InFolder("definitions.json"), $$"""
            {"users":[{"name":"{{User}}","password":"{{password}}","tags":"administrator"}],"vhosts":[{"name":"{{VirtualHost}}"}],
             "permissions":[{"user":"{{User}}","vhost":"{{VirtualHost}}","configure":".*","write":".*","read":".*"}]}
            """);
        await File.WriteAllTextAsync(InFolder("rabbitmq.conf"), $"load_definitions = {InFolder("definitions.json")}\nlog.console = false\n");
        await File.WriteAllTextAsync(InFolder("plugins"), "[].");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Hold, "sh", epmd, server]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var (name, value) in new (string, string)[]
        {
            ("HOME", folder), ("ERL_EPMD_PORT", ports[2]), ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODENAME", $"bw{ports[0]}@localhost"),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODE_PORT", ports[0]), ("RABBITMQ_DIST_PORT", ports[1]),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"), ("RABBITMQ_MNESIA_BASE", InFolder("mnesia")),
            ("RABBITMQ_LOG_BASE", InFolder("log")), ("RABBITMQ_CONFIG_FILE", InFolder("rabbitmq.conf")), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", InFolder("plugins")), ("RABBITMQ_PID_FILE", InFolder("pid")),
        }) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var broker = new RabbitServer(process, password, int.Parse(ports[0], CultureInfo.InvariantCulture));
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (!line.Contains("completed with", StringComparison.Ordinal)) continue;
                // Whatever it still says must not fill the pipe and block it.
                _ = process.StandardOutput.ReadToEndAsync();
                return broker;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, like a start that failed.
        }
        await broker.DisposeAsync();
        throw new InvalidOperationException($"rabbitmq-server did not start within {Patience.TotalMinutes} minutes; its log is in {InFolder("log")}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    // Debian's command of that name in /usr/sbin changes user and drops the environment; the program it calls is taken.
    private static string Find(string first, string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(first).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"RabbitMQ is not installed: {name} was not found.");

    private static List<string> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
