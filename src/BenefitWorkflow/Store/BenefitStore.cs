using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BenefitWorkflow.Store;

/// <summary>What differs by database: its context, how a transaction becomes the only writer, how sets are written.</summary>
public interface IStoreProvider
{
    BenefitDb CreateContext();

    /// <summary>
    /// Makes the context's open transaction the database's only writer, across processes, until it ends. Everything read afterwards is
    /// as the last writer left it and stays so.
    /// </summary>
    Task BecomeWriterAsync(BenefitDb db, CancellationToken ct);

    IBulkWriter BulkWriter(BenefitDb db);
}

/// <summary>
/// Opens reads and write transactions; the one way to the database for every use case. One transaction writes at a time: decisions look at
/// budgets, numbers and other cases of the same person, and a list of thousands is one transaction anyway. Readers never wait.
/// </summary>
public sealed class BenefitStore(IStoreProvider provider) : IDisposable
{
    // Writers of this process queue here, so that waiting costs no connection.
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>A context for reading: nothing is tracked.</summary>
    public BenefitDb Read()
    {
        var db = provider.CreateContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    public async Task<WriteTransaction> BeginWriteAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        BenefitDb? db = null;
        try
        {
            db = Read();
            var transaction = await db.Database.BeginTransactionAsync(ct);
            await provider.BecomeWriterAsync(db, ct);
            return new WriteTransaction(db, provider.BulkWriter(db), transaction, _writer);
        }
        catch
        {
            if (db is not null) await db.DisposeAsync();
            _writer.Release();
            throw;
        }
    }

    public void Dispose() => _writer.Dispose();
}

/// <summary>One write transaction; rolled back unless committed.</summary>
public sealed class WriteTransaction(BenefitDb db, IBulkWriter bulk, IDbContextTransaction transaction, SemaphoreSlim writer) : IAsyncDisposable
{
    private bool _disposed;

    public BenefitDb Db => db;
    public IBulkWriter Bulk => bulk;

    /// <summary>The rows of <paramref name="ids"/> in id order; no other writer can change them before this transaction ends.</summary>
    public async Task<List<T>> LockAsync<T>(IReadOnlyCollection<long> ids, CancellationToken ct) where T : class =>
        await db.Set<T>().Where(row => ids.Contains(EF.Property<long>(row, "Id"))).OrderBy(row => EF.Property<long>(row, "Id")).ToListAsync(ct);

    public Task InsertAsync<T>(T row, CancellationToken ct) where T : class => Bulk.InsertAsync<T>([row], ct);

    public Task UpdateAsync<T>(T row, CancellationToken ct) where T : class => Bulk.UpdateAsync<T>([row], ct);

    /// <summary>Takes <paramref name="count"/> numbers of a sequence and returns the first. Rolled back with the transaction, so numbers have no gaps.</summary>
    public async Task<long> TakeNumbersAsync(string sequence, int count, CancellationToken ct)
    {
        if (count == 0) return 0;
        var row = await db.NumberSequences.FirstOrDefaultAsync(s => s.Name == sequence, ct);
        if (row is null)
        {
            await InsertAsync(new NumberSequence { Name = sequence, Next = count + 1 }, ct);
            return 1;
        }
        var first = row.Next;
        row.Next += count;
        await UpdateAsync(row, ct);
        return first;
    }

    public Task CommitAsync(CancellationToken ct) => transaction.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            await transaction.DisposeAsync();
            await db.DisposeAsync();
        }
        finally
        {
            writer.Release();
        }
    }
}
