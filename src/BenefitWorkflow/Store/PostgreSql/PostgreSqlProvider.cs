using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BenefitWorkflow.Store.PostgreSql;

/// <summary>PostgreSQL 15 or later; several service processes may share a database.</summary>
public sealed class PostgreSqlProvider : IStoreProvider, IDisposable
{
    // "BenefitW": an advisory lock is known by its number only.
    private const long WriterLock = 0x42656E6566697457;

    private readonly NpgsqlDataSource _source;
    private readonly DbContextOptions<PostgreSqlBenefitDb> _options;

    /// <param name="connectionString">As Npgsql takes it. Statements are prepared by use unless it says otherwise.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgreSqlProvider(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (!connection.ContainsKey("Max Auto Prepare")) connection.MaxAutoPrepare = 200;
        if (!connection.ContainsKey("Application Name")) connection.ApplicationName = "BenefitWorkflow";
        _source = new NpgsqlDataSourceBuilder(connection.ToString()).Build();
        _options = new DbContextOptionsBuilder<PostgreSqlBenefitDb>().UseNpgsql(_source).Options;
    }

    public BenefitDb CreateContext() => new PostgreSqlBenefitDb(_options);

    // A statement of its own: the next one's snapshot is taken after the lock, so it sees what the last writer committed.
    public Task BecomeWriterAsync(BenefitDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({WriterLock})", ct);

    public IBulkWriter BulkWriter(BenefitDb db) => new PostgreSqlBulkWriter(db);

    public void Dispose() => _source.Dispose();
}
