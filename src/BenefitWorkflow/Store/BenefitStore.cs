using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BenefitWorkflow.Store;

/// <summary>What differs by database: how a write transaction starts, how rows are locked and sets are written.</summary>
public interface IStoreProvider
{
    BenefitDb CreateContext();

    /// <summary>Waits for the right to write where the database has a single writer; the result gives it back.</summary>
    Task<IDisposable> EnterWriteAsync(CancellationToken ct);

    IBulkWriter BulkWriter(BenefitDb db);

    /// <summary>The rows of <paramref name="ids"/>, locked for this transaction, in id order.</summary>
    Task<List<T>> LockAsync<T>(BenefitDb db, IReadOnlyCollection<long> ids, CancellationToken ct) where T : class;
}

/// <summary>Opens reads and write transactions; the one way to the database for every use case.</summary>
public sealed class BenefitStore(IStoreProvider provider)
{
    /// <summary>A context for reading: nothing is tracked.</summary>
    public BenefitDb Read()
    {
        var db = provider.CreateContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    public async Task<WriteTransaction> BeginWriteAsync(CancellationToken ct)
    {
        var turn = await provider.EnterWriteAsync(ct);
        BenefitDb? db = null;
        try
        {
            db = Read();
            var transaction = await db.Database.BeginTransactionAsync(ct);
            return new WriteTransaction(provider, db, transaction, turn);
        }
        catch
        {
            if (db is not null) await db.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }
}

/// <summary>One write transaction; rolled back unless committed.</summary>
public sealed class WriteTransaction(IStoreProvider provider, BenefitDb db, IDbContextTransaction transaction, IDisposable turn) : IAsyncDisposable
{
    public BenefitDb Db => db;
    public IBulkWriter Bulk { get; } = provider.BulkWriter(db);

    /// <inheritdoc cref="IStoreProvider.LockAsync"/>
    public Task<List<T>> LockAsync<T>(IReadOnlyCollection<long> ids, CancellationToken ct) where T : class => provider.LockAsync<T>(db, ids, ct);

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
        try
        {
            await transaction.DisposeAsync();
            await db.DisposeAsync();
        }
        finally
        {
            turn.Dispose();
        }
    }
}
