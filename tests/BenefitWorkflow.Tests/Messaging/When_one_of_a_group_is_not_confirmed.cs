using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class When_one_of_a_group_is_not_confirmed
{
    private const int Refused = 10;

    [Fact]
    public async Task Should_mark_the_others_and_repeat_it_alone_and_the_ledger_takes_it_late()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(OutboxRelay.InFlight + 5);
        host.Refuse = e => e.Sequence == Refused;

        await Assert.ThrowsAsync<PublicationRefused>(() => host.Relay.RunOnceAsync(default));

        // The group it was in went on, what comes behind it was not begun.
        var due = (await host.Data.OutboxAsync()).Where(m => m.PublishedAt is null).Select(m => m.Sequence);
        Assert.Equal([Refused, .. Enumerable.Range(OutboxRelay.InFlight + 1, 5)], due);
        await host.ConsumedAsync(OutboxRelay.InFlight - 1);
        Assert.Equal(Refused - 1, host.Ledger.Watermark);
        Assert.Equal([new SequenceRange(Refused, Refused)], host.Ledger.Gaps().Gaps);

        host.Refuse = _ => false;
        Assert.Equal(6, await host.Relay.RunOnceAsync(default));
        await host.ConsumedAsync(6);
        Assert.Equal(OutboxRelay.InFlight + 5, host.Ledger.Watermark);
        Assert.Equal(OutboxRelay.InFlight + 5, host.Ledger.Totals().Sum.Ordered);
        Assert.Equal(OutboxRelay.InFlight + 5, host.Published.Count);
        Assert.Empty(host.Ledger.Prove().Findings);
    }

    [Fact]
    public async Task Should_never_publish_a_later_event_of_the_same_case_before_it()
    {
        await using var host = await RelayHost.StartAsync();
        // Three events each of four cases; the second of the second case is refused.
        await host.Data.WriteAsync(Events.Series(12));
        host.Refuse = e => e.Sequence == 5;
        await Assert.ThrowsAsync<PublicationRefused>(() => host.Relay.RunOnceAsync(default));
        Assert.DoesNotContain(host.Published, e => e.Sequence == 6);

        host.Refuse = _ => false;
        await host.Relay.RunOnceAsync(default);
        Assert.Equal([4L, 5, 6], host.Published.Select(e => e.Sequence).Where(n => n is >= 4 and <= 6));
    }

    [Fact]
    public async Task Should_number_everything_for_the_feed_although_nothing_can_be_published()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(OutboxRelay.BatchSize + 1);
        host.Refuse = _ => true;

        await Assert.ThrowsAsync<PublicationRefused>(() => host.Relay.RunOnceAsync(default));

        Assert.Empty(host.Published);
        Assert.Equal(OutboxRelay.BatchSize + 1, (await host.Feed.HealthAsync(null, default)).LastSequence);
        await host.CatchUp.RunAsync(default);
        Assert.Equal(OutboxRelay.BatchSize + 1, host.Ledger.Watermark);
    }
}
