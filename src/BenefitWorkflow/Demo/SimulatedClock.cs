namespace BenefitWorkflow.Demo;

/// <summary>A clock that the demo moves through the season; it never goes back.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void MoveTo(DateTimeOffset instant)
    {
        if (instant.UtcTicks > Interlocked.Read(ref _ticks)) Interlocked.Exchange(ref _ticks, instant.UtcTicks);
    }
}
