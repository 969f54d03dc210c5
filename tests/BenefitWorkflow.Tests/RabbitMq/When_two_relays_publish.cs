using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>Replicas on one outbox and one broker.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class When_two_relays_publish(RabbitMqServer server)
{
    private const int Count = 3_000;

    [SkippableFact]
    public async Task Should_be_harmless_to_the_ledger_when_both_publish_everything()
    {
        await using var host = await BrokerHost.StartAsync(server);
        await host.StartFinanceAsync();
        await host.Data.WriteEventsAsync(Count);
        var (both, arrived) = (new TaskCompletionSource(), 0);
        Func<RelayStep, Task> bothAtOnce = step =>
        {
            // Neither marks before both have published the first batch.
            if (step != RelayStep.Published) return Task.CompletedTask;
            if (Interlocked.Increment(ref arrived) == 2) both.SetResult();
            return both.Task;
        };
        using var one = host.RelayWith(bothAtOnce);
        using var other = host.RelayWith(bothAtOnce);

        var marked = await Task.WhenAll(one.RunOnceAsync(default), other.RunOnceAsync(default));
        await host.ArrivedAsync(Count);

        // Each was marked by one of them, although both published a batch at least.
        Assert.Equal(Count, marked.Sum());
        Assert.True(host.Published >= Count + OutboxRelay.BatchSize, $"{host.Published} publications");
        await host.ConsumedAsync(host.Published);
        Assert.Equal(Count, host.Ledger.Totals().Sum.Ordered);
        Assert.Equal(Count, host.Ledger.Prove().Events);
        Assert.Empty(host.Ledger.Quarantine());
    }

    [SkippableFact]
    public async Task Should_leave_the_work_to_the_one_that_holds_the_lease()
    {
        await using var host = await BrokerHost.StartAsync(server);
        await host.Data.WriteEventsAsync(Count);
        using var other = host.RelayWith(_ => Task.CompletedTask, new RelayLease(host.Data.Store, TimeProvider.System));

        Assert.Equal(Count, await host.Relay.RunOnceAsync(default));
        await host.Data.WriteEventsAsync(1);
        Assert.Equal(0, await other.RunOnceAsync(default));
        Assert.Equal(1, await host.Relay.RunOnceAsync(default));

        Assert.Equal(Count + 1, host.Published);
    }
}
