using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>
/// SQLite in WAL mode with synchronous=FULL: a commit survives power loss. One writer at a time, so writers queue here
/// instead of failing with "database is locked"; a transaction then holds every row, and locking is a plain read.
/// </summary>
public sealed class SqliteProvider : IStoreProvider, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
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

    public async Task<IDisposable> EnterWriteAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        return new Turn(_writer);
    }

    public IBulkWriter BulkWriter(BenefitDb db) => new SqliteBulkWriter(db);

    public async Task<List<T>> LockAsync<T>(BenefitDb db, IReadOnlyCollection<long> ids, CancellationToken ct) where T : class =>
        await db.Set<T>().Where(row => ids.Contains(EF.Property<long>(row, "Id"))).OrderBy(row => EF.Property<long>(row, "Id")).ToListAsync(ct);

    public void Dispose() => _writer.Dispose();

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? _writer = writer;
        public void Dispose() => Interlocked.Exchange(ref _writer, null)?.Release();
    }
}
