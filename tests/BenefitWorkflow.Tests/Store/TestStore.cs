using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PostgreSql;
using BenefitWorkflow.Store.Sqlite;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BenefitWorkflow.Tests.Store;

/// <summary>A migrated, empty database of one product, gone with the test.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var connection = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        using var provider = new PostgreSqlProvider(connection);
        await using var db = provider.CreateContext();
        await db.Database.MigrateAsync();
        return new NpgsqlConnectionStringBuilder(connection).Database!;
    });

    private static readonly Lazy<Task<byte[]>> File = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("bw-template-").FullName;
        await using (var db = new SqliteProvider(Path.Combine(folder, "t.db")).CreateContext())
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        SqliteConnection.ClearAllPools();
        var file = await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, "t.db"));
        Directory.Delete(folder, recursive: true);
        return file;
    });

    private readonly Func<IStoreProvider> _open;
    private readonly List<IStoreProvider> _providers = [];
    private readonly string? _connection;

    public StoreKind Kind { get; }
    public string Folder { get; } = Directory.CreateTempSubdirectory("bw-store-").FullName;
    public BenefitStore Store { get; }

    /// <summary>Product that tests take unless they name one: <c>BW_TEST_STORE</c>, or SQLite.</summary>
    public static StoreKind DefaultKind { get; } =
        Environment.GetEnvironmentVariable("BW_TEST_STORE") is { Length: > 0 } name ? Enum.Parse<StoreKind>(name, ignoreCase: true) : StoreKind.Sqlite;

    /// <summary>Connection string of a SQL Server user who may create databases, from <c>BW_TEST_SQLSERVER</c>; null: none is here.</summary>
    private static string? SqlServer { get; } = Environment.GetEnvironmentVariable("BW_TEST_SQLSERVER") is { Length: > 0 } given ? given : null;

    private TestStore(StoreKind kind, string? connection)
    {
        (Kind, _connection) = (kind, connection);
        _open = () => StoreSetup.Provider(new StoreSettings(kind, Folder, connection));
        Store = Another();
    }

    public static async Task<TestStore> CreateAsync(StoreKind kind)
    {
        switch (kind)
        {
            case StoreKind.PostgreSql:
                Skip.If(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing);
                return new TestStore(kind, await PostgreSqlServer.Shared.CreateDatabaseAsync(await Template.Value));
            case StoreKind.SqlServer:
                Skip.If(SqlServer is null, "no SQL Server can run here (BW_TEST_SQLSERVER is not set)");
                var served = new TestStore(kind, new SqlConnectionStringBuilder(SqlServer) { InitialCatalog = "bw_" + Guid.NewGuid().ToString("N") }.ToString());
                // Makes the database too.
                await using (var db = served.Store.Read()) await db.Database.MigrateAsync();
                return served;
            default:
                var test = new TestStore(kind, null);
                await System.IO.File.WriteAllBytesAsync(Path.Combine(test.Folder, StoreSetup.DatabaseFile), await File.Value);
                return test;
        }
    }

    /// <summary>The settings of a service on this database.</summary>
    public StoreSettings Settings => new(Kind, Folder, _connection);

    /// <summary>The same database as another process opens it: nothing is shared but the database.</summary>
    public BenefitStore Another()
    {
        var provider = _open();
        _providers.Add(provider);
        return new BenefitStore(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers) (provider as IDisposable)?.Dispose();
        SqliteConnection.ClearAllPools();
        if (Kind == StoreKind.SqlServer)
        {
            await using var db = _open().CreateContext();
            await db.Database.EnsureDeletedAsync();
        }
        if (Kind == StoreKind.PostgreSql) await PostgreSqlServer.Shared.DropDatabaseAsync(_connection!);
        Directory.Delete(Folder, recursive: true);
    }
}
