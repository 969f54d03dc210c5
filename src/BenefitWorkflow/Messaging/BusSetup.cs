using BenefitWorkflow.FinanceSubscriber.Messaging;
using MassTransit;

namespace BenefitWorkflow.Messaging;

/// <summary>The bus. What its transport loses is not lost: the outbox repeats what was not confirmed, the feed heals the rest.</summary>
internal static class BusSetup
{
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Transport and broker.</param>
    /// <param name="withLedger">True: the embedded finance ledger consumes on this bus.</param>
    public static void AddBus(this IServiceCollection services, BusSettings settings, bool withLedger) => services.AddMassTransit(bus =>
    {
        if (withLedger) bus.AddLedgerConsumers();
        bus.UseTransport(settings);
    });
}
