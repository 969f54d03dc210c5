using System.Collections.Concurrent;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// What this process remembers between two rounds; nothing that a restart may not lose. One round of a kind at a time: the loop and the job
/// of the dashboard would only be in each other's way.
/// </summary>
internal sealed class ExchangeMemory : IDisposable
{
    public SemaphoreSlim Sending { get; } = new(1, 1);
    public SemaphoreSlim Fetching { get; } = new(1, 1);

    /// <summary>Files that this process is handing over.</summary>
    public ConcurrentDictionary<long, bool> Own { get; } = [];

    /// <summary>False until a round has looked after what an earlier life left.</summary>
    public bool Recovered { get; set; }

    /// <summary>When files were last looked through that wait too long; null: not yet.</summary>
    public DateTimeOffset? LookedForLate { get; set; }

    /// <summary>Answers as the last look saw them, by name.</summary>
    public Dictionary<string, WaitingAnswer> Seen { get; set; } = [];

    /// <summary>Answers whose rows did not all fit yet: when they are tried again, by name.</summary>
    public Dictionary<string, DateTimeOffset> Again { get; } = [];

    /// <summary>Why the last round of sending, or of fetching, stopped; null: it did not.</summary>
    public Problem? NotSending { get; private set; }
    public Problem? NotFetching { get; private set; }

    /// <returns>True where it is new: worth a line in the log.</returns>
    public bool Stopped(bool sending, Refusal? refusal, DateTimeOffset now)
    {
        var before = sending ? NotSending : NotFetching;
        var after = refusal is null ? null : before is not null && before.Refusal.Code == refusal.Code ? before with { Refusal = refusal } : new Problem(refusal, now);
        if (sending) NotSending = after;
        else NotFetching = after;
        return after is not null && before?.Refusal.Code != after.Refusal.Code;
    }

    public void Dispose()
    {
        Sending.Dispose();
        Fetching.Dispose();
    }

    /// <param name="Since">When it began.</param>
    public sealed record Problem(Refusal Refusal, DateTimeOffset Since);
}
