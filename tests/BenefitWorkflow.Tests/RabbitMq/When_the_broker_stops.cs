using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>Payments of a run over a real broker that goes away and comes back: nothing lost, nothing doubled, both ends' totals equal.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class When_the_broker_stops(RabbitMqServer server)
{
    private const int Payments = 1_700;

    // Only bounds how long a broken relay is tried.
    private const int MostRuns = 60;

    [SkippableFact]
    public async Task Should_carry_every_event_while_it_runs()
    {
        await using var host = await BrokerHost.StartAsync(server);
        await host.StartFinanceAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, Payments);

        Assert.Equal(events.Count, await host.Relay.RunOnceAsync(default));
        await host.ArrivedAsync(events.Count);

        await AssertWholeAsync(host, events.Count);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_lose_and_double_nothing_when_it_stops_in_the_middle_of_a_run(bool killed)
    {
        await using var host = await BrokerHost.StartAsync(server);
        await host.StartFinanceAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, Payments);
        Assert.True(events.Count > 2 * OutboxRelay.BatchSize, "Must span several batches.");
        var stopped = false;
        using var relay = host.RelayWith(async step =>
        {
            if (step != RelayStep.Published || stopped) return;
            stopped = true;
            await (killed ? server.KillAsync() : server.StopAsync());
        });

        await Assert.ThrowsAnyAsync<Exception>(() => relay.RunOnceAsync(default));

        // What was confirmed is marked, nothing else; the feed has everything all the same.
        var rows = await host.Data.OutboxAsync();
        Assert.Equal(OutboxRelay.BatchSize, rows.Count(m => m.PublishedAt is not null));
        Assert.All(rows, m => Assert.NotNull(m.Sequence));
        // Still down: it fails again, and in bounded time.
        await Assert.ThrowsAnyAsync<Exception>(() => relay.RunOnceAsync(default));
        Assert.Equal(OutboxRelay.BatchSize, (await host.Data.OutboxAsync()).Count(m => m.PublishedAt is not null));

        await server.StartAsync();
        await DrainAsync(relay, host);
        await host.ArrivedAsync(events.Count);
        await AssertWholeAsync(host, events.Count);
    }

    [SkippableFact]
    public async Task Should_keep_confirmed_events_on_its_disk_for_a_subscriber_that_is_away()
    {
        await using var host = await BrokerHost.StartAsync(server);
        // Once, so that the queue is there.
        await host.StartFinanceAsync();
        await host.StopFinanceAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, 300);
        Assert.Equal(events.Count, await host.Relay.RunOnceAsync(default));

        await server.KillAsync();
        await server.StartAsync();
        await host.StartFinanceAsync();

        // By the broker alone: no catch-up runs here.
        await host.ArrivedAsync(events.Count);
        await AssertWholeAsync(host, events.Count);
    }

    [SkippableFact]
    public async Task Should_publish_once_it_is_there_when_it_was_not_at_the_start()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        await server.StopAsync();
        BrokerHost host;
        try
        {
            host = BrokerHost.Begin(server);
            await PaymentRun.WriteAsync(host.Data.Store, 1, 5);
            using var relay = host.RelayWith(_ => Task.CompletedTask);
            await Assert.ThrowsAnyAsync<Exception>(() => relay.RunOnceAsync(default));
            Assert.All(await host.Data.OutboxAsync(), m => Assert.Null(m.PublishedAt));
        }
        finally
        {
            await server.StartAsync();
        }

        await using (host)
        {
            await host.StartFinanceAsync();
            using var relay = host.RelayWith(_ => Task.CompletedTask);
            await DrainAsync(relay, host);
            var count = (await host.Data.OutboxAsync()).Count;
            await host.ArrivedAsync(count);
            await AssertWholeAsync(host, count);
        }
    }

    /// <summary>Runs the relay as its loop does, a failure being no reason to stop, until nothing is due.</summary>
    private static async Task DrainAsync(OutboxRelay relay, BrokerHost host)
    {
        for (var run = 0; run < MostRuns; run++)
        {
            try
            {
                await relay.RunOnceAsync(default);
                if ((await host.Feed.HealthAsync(null, default)) is { Unpublished: 0, Unsequenced: 0 }) return;
            }
            catch (Exception e) when (e is TimeoutException or MassTransit.MassTransitException)
            {
                // The bus is still finding its way back.
            }
        }

        Assert.Fail($"Not drained after {MostRuns} runs.");
    }

    private static async Task AssertWholeAsync(BrokerHost host, int count)
    {
        Assert.Equal((count, count), (host.Ledger.Watermark, host.Ledger.Prove().Events));
        Assert.Empty(host.Ledger.Prove().Findings);
        Assert.Empty(host.Ledger.Quarantine());
        var check = new ControlCheck(host.Ledger, new FakeTimeProvider(), NullLogger<ControlCheck>.Instance, new ControlTotals(host.Data.Store).ReadAsync);
        for (var day = 0; day < 3; day++) Assert.Equal(ControlStatus.Agreed, (await check.RunAsync(PaymentRun.Day.AddDays(day), default)).Status);
    }
}
