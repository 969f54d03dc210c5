using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BenefitWorkflow.FinanceSubscriber.Messaging;

/// <summary>The transports as both ends use them.</summary>
public static class BusTransports
{
    /// <summary>
    /// Sets the transport up, and the receive endpoints of the consumers added before. On RabbitMQ: durable exchanges and queues, persistent
    /// messages, publisher confirms, names that come from the contracts and never change. The host starts whether the broker is there or not.
    /// </summary>
    public static void UseTransport(this IBusRegistrationConfigurator bus, BusSettings settings)
    {
        // An installation inside an agency's network reports to nobody.
        bus.DisableUsageTelemetry();
        // Without the broker both ends go on: the outbox keeps, the feed heals. A probe must not take the process out of service for it.
        bus.ConfigureHealthCheckOptions(options => options.MinimalFailureStatus = HealthStatus.Degraded);
        if (settings.Transport == BusTransport.RabbitMq)
        {
            bus.UsingRabbitMq((context, transport) => ConfigureRabbitMq(context, transport, settings));
        }
        else
        {
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        }

        bus.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            // In memory a relay that starts before the consumers listen would publish into the void; a broker keeps the queue, and may be down.
            options.WaitUntilStarted = settings.Transport == BusTransport.InMemory;
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator transport, BusSettings settings)
    {
        transport.Host(settings.Host, settings.Port, settings.VirtualHost, host =>
        {
            host.Username(settings.User);
            host.Password(settings.Password);
            host.PublisherConfirmation = true;
            // A broker that hangs is noticed after two of these.
            host.Heartbeat(TimeSpan.FromSeconds(10));
            host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
        });
        // Exchanges and receive endpoints are durable and messages persistent without further ado.
        transport.ConfigureEndpoints(context);
    }
}
