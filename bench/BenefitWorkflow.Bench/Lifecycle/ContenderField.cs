using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Postgres;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>The contenders on one store, each with a fresh database every time it enters.</summary>
internal sealed class ContenderField : IAsyncDisposable
{
    public const string Ceiling = "ceiling", Service = "BenefitWorkflow", Baseline = "Stateless + EF";

    private const int PostgresWorkers = 8, PostgresConnections = 2;

    private readonly BenchOptions _options;
    private readonly ScratchFolder _folder;
    private readonly PostgresServer? _server;

    private ContenderField(BenchOptions options, ScratchFolder folder, PostgresServer? server) => (_options, _folder, _server) = (options, folder, server);

    public static async Task<ContenderField> CreateAsync(BenchOptions options, ScratchFolder folder) =>
        new(options, folder, options.Store == StoreKind.PostgreSql ? await PostgresServer.StartAsync(folder.Path) : null);

    /// <summary><c>--only NAME</c> leaves one, for a profiler.</summary>
    public IReadOnlyList<string> Names => _options.Rest.TryGetValue("only", out var one) ? [one] : [Ceiling, Service, Baseline];

    public async Task<IContender> EnterAsync(string name, int round)
    {
        var key = $"{(name == Ceiling ? "ceiling" : name == Service ? "service" : "baseline")}{round}";
        var database = _server is null ? null : await _server.CreateDatabaseAsync(key);
        return name switch
        {
            Service => await ServiceContender.CreateAsync(new BenchStore(_options.Store, Directory.CreateDirectory(_folder.File(key)).FullName, database), _server is null ? 1 : PostgresConnections),
            Ceiling when database is null => new SqliteCeiling(_folder.File(key + ".db")),
            Ceiling => await PostgresCeiling.CreateAsync(database, _options.Number("connections", PostgresConnections)),
            _ when database is null => await EfBaseline.CreateAsync(o => o.UseSqlite($"Data Source={_folder.File(key + ".db")}"), _options.Number("workers", 1), null),
            _ => await EfBaseline.CreateAsync(o => o.UseNpgsql(database.Tuned), _options.Number("workers", PostgresWorkers), database.Cost),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
