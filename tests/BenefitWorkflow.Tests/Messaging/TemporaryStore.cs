using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.Sqlite;
using BenefitWorkflow.Tests.FinanceSubscriber;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>An SQLite database in a folder of its own that vanishes with the test.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public TemporaryStore()
    {
        Store = new BenefitStore(new SqliteProvider(Path.Combine(Folder, "benefit.db")));
        using var db = Store.Read();
        db.Database.EnsureCreated();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("benefit-store-").FullName;

    public BenefitStore Store { get; }

    /// <summary>Writes events in one transaction, as a use case does, each of a case of its own.</summary>
    public Task WriteEventsAsync(int count) => WriteAsync(count, (id, _) => (id, Unnumbered(id)));

    /// <summary>Writes these events, numbered or not, in one transaction; three in a row are of one case.</summary>
    public Task WriteAsync(IReadOnlyList<IDisbursementEventV1> events) =>
        WriteAsync(events.Count, (id, i) => ((id + 2) / 3, EventWriter.WithSequence(events[i], 0)));

    private async Task WriteAsync(int count, Func<long, int, (long CaseId, IDisbursementEventV1 Event)> make)
    {
        await using var tx = await Store.BeginWriteAsync(CancellationToken.None);
        var first = await tx.TakeNumbersAsync("outbox", count, CancellationToken.None);
        var rows = Enumerable.Range(0, count).Select(i =>
        {
            var (caseId, e) = make(first + i, i);
            return EventWriter.Message(first + i, caseId, e);
        });
        await tx.Bulk.InsertAsync(rows.ToList(), CancellationToken.None);
        await tx.CommitAsync(CancellationToken.None);
    }

    public async Task InsertAsync<T>(params T[] rows)
        where T : class
    {
        await using var tx = await Store.BeginWriteAsync(CancellationToken.None);
        await tx.Bulk.InsertAsync(rows, CancellationToken.None);
        await tx.CommitAsync(CancellationToken.None);
    }

    public async Task<List<OutboxMessage>> OutboxAsync()
    {
        await using var db = Store.Read();
        return await db.Outbox.OrderBy(m => m.Id).ToListAsync();
    }

    /// <summary>What somebody with the database in hand can do: an event vanishes.</summary>
    public static async Task DeleteEventAsync(BenefitStore store, Guid eventId)
    {
        await using var db = store.Read();
        Assert.Equal(1, await db.Outbox.Where(m => m.EventId == eventId).ExecuteDeleteAsync());
    }

    public void Dispose()
    {
        Store.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private static PaymentOrderedV1 Unnumbered(long id) => Events.Ordered(id, 100 + id, $"E2E-{id}") with { Sequence = 0 };
}
