using BenefitWorkflow.Contracts;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.RabbitMq;

[Collection(RabbitMqCollection.Name)]
public sealed class When_the_broker_stops(RabbitMqServer server)
{
    [SkippableFact]
    public async Task Should_carry_every_event_while_it_runs()
    {
        await using var host = await BrokerHost.StartAsync(server);
        await host.StartFinanceAsync();
        var events = Events.Series(1_000);
        await host.Data.WriteAsync(events);

        Assert.Equal(1_000, await host.Relay.RunOnceAsync(default));
        await host.ArrivedAsync(1_000);

        Assert.Equal(events.OfType<PaymentSettledV1>().Sum(e => e.AmountFen), host.Ledger.Totals().Sum.SettledFen);
        Assert.Empty(host.Ledger.Quarantine());
        Assert.Empty(host.Ledger.Prove().Findings);
    }
}
