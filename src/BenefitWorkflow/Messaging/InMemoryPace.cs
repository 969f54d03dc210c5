using MassTransit;

namespace BenefitWorkflow.Messaging;

/// <summary>
/// Keeps the relay from running far ahead of the ledger in the same process: what the in-memory bus holds is memory, and after a large import
/// the outbox has hundreds of thousands of events. A broker has a disk and needs none of this.
/// </summary>
internal sealed class InMemoryPace : IReceiveObserver
{
    /// <summary>Most events that the bus holds.</summary>
    private const long MostAhead = 4_000;

    // An event that nobody receives must slow the relay down and never stop it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _ahead;
    private TaskCompletionSource? _room;

    /// <summary>Waits for room, a few seconds at most, and takes it.</summary>
    public async Task TakeAsync(int events, CancellationToken ct)
    {
        Task room;
        lock (_lock)
        {
            if (_ahead + events <= MostAhead)
            {
                _ahead += events;
                return;
            }
            room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await room.WaitAsync(Patience, ct);
        }
        catch (TimeoutException) when (!ct.IsCancellationRequested)
        {
            // Some were never received: count anew.
            lock (_lock) _ahead = 0;
        }
        lock (_lock) _ahead += events;
    }

    private Task ReceivedAsync()
    {
        lock (_lock)
        {
            if (_ahead > 0) _ahead--;
            // Half empty before it goes on, so that it does not go on event by event.
            if (_room is not null && _ahead <= MostAhead / 2)
            {
                _room.SetResult();
                _room = null;
            }
        }
        return Task.CompletedTask;
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;
    public Task PostReceive(ReceiveContext context) => ReceivedAsync();
    public Task ReceiveFault(ReceiveContext context, Exception exception) => ReceivedAsync();
    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;
}
