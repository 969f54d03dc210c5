namespace BenefitWorkflow.Tests;

/// <summary>Waiting for another process, which can only be asked.</summary>
internal static class Poll
{
    /// <summary>Between two questions: one after the other without a pause would take the processor from whom they wait for.</summary>
    public static Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMilliseconds(25), ct);
}
