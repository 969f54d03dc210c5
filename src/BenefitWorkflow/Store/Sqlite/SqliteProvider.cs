using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>
/// SQLite in WAL mode with synchronous=FULL: a commit survives power loss.
/// </summary>
public sealed class SqliteProvider : IStoreProvider
{
    private readonly DbContextOptions<SqliteBenefitDb> _options;

    /// <param name="file">Database file; its folder must exist.</param>
    public SqliteProvider(string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 60, Pooling = true }.ToString();
        _options = new DbContextOptionsBuilder<SqliteBenefitDb>()
            .UseSqlite(connection, o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(new SqlitePragmas())
            .Options;
    }

    public BenefitDb CreateContext() => new SqliteBenefitDb(_options);

    // BEGIN IMMEDIATE, as EF's transactions on SQLite begin, holds the file's one write lock already. A chunk changes thousands of pages,
    // which are written once instead of spilled; opening the connection again makes the cache small again.
    public Task BecomeWriterAsync(BenefitDb db, CancellationToken ct) => db.Database.ExecuteSqlRawAsync("PRAGMA cache_size=-32768", ct);

    public IBulkWriter BulkWriter(BenefitDb db) => new SqliteBulkWriter(db);
}
