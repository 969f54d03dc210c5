namespace BenefitWorkflow.Messaging;

/// <summary>Runs the relay every second; the outbox keeps what is due.</summary>
internal sealed partial class RelayLoop(OutboxRelay relay, TimeProvider time, ILogger<RelayLoop> log) : RepeatingLoop(time)
{
    protected override Task WorkAsync(CancellationToken ct) => relay.RunOnceAsync(ct);

    [LoggerMessage(7201, LogLevel.Warning, "Publishing from the outbox failed and is tried again in a second")]
    protected override partial void Failed(Exception e);
}
