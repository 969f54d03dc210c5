using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class InMemoryPaceTests
{
    [Fact]
    public async Task Take_AboveWhatTheBusKeeps_WaitsUntilHalfOfItIsReceived()
    {
        var pace = new InMemoryPace();
        for (var group = 0; group < 40; group++) Assert.True(pace.TakeAsync(100, default).IsCompletedSuccessfully);
        var waiting = pace.TakeAsync(100, default);
        await ReceiveAsync(pace, 1_999);
        Assert.False(waiting.IsCompleted);

        await pace.PostReceive(null!);
        await waiting;
        // 2,000 and the hundred that waited: there is room for 1,900.
        Assert.True(pace.TakeAsync(1_900, default).IsCompletedSuccessfully);
        using var gaveUp = new CancellationTokenSource();
        var next = pace.TakeAsync(1, gaveUp.Token);
        Assert.False(next.IsCompleted);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Received_MoreThanWasTaken_GivesNoCredit()
    {
        var pace = new InMemoryPace();
        await ReceiveAsync(pace, 50);
        Assert.True(pace.TakeAsync(4_000, default).IsCompletedSuccessfully);
        using var gaveUp = new CancellationTokenSource();
        var next = pace.TakeAsync(1, gaveUp.Token);
        Assert.False(next.IsCompleted);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    // A fault was received as well: the message is no longer the bus's.
    private static async Task ReceiveAsync(InMemoryPace pace, int messages)
    {
        for (var i = 0; i < messages; i++) await (i % 2 == 0 ? pace.PostReceive(null!) : pace.ReceiveFault(null!, null!));
    }
}
