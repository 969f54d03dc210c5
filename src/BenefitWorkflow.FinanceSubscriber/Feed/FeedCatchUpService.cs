using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.FinanceSubscriber.Feed;

/// <summary>Catches up at start, when a gap stands longer than its patience, and routinely. A failure is logged and tried again with the next.</summary>
internal sealed partial class FeedCatchUpService(
    FeedCatchUp catchUp, LedgerStore store, LedgerWriter writer, FinanceLedgerOptions options, TimeProvider time, ILogger<FeedCatchUpService> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!catchUp.HasSource)
        {
            return;
        }

        // Off the host's start-up path, which the first read of a large feed would otherwise delay.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await CatchUpAsync(stoppingToken);
            await WaitAsync(store.HasGap ? store.Watermark : null, stoppingToken);
        }
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        try
        {
            var report = await catchUp.RunAsync(ct);
            if (report.Applied.Applied > 0)
            {
                CaughtUp(report.Applied.Applied, report.Gaps.Watermark);
            }

            if (report.Applied.Quarantined > 0)
            {
                SetAside(report.Applied.Quarantined);
            }

            if (report.Gaps.Gaps.Count > 0)
            {
                StillMissing(report.Gaps.Gaps.Count, report.Gaps.Gaps[0].First);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // Whatever the feed or the disk does, the next attempt must come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(e);
        }
    }

    // Until the routine time, or until the watermark has stood at a new gap for the patience, whichever is first. Under load there is always some
    // gap, but the watermark moves; and a gap the catch-up just left open (stuck) would otherwise bring it back at once, for ever.
    private async Task WaitAsync(long? stuck, CancellationToken ct)
    {
        using var routine = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => routine.Cancel(), null, options.CatchUpEvery, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                await writer.GapSeen.ReadAsync(routine.Token);
                long before;
                do
                {
                    before = store.Watermark;
                    await Task.Delay(options.GapPatience, time, routine.Token);
                }
                while (store.HasGap && store.Watermark != before);

                if (store.HasGap && before != stuck)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Routine time, or the host stops: the loop above tells which.
        }
    }

    [LoggerMessage(7301, LogLevel.Information, "Caught up {Applied} events from the feed; complete up to {Watermark}")]
    private partial void CaughtUp(int applied, long watermark);

    [LoggerMessage(7302, LogLevel.Error, "{Quarantined} events from the feed were set aside; see the quarantine")]
    private partial void SetAside(int quarantined);

    [LoggerMessage(7303, LogLevel.Error, "{Gaps} runs of events are missing and the feed does not give them; the first starts at {First}")]
    private partial void StillMissing(int gaps, long first);

    [LoggerMessage(7304, LogLevel.Warning, "The catch-up failed and is tried again at the next routine time")]
    private partial void Failed(Exception e);
}
