using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class When_writers_commit_while_the_relay_runs
{
    private const int Writers = 4;
    private const int Commits = 18;
    private const int PerCommit = 61;
    private const int Total = Writers * Commits * PerCommit;

    [Fact]
    public async Task Should_number_in_order_of_writing_without_a_gap_and_publish_each_once()
    {
        Assert.True(Total > 2 * OutboxRelay.BatchSize, "Must span several batches.");
        await using var host = await RelayHost.StartAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Commits; i++)
            {
                await host.Data.WriteEventsAsync(PerCommit);
            }
        })));

        var published = 0;
        while (!writing.IsCompleted)
        {
            var runs = await Task.WhenAll(host.Relay.RunOnceAsync(CancellationToken.None), host.Relay.RunOnceAsync(CancellationToken.None));
            published += runs.Sum();
        }

        await writing;
        published += await host.Relay.RunOnceAsync(CancellationToken.None);

        var rows = await host.Data.OutboxAsync();
        Assert.Equal(Total, published);
        Assert.Equal(Enumerable.Range(1, Total).Select(n => (long?)n), rows.Select(m => m.Sequence));
        Assert.All(rows, m => Assert.NotNull(m.PublishedAt));

        // A group of 100 is under way at once; nothing overtakes further than that.
        var order = host.Published.Select(e => e.Sequence).ToList();
        Assert.Equal(Total, order.Distinct().Count());
        Assert.Equal(Total, order.Count);
        var highest = 0L;
        foreach (var sequence in order)
        {
            Assert.True(sequence > highest - 100, $"{sequence} was published after {highest}.");
            highest = Math.Max(highest, sequence);
        }

        await host.ConsumedAsync(Total);
        Assert.Equal(Total, host.Ledger.Watermark);
        Assert.Empty(host.Ledger.Prove().Findings);
    }
}
