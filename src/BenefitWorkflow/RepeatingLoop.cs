namespace BenefitWorkflow;

/// <summary>Does its work every second until the host stops. A failure is told and tried again a second later: what is due lies in the database.</summary>
internal abstract class RepeatingLoop(TimeProvider time) : BackgroundService
{
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected abstract Task WorkAsync(CancellationToken ct);

    protected abstract void Failed(Exception e);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await WorkAsync(stoppingToken);
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
            // The host stops; what is left is found by the next start, or by another process.
        }
    }
}
