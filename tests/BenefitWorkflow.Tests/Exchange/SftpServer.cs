using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BenefitWorkflow.Payments.Exchange;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>
/// A real OpenSSH server of the test's own on the loopback: configuration, host key, user key, port and folder of its own. It ends with the test
/// process, also where that is killed: a shell holds it and waits for the end of its input.
/// </summary>
internal sealed class SftpServer : IAsyncDisposable
{
    // Only keeps a broken installation from hanging the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Hold = """
        "$1" -D -e -f "$2" & server=$!
        cat >/dev/null
        kill -TERM $server
        """;

    private static readonly string? Sshd = Find("sshd", "/usr/sbin"), KeyGen = Find("ssh-keygen", "/usr/bin");

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-sftp-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Missing { get; } = Sshd is null || KeyGen is null ? "OpenSSH's server is not installed (sshd, ssh-keygen not found)" : null;

    /// <summary>What a client finds below its root.</summary>
    public string Root => Path.Combine(_folder, "root");

    public string HostKeySha256 { get; private set; } = "";

    public static async Task<SftpServer> StartAsync()
    {
        var server = new SftpServer();
        Directory.CreateDirectory(server.Root);
        await RunAsync(KeyGen!, "-q", "-t", "ed25519", "-N", "", "-f", server.In("host"));
        await RunAsync(KeyGen!, "-q", "-t", "ed25519", "-N", "", "-f", server.In("user"));
        await RunAsync(KeyGen!, "-q", "-t", "ed25519", "-N", "", "-f", server.In("stranger"));
        server.HostKeySha256 = (await RunAsync(KeyGen!, "-l", "-E", "sha256", "-f", server.In("host.pub"))).Split(' ')[1]["SHA256:".Length..];
        File.Copy(server.In("user.pub"), server.In("authorized"));
        File.WriteAllText(server.In("config"), $"""
            ListenAddress 127.0.0.1
            Port {server._port.ToString(CultureInfo.InvariantCulture)}
            HostKey {server.In("host")}
            AuthorizedKeysFile {server.In("authorized")}
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            Subsystem sftp internal-sftp
            ForceCommand internal-sftp -d {server.Root}
            """);
        await server.ListenAsync();
        return server;
    }

    public SftpSettings Settings(string? hostKey = null, string key = "user") => new("127.0.0.1", _port, Environment.UserName, In(key), null, null, hostKey ?? HostKeySha256, TimeSpan.FromSeconds(20));

    public static ExchangeFolders Folders { get; } = new("./to-bank", "./taken", "./from-bank", "./archive", "./refused");

    /// <summary>As the service's settings name it.</summary>
    public IEnumerable<(string Key, string Value)> ServiceSettings =>
    [
        ("Kind", "sftp"), ("PollSeconds", "1"), ("Sftp:Host", "127.0.0.1"), ("Sftp:Port", _port.ToString(CultureInfo.InvariantCulture)), ("Sftp:User", Environment.UserName),
        ("Sftp:KeyFile", In("user")), ("Sftp:HostKeySha256", "SHA256:" + HostKeySha256),
    ];

    /// <summary>Ends it and every connection; nothing says goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ListenAsync()
    {
        // The server separates its privileges into this folder, which a package's own start-up makes.
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Hold, "sh", Sshd!, In("config")]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        using var patience = new CancellationTokenSource(Patience);
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
            if (!line.StartsWith("Server listening", StringComparison.Ordinal)) continue;
            // Whatever it still says must not fill the pipe and block it.
            _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
            return;
        }
        throw new InvalidOperationException($"sshd did not start: {string.Join('\n', said)}");
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static string? Find(string name, string first) => !OperatingSystem.IsLinux() ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(first).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
