namespace BenefitWorkflow.Messaging;

/// <summary>Runs the relay every second. A failure is logged and tried again a second later; the outbox keeps what is due.</summary>
internal sealed partial class RelayLoop(OutboxRelay relay, TimeProvider time, ILogger<RelayLoop> log) : BackgroundService
{
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await relay.RunOnceAsync(stoppingToken);
                }
#pragma warning disable CA1031 // Whatever the bus or the database does, the next second's attempt must come.
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    Failed(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is not published yet is after the next start.
        }
    }

    [LoggerMessage(7201, LogLevel.Warning, "Publishing from the outbox failed and is tried again in a second")]
    private partial void Failed(Exception e);
}
