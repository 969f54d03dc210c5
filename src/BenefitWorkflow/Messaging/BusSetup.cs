using BenefitWorkflow.FinanceSubscriber.Messaging;
using MassTransit;

namespace BenefitWorkflow.Messaging;

/// <summary>The bus: MassTransit on its in-memory transport. What it holds when the process dies is not lost: the feed heals it.</summary>
internal static class BusSetup
{
    /// <param name="services">The host's services.</param>
    /// <param name="withLedger">True: the embedded finance ledger consumes on this bus.</param>
    public static void AddBus(this IServiceCollection services, bool withLedger)
    {
        services.AddMassTransit(bus =>
        {
            // An installation inside an agency's network reports to nobody.
            bus.DisableUsageTelemetry();
            if (withLedger) bus.AddLedgerConsumers();
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        });

        // The relay starts after the consumers listen, or the first events would have to come by the feed.
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
    }
}
