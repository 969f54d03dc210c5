using System.Threading.Channels;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>Through a real in-memory bus: serialised, routed, deserialised, consumed.</summary>
public sealed class LedgerConsumerTests
{
    [Fact]
    public async Task Publish_OneOfEachType_AllAreInTheBooksAsPublished()
    {
        await using var host = await BusHost.StartAsync();
        foreach (var e in Events.OneOfEach())
        {
            await host.Harness.Bus.Publish(e, e.GetType());
        }

        Assert.Equal(EventCatalog.Types.Values.ToHashSet(), (await host.ConsumedAsync(Events.OneOfEach().Length)).ToHashSet());
        Assert.Equal(Events.OneOfEach().Length, host.Store.Watermark);
        // Byte for byte: the same events by the direct way are repetitions, not conflicts.
        Assert.Equal(new ApplyReport(0, Events.OneOfEach().Length, 0), await host.Writer.AppendAsync(Events.OneOfEach(), CancellationToken.None));
        Assert.Empty(host.Store.Prove().Findings);
    }

    [Fact]
    public async Task Publish_TwiceAndOnceAltered_OneIsAppliedAndOneFlagged()
    {
        await using var host = await BusHost.StartAsync();
        await host.Harness.Bus.Publish(Events.Settled(1));
        await host.ConsumedAsync(1);
        await host.Harness.Bus.Publish(Events.Settled(1));
        await host.Harness.Bus.Publish(Events.Settled(1, 1));
        await host.ConsumedAsync(2);

        Assert.Equal(new() { SettledFen = 300_000, Settled = 1 }, host.Store.Totals().Sum);
        Assert.Equal(QuarantineReason.EventIdReused, Assert.Single(host.Store.Quarantine()).Reason);
    }

    [Fact]
    public async Task Publish_WithoutFunding_IsSetAsideAndNotRetriedForEver()
    {
        await using var host = await BusHost.StartAsync();
        await host.Harness.Bus.Publish(Events.Settled(1) with { Funding = null! });
        await host.ConsumedAsync(1);

        Assert.Equal(QuarantineReason.Invalid, Assert.Single(host.Store.Quarantine()).Reason);
    }

    private sealed class BusHost(ServiceProvider services, string folder) : IAsyncDisposable
    {
        private readonly Consumed _consumed = new();

        public ITestHarness Harness => services.GetTestHarness();

        public LedgerStore Store => services.GetRequiredService<LedgerStore>();

        public LedgerWriter Writer => services.GetRequiredService<LedgerWriter>();

        public static async Task<BusHost> StartAsync()
        {
            var folder = Directory.CreateTempSubdirectory("finance-bus-").FullName;
            var services = new ServiceCollection()
                .AddLogging()
                .AddFinanceLedger(new() { File = Path.Combine(folder, "ledger.db") })
                .AddMassTransitTestHarness(bus => bus.AddLedgerConsumers())
                .BuildServiceProvider(validateScopes: true);
            var host = new BusHost(services, folder);
            Assert.False(services.GetRequiredService<FeedCatchUp>().HasSource);
            await host.Harness.Start();
            services.GetRequiredService<IBusControl>().ConnectConsumeObserver(host._consumed);
            return host;
        }

        /// <summary>Waits for the consumer to have finished this many more messages; a fault of its is thrown here.</summary>
        public async Task<IReadOnlyList<Type>> ConsumedAsync(int count)
        {
            var types = new List<Type>();
            while (types.Count < count)
            {
                types.Add(await _consumed.Finished.Reader.ReadAsync());
            }

            return types;
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Consumed : IConsumeObserver
    {
        public Channel<Type> Finished { get; } = Channel.CreateUnbounded<Type>();

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            Finished.Writer.TryWrite(typeof(T));
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
