using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using BenefitWorkflow.Store;
using MassTransit;

namespace BenefitWorkflow.Messaging;

/// <summary>Events from the outbox to the bus, the feed and the finance ledger.</summary>
public static class MessagingSetup
{
    /// <summary>
    /// Adds relay, bus (section <c>Bus</c>) and feed, and where <c>Finance:Embedded</c> is true (default: with the in-memory bus only) the finance
    /// ledger in this process, in the file <c>finance-ledger.db</c> of <paramref name="dataFolder"/>. The relay's own loop runs unless
    /// <c>Jobs:Enabled</c> is false.
    /// </summary>
    /// <exception cref="InvalidDataException">The section <c>Bus</c> cannot be used; the message names each setting.</exception>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration settings, string dataFolder)
    {
        var (bus, problems) = BusSettings.Read(settings);
        if (problems.Count > 0) throw new InvalidDataException(string.Join(Environment.NewLine, problems));
        var embedded = settings.GetValue("Finance:Embedded", bus.Transport == BusTransport.InMemory);
        // The bus tells of every endpoint it starts; only what goes wrong is worth a line.
        services.AddLogging(logging => logging.AddFilter("MassTransit", LogLevel.Warning));
        services.AddSingleton<OutboxFeed>();
        services.AddSingleton<ControlTotals>();
        services.AddSingleton(provider => Relay(provider, bus.Transport, embedded));
        if (embedded)
        {
            services.AddFinanceLedger(
                new() { File = Path.Combine(dataFolder, "finance-ledger.db") },
                provider => provider.GetRequiredService<OutboxFeed>().ReadAsync,
                provider => provider.GetRequiredService<ControlTotals>().ReadAsync);
        }

        services.AddBus(bus, embedded);
        if (settings.GetValue("Jobs:Enabled", true)) services.AddHostedService<RelayLoop>();
        return services;
    }

    private static OutboxRelay Relay(IServiceProvider services, BusTransport transport, bool embedded)
    {
        var (store, time) = (services.GetRequiredService<BenefitStore>(), services.GetRequiredService<TimeProvider>());
        var bus = services.GetRequiredService<IBus>();
        InMemoryPace? pace = transport == BusTransport.InMemory && embedded ? new() : null;
        if (pace is not null) bus.ConnectReceiveObserver(pace);
        // An in-memory bus reaches this process only: there is nobody to share the work with.
        return new(store, bus, time, transport == BusTransport.RabbitMq ? new RelayLease(store, time) : null) { Pace = pace };
    }

    /// <summary>Maps the feed and its health.</summary>
    public static void MapMessaging(this IEndpointRouteBuilder api) => api.MapEvents();
}
