using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BenefitWorkflow.Tests.Store;

/// <summary>
/// A PostgreSQL of the tests' own: data in a temporary folder, loopback, a free port, one for the whole test process.
/// <c>BW_TEST_POSTGRESQL</c> names a running server instead (connection string of a user who may create databases).
/// </summary>
internal sealed class PostgreSqlServer
{
    private static readonly Lazy<PostgreSqlServer> Instance = new(() => new PostgreSqlServer());

    private readonly string? _folder, _bin;
    private readonly int _port;

    /// <summary>Connection string to the database <c>postgres</c>.</summary>
    public string Connection { get; }

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("BW_TEST_POSTGRESQL") is null && FindBin() is null ? "PostgreSQL is not installed (initdb not found)" : null;

    public static PostgreSqlServer Shared => Instance.Value;

    private PostgreSqlServer()
    {
        if (Environment.GetEnvironmentVariable("BW_TEST_POSTGRESQL") is { } given)
        {
            Connection = given;
            return;
        }
        _bin = FindBin()!;
        _folder = Directory.CreateTempSubdirectory("bw-postgres-").FullName;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        // PostgreSQL refuses to run as root.
        if (Environment.UserName == "root") Run("chown", "-R", User, _folder);
        AsUser(Path.Combine(_bin, "initdb"), "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            AsUser(Path.Combine(_bin, "pg_ctl"), "-D", Data, "-m", "immediate", "stop");
            Directory.Delete(_folder, recursive: true);
        };
        Connection = $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";
    }

    private string Data => Path.Combine(_folder!, "data");

    /// <summary>Stops the server as a crash would (connections cut, nothing flushed in order) and starts it again.</summary>
    public void Crash()
    {
        if (_bin is null) throw new InvalidOperationException("A given server is not ours to stop.");
        AsUser(Path.Combine(_bin, "pg_ctl"), "-D", Data, "-m", "immediate", "stop");
        Start();
    }

    /// <summary>A new database; <paramref name="template"/> null: empty.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = "bw_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");
        return new NpgsqlConnectionStringBuilder(Connection) { Database = name }.ToString();
    }

    public Task DropDatabaseAsync(string connection) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
#pragma warning disable CA2100 // names made here
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    // Durability across a power cut is not what tests look at; a killed server keeps what it wrote.
    private void Start() => AsUser(Path.Combine(_bin!, "pg_ctl"), "-D", Data, "-w", "-l", Path.Combine(_folder!, "log"),
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=200", "start");

    private static string User => File.ReadAllLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? FindBin()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }

    private static void AsUser(params string[] command)
    {
        if (Environment.UserName == "root") Run("setpriv", ["--reuid", User, "--regid", User == "nobody" ? "nogroup" : User, "--clear-groups", .. command]);
        else Run(command[0], command[1..]);
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}");
    }
}
