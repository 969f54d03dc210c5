using BenefitWorkflow.Contracts;
using BenefitWorkflow.Store;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Messaging;

/// <summary>The points between the relay's steps, where a test lets it die.</summary>
internal enum RelayStep
{
    Sequenced = 1,
    Published = 2,
}

/// <summary>
/// Numbers what is in the outbox and publishes it in that order. Numbers are committed before the first publication and kept for ever, so a
/// relay that dies after publishing repeats the same event under the same number, which every consumer recognises. Safe to run twice.
/// </summary>
public sealed class OutboxRelay(BenefitStore store, IBus bus, TimeProvider time) : IDisposable
{
    /// <summary>Name of the number sequence behind <see cref="IDisbursementEventV1.Sequence"/>.</summary>
    internal const string SequenceName = "event_sequence";

    /// <summary>Rows per transaction: the database's writer is held for some milliseconds and not longer.</summary>
    internal const int BatchSize = 2_000;

    // Started in order, awaited together: a broker's confirmation is then waited for once per group and not once per event.
    private const int InFlight = 100;

    // The next run goes on; a flood must not keep one run going for ever.
    private const int MostBatches = 500;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Called between the steps of every batch; null: nothing. What it throws ends the run as a crash would.</summary>
    internal Func<RelayStep, Task>? AfterStep { get; init; }

    /// <summary>Publishes what is in the outbox.</summary>
    /// <returns>Events published and marked; 0 when there was nothing to do.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // One run per process; another process may run its own, since numbers are taken under the write transaction.
        await _one.WaitAsync(ct);
        try
        {
            var total = 0;
            for (var batch = 0; batch < MostBatches; batch++)
            {
                var sequenced = await SequenceAsync(ct);
                await SeamAsync(RelayStep.Sequenced, sequenced);
                var published = await PublishAsync(ct);
                total += published;
                if (sequenced < BatchSize && published < BatchSize) break;
            }

            return total;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<int> SequenceAsync(CancellationToken ct)
    {
        await using (var db = store.Read())
        {
            // Most runs find nothing and must not queue for the writer.
            if (!await db.Outbox.AnyAsync(m => m.Sequence == null, ct)) return 0;
        }

        await using var tx = await store.BeginWriteAsync(ct);
        // Ids are taken under a lock that is held until commit, so no lower id can appear after a higher one was seen.
        var rows = await tx.Db.Outbox.Where(m => m.Sequence == null).OrderBy(m => m.Id).Take(BatchSize).ToListAsync(ct);
        var next = await tx.TakeNumbersAsync(SequenceName, rows.Count, ct);
        foreach (var row in rows)
        {
            var e = EventWriter.WithSequence(EventCatalog.Deserialize(row.Type, row.Payload), next);
            row.GiveSequence(next++, EventCatalog.Serialize(e));
        }

        await tx.Bulk.UpdateAsync(rows, ct);
        await tx.CommitAsync(ct);
        return rows.Count;
    }

    private async Task<int> PublishAsync(CancellationToken ct)
    {
        List<OutboxMessage> rows;
        await using (var db = store.Read())
        {
            rows = await db.Outbox.Where(m => m.PublishedAt == null && m.Sequence != null).OrderBy(m => m.Sequence).Take(BatchSize).ToListAsync(ct);
        }

        if (rows.Count == 0) return 0;
        foreach (var group in rows.Chunk(InFlight)) await Task.WhenAll(group.Select(row => PublishAsync(row, ct)));
        await SeamAsync(RelayStep.Published, rows.Count);

        await using var tx = await store.BeginWriteAsync(ct);
        var ids = rows.Select(m => m.Id).ToList();
        var marked = (await tx.LockAsync<OutboxMessage>(ids, ct)).Where(m => m.PublishedAt is null).ToList();
        var now = time.GetUtcNow();
        foreach (var row in marked) row.MarkPublished(now);
        await tx.Bulk.UpdateAsync(marked, ct);
        await tx.CommitAsync(ct);
        return marked.Count;
    }

    private Task PublishAsync(OutboxMessage row, CancellationToken ct)
    {
        var e = EventCatalog.Deserialize(row.Type, row.Payload);
        // The bus's own message id is the event's, so that a broker or consumer that dedupes by it does so rightly.
        return bus.Publish(e, e.GetType(), context => context.MessageId = row.EventId, ct);
    }

    private Task SeamAsync(RelayStep step, int rows) => rows == 0 || AfterStep is null ? Task.CompletedTask : AfterStep(step);

    public void Dispose() => _one.Dispose();
}
