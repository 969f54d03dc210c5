using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BenefitWorkflow.Bench.Measuring;
using Npgsql;

namespace BenefitWorkflow.Bench.Postgres;

/// <param name="Connection">Plain connection string, as an installation's settings hold it.</param>
internal sealed record PostgresDatabase(string Name, string Connection, IServerCost Cost)
{
    /// <summary>For ceiling and baseline, who deserve what the driver offers.</summary>
    public string Tuned => Connection + ";Max Auto Prepare=200;No Reset On Close=true";
}

/// <summary>
/// A PostgreSQL of the bench's own: loopback, free port, trust, a new data folder, and otherwise the defaults, fsync and
/// synchronous_commit above all. Run as root it gives itself to an unprivileged user, since PostgreSQL refuses root.
/// </summary>
internal sealed class PostgresServer : IServerCost, IAsyncDisposable
{
    private static readonly string[] UnprivilegedUsers = ["postgres", "nobody"];

    private readonly string _bin, _data;
    private readonly string? _user;
    private readonly int _port;
    private Process? _server;

    private PostgresServer(string bin, string folder, string? user)
    {
        (_bin, _data, _user, _port) = (bin, Path.Combine(folder, "postgres"), user, FreePort());
    }

    /// <param name="within">An existing folder.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed or does not start; the message holds its log.</exception>
    public static async Task<PostgresServer> StartAsync(string within)
    {
        var bin = FindBin() ?? throw new InvalidOperationException("PostgreSQL is not installed: no initdb under /usr/lib/postgresql/*/bin nor on the PATH.");
        var server = new PostgresServer(bin, within, Environment.IsPrivilegedProcess ? UnprivilegedUsers.First(UserExists) : null);
        Directory.CreateDirectory(server._data);
        if (server._user is { } user)
        {
            // The user must reach its folder through ours.
            await RunAsync("chmod", "o+x", within);
            await RunAsync("chown", user, server._data);
        }
        await server.RunAsUserAsync("initdb", "-D", server._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions");
        server._server = server.Start("postgres", "-D", server._data, "-p", server._port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={server._data}", "-c", "logging_collector=on");
        await server.WaitAsync();
        return server;
    }

    public async Task<PostgresDatabase> CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new PostgresDatabase(name, Connection(name), this);
    }

    public double CpuSeconds() => ServerProcesses.CpuSeconds(_server!.Id);

    public async Task<long> LogPositionAsync()
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT (pg_current_wal_lsn() - '0/0')::bigint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not { HasExited: false }) return;
        await RunAsUserAsync("pg_ctl", "stop", "-D", _data, "-m", "fast", "-w");
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private string Connection(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=64;Timeout=30;Command Timeout=600";

    private async Task WaitAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await LogPositionAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 150 && !_server!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        List<string> all = [Path.Combine(_bin, program), .. arguments];
        // Unlike su, setpriv becomes the program: the process is the server itself, and its id the server's.
        if (_user is not null) all.InsertRange(0, ["setpriv", "--reuid", _user, "--regid", Group(_user), "--clear-groups", "--"]);
        var info = new ProcessStartInfo(all[0], all.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _data };
        info.Environment["LC_ALL"] = "C";
        var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        return process;
    }

    private async Task RunAsUserAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {error}");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static string? FindBin()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = (Directory.Exists(debian) ? Directory.EnumerateDirectories(debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0) : Enumerable.Empty<string>())
            .Select(d => Path.Combine(d, "bin")).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.FirstOrDefault(f => f.Length > 0 && File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")));
    }

    private static bool UserExists(string user) => File.ReadLines("/etc/passwd").Any(l => l.StartsWith(user + ":", StringComparison.Ordinal));

    private static string Group(string user) => File.ReadLines("/etc/passwd").First(l => l.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[3];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
