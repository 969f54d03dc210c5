using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Store;

public static class StoreSetup
{
    /// <summary>Names within the data folder.</summary>
    public const string DatabaseFile = "benefit.db", KeyFile = "keys.json";

    /// <exception cref="InvalidDataException">The key ring is missing beside an existing database, or unreadable.</exception>
    public static IServiceCollection AddStore(this IServiceCollection services, string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var database = Path.Combine(dataFolder, DatabaseFile);
        var keys = KeyRing.LoadOrCreate(Path.Combine(dataFolder, KeyFile), mayCreate: !File.Exists(database));
        return services.AddSingleton(keys).AddSingleton<Protector>()
            .AddSingleton<IStoreProvider>(_ => new SqliteProvider(database)).AddSingleton<BenefitStore>();
    }

    public static async Task MigrateStoreAsync(this IServiceProvider services, CancellationToken ct)
    {
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        await db.Database.MigrateAsync(ct);
    }
}
