namespace BenefitWorkflow.FinanceSubscriber.Control;

/// <summary>Runs the check routinely. A failure is logged and tried again with the next.</summary>
internal sealed partial class ControlCheckService(ControlCheck check, FinanceLedgerOptions options, TimeProvider time, ILogger<ControlCheckService> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!check.HasSource) return;
        using var timer = new PeriodicTimer(options.ControlEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await check.RunDueAsync(stoppingToken);
                }
#pragma warning disable CA1031 // Whatever the service or the disk does, the next check must come.
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    Failed(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(7323, LogLevel.Warning, "The control totals could not be compared; tried again at the next routine time")]
    private partial void Failed(Exception e);
}
