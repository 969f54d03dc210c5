using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Postgres;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Bench.Service;

/// <summary>One fresh store for a bench that uses no other: a folder, and a server where the store needs one.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly ScratchFolder _folder;
    private readonly PostgresServer? _server;

    private StoreFolder(ScratchFolder folder, PostgresServer? server, BenchStore store) => (_folder, _server, Store) = (folder, server, store);

    public BenchStore Store { get; }

    public string File(string name) => _folder.File(name);

    public static async Task<StoreFolder> CreateAsync(BenchOptions options)
    {
        var folder = new ScratchFolder(options.Folder);
        PostgresServer? server = null;
        try
        {
            server = options.Store == StoreKind.PostgreSql ? await PostgresServer.StartAsync(folder.Path) : null;
            var database = server is null ? null : await server.CreateDatabaseAsync("benefit");
            return new StoreFolder(folder, server, new BenchStore(options.Store, Directory.CreateDirectory(folder.File("data")).FullName, database));
        }
        catch
        {
            if (server is not null) await server.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Reads the store beside a service process.</summary>
    public BenefitStore OpenBeside() => new(StoreSetup.Provider(new StoreSettings(Store.Kind, Store.Folder, Store.Server?.Connection)));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }
}
