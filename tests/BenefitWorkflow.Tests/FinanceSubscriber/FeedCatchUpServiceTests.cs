using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Feed;
using Microsoft.Extensions.Logging.Abstractions;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>The background catch-up on a fake clock: a test waits for the service to wait, then moves the clock by that much.</summary>
public sealed class FeedCatchUpServiceTests
{
    private static readonly TimeSpan Routine = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Start_EmptyLedger_ReadsTheWholeFeed()
    {
        await using var run = await Run.StartAsync(Events.OneOfEach());
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.Equal(Events.OneOfEach().Length, run.Ledger.Store.Watermark);
        Assert.Equal([0L], run.Requests);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3)]
    [InlineData(2, 5, 10)]
    public async Task Gap_StandsForItsPatience_IsHealedBeforeTheRoutineTime(params int[] came)
    {
        await using var run = await Run.StartAsync([]);
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        run.Feed = Events.OneOfEach();

        await run.Ledger.ApplyAsync([.. came.Select(n => Events.OneOfEach()[n - 1])]);
        await run.Ledger.Time.SomebodyWaitsAsync(Patience);
        Assert.Equal([0L], run.Requests);
        run.Ledger.Time.Advance(Patience);

        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.Equal(Events.OneOfEach().Length, run.Ledger.Store.Watermark);
    }

    [Fact]
    public async Task Gap_ClosesByItself_TheFeedIsNotAsked()
    {
        await using var run = await Run.StartAsync([]);
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);

        await run.Ledger.ApplyAsync(Events.Released(2));
        await run.Ledger.Time.SomebodyWaitsAsync(Patience);
        await run.Ledger.ApplyAsync(Events.Ordered(1));
        run.Ledger.Time.Advance(Patience);
        // A next gap is waited for in the same round: no catch-up came between.
        await run.Ledger.ApplyAsync(Events.Settled(4));
        await run.Ledger.Time.SomebodyWaitsAsync(Patience);

        Assert.Equal([0L], run.Requests);
    }

    [Fact]
    public async Task Gap_TheFeedCannotClose_WaitsForTheRoutineTime()
    {
        await using var run = await Run.StartAsync(Events.OneOfEach().Where(e => e.Sequence != 4));
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.Equal(3, run.Ledger.Store.Watermark);
        var asked = run.Requests.Count;

        await run.Ledger.ApplyAsync(Events.Released(9));
        await run.Ledger.Time.SomebodyWaitsAsync(Patience);
        run.Ledger.Time.Advance(Patience);
        await run.Ledger.ApplyAsync(Events.Released(10));
        await run.Ledger.Time.SomebodyWaitsAsync(Patience);
        Assert.Equal(asked, run.Requests.Count);

        run.Ledger.Time.Advance(Routine);
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.True(run.Requests.Count > asked);
    }

    [Fact]
    public async Task Routine_NoGapButTheBusIsSilent_FindsNewEvents()
    {
        await using var run = await Run.StartAsync([]);
        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        run.Feed = Events.OneOfEach();

        run.Ledger.Time.Advance(Routine);

        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.Equal(Events.OneOfEach().Length, run.Ledger.Store.Watermark);
    }

    [Fact]
    public async Task Failure_OfTheFeed_IsTriedAgain()
    {
        await using var run = await Run.StartAsync(Events.OneOfEach(), failures: 2);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await run.Ledger.Time.SomebodyWaitsAsync(Routine);
            Assert.Equal(0, run.Ledger.Store.Watermark);
            run.Ledger.Time.Advance(Routine);
        }

        await run.Ledger.Time.SomebodyWaitsAsync(Routine);
        Assert.Equal(Events.OneOfEach().Length, run.Ledger.Store.Watermark);
    }

    private sealed class Run : IAsyncDisposable
    {
        private readonly FeedCatchUp _catchUp;
        private readonly FeedCatchUpService _service;

        private Run(IEnumerable<IDisbursementEventV1> feed, int failures)
        {
            Ledger = new(new FinanceLedgerOptions { CatchUpEvery = Routine, GapPatience = Patience });
            Feed = [.. feed];
            _catchUp = new(Ledger.Store, Ledger.Writer, Ledger.Options, (after, limit, _) =>
            {
                Requests.Add(after);
                return failures-- > 0 ? throw new HttpRequestException("refused") : Task.FromResult(Events.Page(Feed, after, limit));
            });
            _service = new(_catchUp, Ledger.Store, Ledger.Writer, Ledger.Options, Ledger.Time, NullLogger<FeedCatchUpService>.Instance);
        }

        public LedgerFile Ledger { get; }

        public IDisbursementEventV1[] Feed { get; set; }

        public List<long> Requests { get; } = [];

        public static async Task<Run> StartAsync(IEnumerable<IDisbursementEventV1> feed, int failures = 0)
        {
            var run = new Run(feed, failures);
            await run._service.StartAsync(CancellationToken.None);
            return run;
        }

        public async ValueTask DisposeAsync()
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
            _catchUp.Dispose();
            await Ledger.DisposeAsync();
        }
    }
}
