using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Store.PostgreSql;
using BenefitWorkflow.Store.Sqlite;
using BenefitWorkflow.Store.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BenefitWorkflow.Store;

public static class StoreSetup
{
    /// <summary>Names within the data folder.</summary>
    public const string DatabaseFile = "benefit.db", KeyFile = "keys.json";

    /// <exception cref="InvalidDataException">The key ring is missing beside an existing SQLite database, or unreadable.</exception>
    public static IServiceCollection AddStore(this IServiceCollection services, StoreSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        var database = Path.Combine(settings.DataFolder, DatabaseFile);
        var keys = KeyRing.LoadOrCreate(Path.Combine(settings.DataFolder, KeyFile), mayCreate: settings.Kind != StoreKind.Sqlite || !File.Exists(database));
        // A test may have brought its own.
        services.TryAddSingleton(_ => Provider(settings));
        return services.AddSingleton(keys).AddSingleton<Protector>().AddSingleton(settings)
            .AddSingleton<BenefitStore>();
    }

    /// <summary>Brings the schema up to date and makes sure that the key ring is this database's.</summary>
    /// <exception cref="InvalidDataException">The data were written with another key ring.</exception>
    public static async Task MigrateStoreAsync(this IServiceProvider services, CancellationToken ct)
    {
        var store = services.GetRequiredService<BenefitStore>();
        await using (var db = store.Read()) await db.Database.MigrateAsync(ct);
        await services.GetRequiredService<KeyRing>().BindAsync(store, services.GetRequiredService<TimeProvider>().GetUtcNow(), ct);
    }

    internal static IStoreProvider Provider(StoreSettings settings) => settings.Kind switch
    {
        StoreKind.Sqlite => new SqliteProvider(Path.Combine(settings.DataFolder, DatabaseFile)),
        StoreKind.PostgreSql => new PostgreSqlProvider(settings.ConnectionString!),
        StoreKind.SqlServer => new SqlServerProvider(settings.ConnectionString!),
        _ => throw new InvalidDataException($"{settings.Kind}"),
    };
}
