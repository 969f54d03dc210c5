using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class When_the_relay_dies
{
    private const int Count = 7;

    [Fact]
    public async Task Should_publish_under_the_numbers_already_given_when_it_died_before_publishing()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(Count);
        using var dying = host.DyingRelay(RelayStep.Sequenced);
        await Assert.ThrowsAsync<RelayDied>(() => dying.RunOnceAsync(CancellationToken.None));
        Assert.Empty(host.Published);
        var numbered = await host.Data.OutboxAsync();
        Assert.All(numbered, m => Assert.Null(m.PublishedAt));

        await host.Data.WriteEventsAsync(1);
        Assert.Equal(Count + 1, await host.Relay.RunOnceAsync(CancellationToken.None));

        await host.ConsumedAsync(Count + 1);
        Assert.Equal(numbered.Select(m => (m.EventId, m.Sequence)), host.Published.Take(Count).Select(e => (e.EventId, (long?)e.Sequence)));
        Assert.Equal(Count + 1, host.Ledger.Watermark);
        Assert.Equal(Count + 1, host.Ledger.Totals().Sum.Ordered);
    }

    [Fact]
    public async Task Should_repeat_the_same_events_and_the_ledger_books_them_once_when_it_died_after_publish()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(Count);
        using var dying = host.DyingRelay(RelayStep.Published);
        await Assert.ThrowsAsync<RelayDied>(() => dying.RunOnceAsync(CancellationToken.None));
        await host.ConsumedAsync(Count);

        Assert.Equal(Count, await host.Relay.RunOnceAsync(CancellationToken.None));
        await host.ConsumedAsync(Count);
        Assert.Equal(0, await host.Relay.RunOnceAsync(CancellationToken.None));

        Assert.Equal(2 * Count, host.Published.Count);
        Assert.Equal(host.Published.Take(Count), host.Published.Skip(Count), SameEvent);
        Assert.Equal(Count, host.Ledger.Totals().Sum.Ordered);
        Assert.Empty(host.Ledger.Quarantine());
        Assert.Empty(host.Ledger.Prove().Findings);
    }

    [Fact]
    public async Task Should_let_the_ledger_heal_from_the_feed_what_a_dead_bus_lost()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(Count);
        using var dying = host.DyingRelay(RelayStep.Sequenced);
        await Assert.ThrowsAsync<RelayDied>(() => dying.RunOnceAsync(CancellationToken.None));

        // Numbered and never published: for the ledger the same as a message that a killed in-memory bus took with it.
        await host.CatchUp.RunAsync(CancellationToken.None);
        Assert.Equal(Count, host.Ledger.Watermark);

        // The late publication is the same event, byte for byte: a repetition and not a conflict.
        await host.Relay.RunOnceAsync(CancellationToken.None);
        await host.ConsumedAsync(Count);
        Assert.Equal(Count, host.Ledger.Totals().Sum.Ordered);
        Assert.Empty(host.Ledger.Quarantine());
    }

    private static bool SameEvent(IDisbursementEventV1 a, IDisbursementEventV1 b) =>
        EventCatalog.Serialize(a) == EventCatalog.Serialize(b);
}
