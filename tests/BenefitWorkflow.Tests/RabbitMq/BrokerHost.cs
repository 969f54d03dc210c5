using System.Globalization;
using System.Threading.Channels;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.Messaging;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>Both ends with a broker between them, as the service and the finance process register them, without the timed loops.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly ServiceProvider _service;
    private readonly string _ledgerFolder = Directory.CreateTempSubdirectory("bw-broker-ledger-").FullName;
    private readonly string _virtualHost;
    private readonly RabbitMqServer _server;
    private readonly Consumed _consumed = new();
    private readonly PublishedCount _published = new();
    private Task _starting = Task.CompletedTask;
    private ServiceProvider? _finance;

    private BrokerHost(RabbitMqServer server)
    {
        (_server, _virtualHost) = (server, server.TakeVirtualHost());
        _service = Service();
    }

    public TemporaryStore Data { get; } = new();

    public OutboxRelay Relay => _service.GetRequiredService<OutboxRelay>();

    public OutboxFeed Feed => _service.GetRequiredService<OutboxFeed>();

    public IBus Bus => _service.GetRequiredService<IBus>();

    public LedgerStore Ledger => _finance!.GetRequiredService<LedgerStore>();

    public FeedCatchUp CatchUp => _finance!.GetRequiredService<FeedCatchUp>();

    public static async Task<BrokerHost> StartAsync(RabbitMqServer server)
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        await server.EnsureStartedAsync();
        var host = Begin(server);
        await host._starting;
        return host;
    }

    /// <summary>Starts the service's end and does not wait for it, as the service itself does.</summary>
    public static BrokerHost Begin(RabbitMqServer server)
    {
        var host = new BrokerHost(server);
        var bus = host._service.GetRequiredService<IBusControl>();
        bus.ConnectPublishObserver(host._published);
        host._starting = bus.StartAsync();
        return host;
    }

    /// <summary>Settings as an operator gives them.</summary>
    public static Dictionary<string, string?> Settings(RabbitMqServer server, string virtualHost) => new()
    {
        ["Bus:Transport"] = "RabbitMq", ["Bus:Host"] = "127.0.0.1", ["Bus:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
        ["Bus:VirtualHost"] = virtualHost, ["Bus:User"] = RabbitMqServer.User, ["Bus:Password"] = server.Password, ["Jobs:Enabled"] = "false",
    };

    /// <summary>The finance end on its file; the feed is read in-process.</summary>
    public async Task StartFinanceAsync()
    {
        var (bus, problems) = BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(Settings(_server, _virtualHost)).Build());
        Assert.Empty(problems);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddFinanceLedger(new() { File = Path.Combine(_ledgerFolder, "ledger.db") }, _ => Feed.ReadAsync);
        services.AddMassTransit(configurator =>
        {
            configurator.AddLedgerConsumers();
            configurator.UseTransport(bus);
        });
        _finance = services.BuildServiceProvider(validateScopes: true);
        var control = _finance.GetRequiredService<IBusControl>();
        control.ConnectConsumeObserver(_consumed);
        await control.StartAsync();
    }

    public async Task StopFinanceAsync()
    {
        if (_finance is null) return;
        await _finance.GetRequiredService<IBusControl>().StopAsync();
        await _finance.DisposeAsync();
        _finance = null;
    }

    /// <summary>Waits until the books are complete up to a number by what the broker brings; the test's own patience bounds it.</summary>
    public async Task ArrivedAsync(long sequence)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Ledger.Watermark < sequence) await _consumed.Finished.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Publications so far, repetitions included.</summary>
    public int Published => _published.Count;

    /// <summary>Waits until the consumer has finished this many messages in all, repetitions included.</summary>
    public async Task ConsumedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (_consumed.Count < count) await _consumed.Finished.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Another replica's relay on the same outbox and broker, with less patience than the service's.</summary>
    public OutboxRelay RelayWith(Func<RelayStep, Task> afterStep, RelayLease? lease = null) =>
        new(Data.Store, Bus, TimeProvider.System, lease) { AfterStep = afterStep, Patience = TimeSpan.FromSeconds(3) };

    private ServiceProvider Service() => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(Data.Store)
        .AddMessaging(new ConfigurationBuilder().AddInMemoryCollection(Settings(_server, _virtualHost)).Build(), Data.Folder)
        .BuildServiceProvider(validateScopes: true);

    public async ValueTask DisposeAsync()
    {
        await StopFinanceAsync();
        await _starting;
        await _service.GetRequiredService<IBusControl>().StopAsync();
        await _service.DisposeAsync();
        Data.Dispose();
        Directory.Delete(_ledgerFolder, recursive: true);
    }

    private sealed class PublishedCount : IPublishObserver
    {
        private int _count;

        public int Count => _count;

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    private sealed class Consumed : IConsumeObserver
    {
        private int _count;

        public int Count => _count;

        public Channel<bool> Finished { get; } = Channel.CreateUnbounded<bool>();

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            Interlocked.Increment(ref _count);
            Finished.Writer.TryWrite(true);
            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
