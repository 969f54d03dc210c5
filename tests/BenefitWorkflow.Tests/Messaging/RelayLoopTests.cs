using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Jobs;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.FinanceSubscriber;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class RelayLoopTests
{
    [Fact]
    public async Task Loop_ARunFails_TheNextSecondPublishes()
    {
        await using var host = await RelayHost.StartAsync();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var relay = host.RelayWith(_ => failed.TrySetResult() ? throw new RelayDied() : Task.CompletedTask);
        var time = new SeenTime();
        using var loop = new RelayLoop(relay, time, NullLogger<RelayLoop>.Instance);
        await host.Data.WriteEventsAsync(3);
        await loop.StartAsync(CancellationToken.None);
        await time.SomebodyWaitsAsync(RelayLoop.Every);

        time.Advance(RelayLoop.Every);
        await failed.Task;
        Assert.Empty(host.Published);
        time.Advance(RelayLoop.Every);
        await host.ConsumedAsync(3);

        await loop.StopAsync(CancellationToken.None);
        Assert.Equal(3, host.Ledger.Watermark);
    }

    [Fact]
    public async Task Runner_OutboxRelayByName_Publishes()
    {
        await using var host = await RelayHost.StartAsync();
        await host.Data.WriteEventsAsync(2);
        await using var services = new ServiceCollection().AddSingleton(host.Relay).BuildServiceProvider();

        await new JobRunner(services).RunAsync("outbox-relay", CancellationToken.None);

        Assert.Equal(2, host.Published.Count);
    }

    [Fact]
    public async Task Runner_DeadlineSweepByName_Fires()
    {
        using var data = new TemporaryStore();
        var time = new SeenTime();
        await data.InsertAsync(DeadlineSweepTests.Case(1));
        await data.InsertAsync(new Deadline
        {
            CaseId = 1, ActivityId = "review", Visit = 1, Kind = DeadlineKind.Step, OwnerRole = "reviewer",
        }.Begin(time.GetUtcNow().AddDays(-1), time.GetUtcNow(), WorkingCalendar.Load()));
        await using var services = new ServiceCollection()
            .AddTransient(_ => new DeadlineSweep(data.Store, (_, _, _, _) => throw new RelayDied(), time))
            .BuildServiceProvider();

        await new JobRunner(services).RunAsync("deadline-sweep", CancellationToken.None);

        Assert.Equal("DisbursementOverdueV1", Assert.Single(await data.OutboxAsync()).Type);
    }
}
