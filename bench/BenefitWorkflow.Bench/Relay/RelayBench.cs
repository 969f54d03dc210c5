using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Relay;

/// <summary>
/// The outbox that whole cases left behind, drained to RabbitMQ with confirms, then taken in by the finance ledger. Beside it the bare bus:
/// the same events published by it in the same groups, with no database. The rate at which the cases wrote them says whether a backlog shrinks.
/// </summary>
internal static class RelayBench
{
    private const int DefaultCases = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var cases = options.Cases ?? DefaultCases;
        await using var folder = await StoreFolder.CreateAsync(options);
        await using var broker = await RabbitServer.StartAsync(folder.File("rabbitmq"));
        await using var finance = new FinanceEnd(new ConfigurationBuilder().AddInMemoryCollection(broker.Settings).Build(), folder.File("ledger.db"));
        // Its durable queue is there from now on, and nobody reads it.
        await finance.StartAsync();
        await finance.StopAsync();

        await using var service = await BenchService.CreateAsync(folder.Store, settings: broker.Settings);
        await service.ListenAsync();
        var server = folder.Store.Server?.Cost;
        var written = await MeasureAsync(server, () => CarryAsync(service, cases));
        var events = await UnpublishedAsync(service);
        var relay = service.Get<OutboxRelay>();
        var drained = await MeasureAsync(server, async () =>
        {
            while (await relay.RunOnceAsync(default) > 0)
            {
            }
        });
        var left = await UnpublishedAsync(service);
        var taken = await MeasureAsync(null, async () =>
        {
            await finance.StartAsync();
            for (var start = TimeProvider.System.GetTimestamp(); finance.Watermark < events && TimeProvider.System.GetElapsedTime(start) < Patience;)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        });
        await finance.StopAsync();
        var bare = await BareAsync(service);

        double Rate(Reading reading) => events / reading.Seconds;
        Report.Table(["", "events/s", "CPU ms/event"], new (string Name, Reading Reading)[] { ("written by the cases", written), ("relay to RabbitMQ", drained), ("bare bus", bare), ("taken in by finance", taken) }
            .Select(r => new[] { r.Name, Report.F(Rate(r.Reading)), Report.F(1_000 * r.Reading.CpuSeconds / events, 3) }));
        var verified = left == 0 && finance.Watermark == events;
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), cases, events, relayEventsPerSecond = Report.Round(Rate(drained), 0), bareBusEventsPerSecond = Report.Round(Rate(bare), 0),
            ratioToBareBus = Report.Round(Rate(drained) / Rate(bare), 2), ratioToWriting = Report.Round(Rate(drained) / Rate(written), 2), financeEventsPerSecond = Report.Round(Rate(taken), 0), verified,
        });
        Console.WriteLine(verified ? $"All {Report.F(events)} events were confirmed by the broker and are in the ledger, without a gap." : $"{left} events unpublished; ledger complete up to {finance.Watermark} of {events}");
        return verified ? 0 : 1;
    }

    private static async Task CarryAsync(BenchService service, int cases)
    {
        var path = new CasePath(service);
        var ids = await path.OpenAsync(1, cases);
        await path.ApproveAsync(ids);
        await path.EndNoticesAsync(await path.PostNoticesAsync());
        await path.PayAsync(new Phases(null));
        await path.CloseAsync(ids);
    }

    /// <summary>The same events once more, by the bus alone: the ledger would know them again.</summary>
    private static async Task<Reading> BareAsync(BenchService service)
    {
        List<OutboxMessage> rows;
        await using (var db = service.Store.Read()) rows = await db.Outbox.OrderBy(m => m.Sequence).ToListAsync();
        var bus = service.Get<IBus>();
        var events = rows.ConvertAll(row => EventCatalog.Deserialize(row.Type, row.Payload));
        return await MeasureAsync(null, async () =>
        {
            foreach (var group in events.Chunk(OutboxRelay.InFlight))
                await Task.WhenAll(group.Select(e => bus.Publish(e, e.GetType())));
        });
    }

    private static async Task<int> UnpublishedAsync(BenchService service)
    {
        await using var db = service.Store.Read();
        return await db.Outbox.CountAsync(m => m.PublishedAt == null);
    }

    private static async Task<Reading> MeasureAsync(IServerCost? server, Func<Task> work)
    {
        var meter = await Meter.StartAsync(server);
        await work();
        return await meter.StopAsync();
    }
}
