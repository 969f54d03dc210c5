using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class OutboxFeedTests
{
    [Fact]
    public async Task Read_AfterTheRelay_GivesByteForByteWhatTheBusCarried()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(5);
        await host.Relay.RunOnceAsync(CancellationToken.None);

        var page = await host.Feed.ReadAsync(0, OutboxFeed.LargestPage, CancellationToken.None);

        Assert.Equal(5, page.Last);
        Assert.Equal(
            host.Published.OrderBy(e => e.Sequence).Select(e => (e.Sequence, EventCatalog.NameOf(e), EventCatalog.Serialize(e))),
            page.Events.Select(e => (e.Sequence, e.Type, e.Payload.GetRawText())));
    }

    [Fact]
    public async Task Read_BeforeTheRelay_GivesNothing()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(3);

        var page = await host.Feed.ReadAsync(0, 10, CancellationToken.None);

        Assert.Empty(page.Events);
        Assert.Equal(0, page.Last);
        Assert.Equal(new EventHealth(3, 0, 0, null), await host.Feed.HealthAsync(null, CancellationToken.None) with { OldestWaitingAt = null });
    }

    [Fact]
    public async Task Read_PageByPage_EndsAtTheLast()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(5);
        await host.Relay.RunOnceAsync(CancellationToken.None);

        var seen = new List<(long After, long[] Sequences, long Last)>();
        foreach (var after in new long[] { 0, 2, 4, 5 })
        {
            var page = await host.Feed.ReadAsync(after, 2, CancellationToken.None);
            seen.Add((after, [.. page.Events.Select(e => e.Sequence)], page.Last));
        }

        Assert.Equal([(0, [1, 2], 5), (2, [3, 4], 5), (4, [5], 5), (5, [], 5)], seen, (a, b) =>
            a.After == b.After && a.Sequences.SequenceEqual(b.Sequences) && a.Last == b.Last);
    }

    [Fact]
    public async Task Health_NumberedButNotPublished_CountsThemAndPassesTheWatermark()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(2);
        using var dying = host.DyingRelay(RelayStep.Sequenced);
        await Assert.ThrowsAsync<RelayDied>(() => dying.RunOnceAsync(CancellationToken.None));
        await host.Data.WriteEventsAsync(1);

        Assert.Equal(new EventHealth(1, 2, 2, 0), await host.Feed.HealthAsync(host.Ledger.Watermark, CancellationToken.None) with { OldestWaitingAt = null });
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 1_001)]
    public async Task Read_OutOfRange_Throws(long after, int limit)
    {
        await using var host = await RelayHost.StartAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Feed.ReadAsync(after, limit, CancellationToken.None));
    }
}
