using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.FinanceSubscriber.Feed;

/// <summary>What a catch-up did.</summary>
/// <param name="Requests">Pages asked for.</param>
/// <param name="Applied">What became of the events read.</param>
/// <param name="Gaps">What is missing afterwards.</param>
public sealed record CatchUpReport(int Requests, ApplyReport Applied, LedgerGaps Gaps);

/// <summary>
/// Pulls what is missing from the feed: first each gap, then everything behind the highest event. Only missing runs are read, so an event that
/// cannot be applied costs one short request per run and not the whole series. One catch-up runs at a time; a second caller waits and runs its own.
/// </summary>
public sealed class FeedCatchUp(LedgerStore store, LedgerWriter writer, FinanceLedgerOptions options, FeedSource? source = null) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>False when no feed is configured: events then come by the bus alone.</summary>
    public bool HasSource => source is not null;

    /// <summary>Catches up once.</summary>
    /// <exception cref="InvalidOperationException">No feed is configured.</exception>
    /// <exception cref="InvalidDataException">The feed breaks its contract: not ascending, or not behind what was asked.</exception>
    /// <exception cref="HttpRequestException">From <see cref="HttpFeed"/>: the service cannot be reached or refuses. What was read before stays.</exception>
    public async Task<CatchUpReport> RunAsync(CancellationToken ct)
    {
        var read = source ?? throw new InvalidOperationException("No event feed is configured.");
        await _one.WaitAsync(ct);
        try
        {
            var run = new Run(read, store, writer, options.PageSize);
            var before = store.Gaps();
            foreach (var gap in before.Gaps.Where(gap => gap.First <= before.Highest))
            {
                await run.PullAsync(gap.First - 1, gap.Last, ct);
            }

            await run.PullAsync(before.Highest, long.MaxValue, ct);
            return new(run.Requests, run.Applied, store.Gaps());
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private sealed class Run(FeedSource read, LedgerStore store, LedgerWriter writer, int pageSize)
    {
        public int Requests { get; private set; }

        public ApplyReport Applied { get; private set; }

        /// <summary>Reads behind <paramref name="after"/> up to and including <paramref name="last"/>, or to the feed's end.</summary>
        public async Task PullAsync(long after, long last, CancellationToken ct)
        {
            while (after < last)
            {
                var limit = (int)Math.Min(pageSize, last - after);
                var page = await read(after, limit, ct);
                Requests++;
                Check(page, after);
                store.Announce(page.Last);
                if (page.Events.Count == 0)
                {
                    return;
                }

                Applied = Applied.Plus(await writer.AppendAsync(page.Events, ct));
                after = page.Events[^1].Sequence;
                if (after >= page.Last)
                {
                    return;
                }
            }
        }

        private static void Check(FeedPageV1 page, long after)
        {
            var previous = after;
            foreach (var item in page.Events)
            {
                if (item.Sequence <= previous)
                {
                    throw new InvalidDataException($"The feed answered event {item.Sequence} where one behind {previous} was due.");
                }

                previous = item.Sequence;
            }
        }
    }
}
