using System.Threading.Channels;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>
/// The one way into the books: whoever has events hands them in and is answered after their commit. What waits is committed together, so a
/// single event costs a sync when alone and a fraction of one under load. Safe for concurrent use.
/// </summary>
public sealed class LedgerWriter : IAsyncDisposable, IDisposable
{
    // Bounds what waits in memory; beyond it callers wait, and with them the bus.
    private const int MostWaiting = 8_192;

    private readonly LedgerStore _store;
    private readonly int _groupSize;
    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Channel<bool> _gapSeen = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _writing;

    /// <summary>Starts the writer on a store it does not own.</summary>
    public LedgerWriter(LedgerStore store, FinanceLedgerOptions options)
    {
        options.Validate();
        _store = store;
        _groupSize = options.GroupSize;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Gets an item when a commit left a gap; at most one is kept.</summary>
    internal ChannelReader<bool> GapSeen => _gapSeen.Reader;

    /// <summary>Applies one event; see <see cref="AppendAsync(IReadOnlyList{IDisbursementEventV1}, CancellationToken)"/>.</summary>
    public Task<ApplyReport> AppendAsync(IDisbursementEventV1 @event, CancellationToken ct) => EnterAsync([LedgerEntry.Of(@event)], ct);

    /// <summary>Applies events in any order, known ones included; returns after the commit.</summary>
    /// <param name="events">Any number; they may be split over transactions.</param>
    /// <param name="ct">Stops the wait. What was handed in may still be applied; handing it in again is harmless.</param>
    /// <exception cref="ArgumentException">An event's type is not in the catalogue.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The ledger cannot be written, e.g. the disk is full. Hand them in again.</exception>
    public Task<ApplyReport> AppendAsync(IReadOnlyList<IDisbursementEventV1> events, CancellationToken ct) =>
        EnterAsync(events.Select(LedgerEntry.Of), ct);

    /// <summary>As <see cref="AppendAsync(IReadOnlyList{IDisbursementEventV1}, CancellationToken)"/>, from the feed: what cannot be read is set aside.</summary>
    internal Task<ApplyReport> AppendAsync(IReadOnlyList<FeedEventV1> items, CancellationToken ct) =>
        EnterAsync(items.Select(LedgerEntry.Of), ct);

    private async Task<ApplyReport> EnterAsync(IEnumerable<LedgerEntry> entries, CancellationToken ct)
    {
        var report = new ApplyReport();
        foreach (var group in entries.Chunk(_groupSize))
        {
            var work = new Work(group, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await _waiting.Writer.WriteAsync(work, ct);
            report = report.Plus(await work.Done.Task.WaitAsync(ct));
        }

        return report;
    }

    private async Task WriteAsync()
    {
        var group = new List<Work>();
        var entries = new List<LedgerEntry>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryPeek(out var next) && (entries.Count == 0 || entries.Count + next.Entries.Length <= _groupSize))
            {
                _waiting.Reader.TryRead(out _);
                group.Add(next);
                entries.AddRange(next.Entries);
            }

            Commit(group, entries);
            group.Clear();
            entries.Clear();
        }
    }

    private void Commit(List<Work> group, List<LedgerEntry> entries)
    {
        ApplyOutcome[] outcomes;
        try
        {
            outcomes = _store.Apply(entries);
        }
#pragma warning disable CA1031 // Every failure belongs to those who wait for this commit; the writer must outlive it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            group.ForEach(work => work.Done.SetException(e));
            return;
        }

        var at = 0;
        foreach (var work in group)
        {
            var report = new ApplyReport();
            for (var end = at + work.Entries.Length; at < end; at++)
            {
                report = report.Plus(outcomes[at]);
            }

            work.Done.SetResult(report);
        }

        if (_store.HasGap)
        {
            _gapSeen.Writer.TryWrite(true);
        }
    }

    /// <summary>Commits what waits, then stops. Later events are refused with <see cref="ChannelClosedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
    }

    /// <summary>As <see cref="DisposeAsync"/>, for hosts that are disposed synchronously; blocks for at most the last commit.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writing.GetAwaiter().GetResult();
    }

    private sealed record Work(LedgerEntry[] Entries, TaskCompletionSource<ApplyReport> Done);
}
