using Hangfire.SqlServer;

namespace BenefitWorkflow.Jobs;

/// <summary>
/// Hangfire's tables in the service's own database on SQL Server. The storage is made while the service is put together, and the database may
/// only be created after that, so the tables are made apart, when the service starts.
/// </summary>
internal sealed class SqlServerJobs(string connectionString) : IHostedService
{
    /// <summary>A storage that asks the database nothing before it is used. The options are those of the schema that <see cref="StartAsync"/> brings.</summary>
    public SqlServerStorage Storage { get; } = new(connectionString, Options(prepare: false));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Its constructor makes the tables; it is not used beyond that.
        _ = new SqlServerStorage(connectionString, Options(prepare: true));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static SqlServerStorageOptions Options(bool prepare) => new()
    {
        PrepareSchemaIfNecessary = prepare,
        EnableHeavyMigrations = prepare,
        TryAutoDetectSchemaDependentOptions = false,
        UseRecommendedIsolationLevel = true,
        UseIgnoreDupKeyOption = true,
        DisableGlobalLocks = true,
    };
}
