using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>A fake clock that tells when somebody starts to wait on it, so that a test advances it exactly then. Starts on 10 February 2026.</summary>
internal sealed class SeenTime() : FakeTimeProvider(new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits for exactly so long. Earlier waits for other times are passed over.</summary>
    public async Task SomebodyWaitsAsync(TimeSpan dueTime)
    {
        while (await _timers.Reader.ReadAsync() != dueTime)
        {
        }
    }
}
