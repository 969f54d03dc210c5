using System.Runtime.ExceptionServices;
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
/// <param name="store">Where the outbox is.</param>
/// <param name="bus">Takes the events; a publication counts when the broker has confirmed it.</param>
/// <param name="time">Clock for the marks.</param>
/// <param name="lease">Lets one of several replicas publish; null where the bus reaches this process only.</param>
internal sealed class OutboxRelay(BenefitStore store, IBus bus, TimeProvider time, RelayLease? lease = null) : IDisposable
{
    /// <summary>Name of the number sequence behind <see cref="IDisbursementEventV1.Sequence"/>.</summary>
    internal const string SequenceName = "event_sequence";

    /// <summary>Rows per transaction: the database's writer is held for some milliseconds and not longer.</summary>
    internal const int BatchSize = 2_000;

    // Awaited together: a broker's confirmation is then waited for once per group and not once per event.
    internal const int InFlight = 100;

    // The next run goes on; a flood must not keep one run going for ever.
    private const int MostBatches = 500;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Longest wait for the confirmations of a group. Without a broker the bus would wait for its return and never answer.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Holds the relay back while the bus has more than it should keep in memory; null: it never does.</summary>
    internal InMemoryPace? Pace { get; init; }

    /// <summary>Called between the steps of every batch; null: nothing. What it throws ends the run as a crash would.</summary>
    internal Func<RelayStep, Task>? AfterStep { get; init; }

    /// <summary>Publishes what is in the outbox.</summary>
    /// <returns>Events published and marked; 0 when there was nothing to do, or another replica is doing it.</returns>
    /// <exception cref="TimeoutException">
    /// The broker did not confirm in time. What it confirmed is marked, the rest stays due; everything is numbered, so the feed goes on.
    /// </exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // One run per process; another process may run its own, since numbers are taken under the write transaction.
        await _one.WaitAsync(ct);
        try
        {
            var total = 0;
            Exception? fault = null;
            for (var batch = 0; batch < MostBatches; batch++)
            {
                var sequenced = await SequenceAsync(ct);
                await SeamAsync(RelayStep.Sequenced, sequenced);
                var published = 0;
                // A broken bus must not keep events from the feed: numbering goes on without it.
                if (fault is null) (published, fault) = await PublishAsync(ct);
                total += published;
                if (sequenced < BatchSize && published < BatchSize) break;
            }

            if (fault is not null) ExceptionDispatchInfo.Throw(fault);
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

    private async Task<(int Marked, Exception? Fault)> PublishAsync(CancellationToken ct)
    {
        if (lease is not null && (!await AnyDueAsync(ct) || !await lease.HoldAsync(ct))) return (0, null);
        List<OutboxMessage> rows;
        await using (var db = store.Read())
        {
            rows = await db.Outbox.Where(m => m.PublishedAt == null && m.Sequence != null).OrderBy(m => m.Sequence).Take(BatchSize).ToListAsync(ct);
        }

        if (rows.Count == 0) return (0, null);
        var confirmed = new List<long>(rows.Count);
        Exception? fault = null;
        foreach (var group in CaseOrder.Groups(rows, InFlight))
        {
            if (lease is not null && !await lease.HoldAsync(ct)) break;
            if (Pace is not null) await Pace.TakeAsync(group.Count, ct);
            fault = await PublishAsync(group, confirmed, ct);
            if (fault is not null) break;
        }

        if (fault is null) await SeamAsync(RelayStep.Published, rows.Count);
        return (await MarkAsync(confirmed, ct), fault);
    }

    private async Task<bool> AnyDueAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Outbox.AnyAsync(m => m.PublishedAt == null && m.Sequence != null, ct);
    }

    /// <summary>Publishes a group and waits for its confirmations; adds what was confirmed, also where others of the group were not.</summary>
    private async Task<Exception?> PublishAsync(IReadOnlyList<OutboxMessage> group, List<long> confirmed, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var publications = group.Select(row => PublishAsync(row, either.Token)).ToList();
        try
        {
            // By the relay's own clock: a publication that was under way when the broker vanished may never answer, nor mind its token.
            await Task.WhenAll(publications).WaitAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the transport throws, the confirmed ones are marked first; the caller throws it on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return patience.IsCancellationRequested ? new TimeoutException($"The broker did not confirm within {Patience.TotalSeconds:0} seconds.", e) : e;
        }
        finally
        {
            confirmed.AddRange(group.Where((_, i) => publications[i].IsCompletedSuccessfully).Select(row => row.Id));
        }
    }

    private async Task PublishAsync(OutboxMessage row, CancellationToken ct)
    {
        var e = EventCatalog.Deserialize(row.Type, row.Payload);
        // The bus's own message id is the event's, so that a broker or consumer that dedupes by it does so rightly.
        await bus.Publish(e, e.GetType(), context => context.MessageId = row.EventId, ct);
    }

    private async Task<int> MarkAsync(List<long> confirmed, CancellationToken ct)
    {
        if (confirmed.Count == 0) return 0;
        await using var tx = await store.BeginWriteAsync(ct);
        var marked = (await tx.LockAsync<OutboxMessage>(confirmed, ct)).Where(m => m.PublishedAt is null).ToList();
        var now = time.GetUtcNow();
        foreach (var row in marked) row.MarkPublished(now);
        await tx.Bulk.UpdateAsync(marked, ct);
        await tx.CommitAsync(ct);
        return marked.Count;
    }

    private Task SeamAsync(RelayStep step, int rows) => rows == 0 || AfterStep is null ? Task.CompletedTask : AfterStep(step);

    public void Dispose() => _one.Dispose();
}
