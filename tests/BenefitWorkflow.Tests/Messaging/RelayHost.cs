using System.Collections.Concurrent;
using System.Threading.Channels;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Messaging;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>Outbox, relay, bus and embedded ledger as the service registers them, without the timed loops.</summary>
internal sealed class RelayHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Watch _watch = new();

    private RelayHost()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Jobs:Enabled", "false")]).Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Data.Store)
            .AddMessaging(settings, Data.Folder)
            .BuildServiceProvider(validateScopes: true);
    }

    public TemporaryStore Data { get; } = new();

    public OutboxRelay Relay => _services.GetRequiredService<OutboxRelay>();

    public OutboxFeed Feed => _services.GetRequiredService<OutboxFeed>();

    public FeedCatchUp CatchUp => _services.GetRequiredService<FeedCatchUp>();

    public LedgerStore Ledger => _services.GetRequiredService<LedgerStore>();

    /// <summary>Everything given to the bus, in that order, repetitions included.</summary>
    public IReadOnlyList<IDisbursementEventV1> Published => [.. _watch.Published];

    /// <summary>Publications the bus refuses, as a broker does that is out of resources.</summary>
    public Func<IDisbursementEventV1, bool> Refuse { set => _watch.Refuse = value; }

    public static async Task<RelayHost> StartAsync()
    {
        var host = new RelayHost();
        var bus = host._services.GetRequiredService<IBusControl>();
        bus.ConnectPublishObserver(host._watch);
        bus.ConnectConsumeObserver(host._watch);
        await bus.StartAsync();
        return host;
    }

    /// <summary>Another relay on the same outbox and bus, that dies after the given step of its first batch.</summary>
    public OutboxRelay DyingRelay(RelayStep after) => RelayWith(step => step == after ? throw new RelayDied() : Task.CompletedTask);

    public OutboxRelay RelayWith(Func<RelayStep, Task> afterStep) =>
        new(Data.Store, _services.GetRequiredService<IBus>(), TimeProvider.System) { AfterStep = afterStep };

    /// <summary>Waits until the ledger has finished this many more messages; a fault of its is thrown here.</summary>
    public async Task ConsumedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _watch.Finished.Reader.ReadAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<IBusControl>().StopAsync();
        await _services.DisposeAsync();
        Data.Dispose();
    }

    private sealed class Watch : IPublishObserver, IConsumeObserver
    {
        public ConcurrentQueue<IDisbursementEventV1> Published { get; } = new();

        public Channel<bool> Finished { get; } = Channel.CreateUnbounded<bool>();

        public Func<IDisbursementEventV1, bool> Refuse { get; set; } = _ => false;

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            var e = (IDisbursementEventV1)(object)context.Message;
            if (Refuse(e)) throw new PublicationRefused();
            Published.Enqueue(e);
            return Task.CompletedTask;
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            Finished.Writer.TryWrite(true);
            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class
        {
            Finished.Writer.TryComplete(exception);
            return Task.CompletedTask;
        }
    }
}

/// <summary>What a test's relay dies of.</summary>
internal sealed class RelayDied() : Exception("The relay died here.");

/// <summary>What a refused publication throws.</summary>
internal sealed class PublicationRefused() : Exception("The bus did not take it.");
