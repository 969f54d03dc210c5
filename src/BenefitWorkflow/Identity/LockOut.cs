using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Identity;

/// <summary>
/// Tries of passwords and codes per account: after five that failed, none five minutes apart, nothing more is looked at until five minutes after
/// the last. A try counts from its beginning, so that many at once are no more than five. Each process counts for itself.
/// </summary>
internal sealed class LockOut(TimeProvider time)
{
    private const int FailuresAllowed = 5, PruneAbove = 1_000;

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (int Failures, DateTimeOffset Last)> _failures = [];
    private readonly Lock _lock = new();

    /// <summary>Begins a try, which counts as failed until <see cref="Forget"/> or <see cref="GiveBack"/>.</summary>
    /// <returns>Null where it may be made.</returns>
    public Refusal? Begin(string account)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_failures.Count > PruneAbove)
                foreach (var old in _failures.Where(f => now - f.Value.Last >= Wait).Select(f => f.Key).ToList()) _failures.Remove(old);
            var failed = _failures.GetValueOrDefault(account);
            if (now - failed.Last >= Wait) failed.Failures = 0;
            if (failed.Failures >= FailuresAllowed) return new Refusal("identity.locked", "错误次数过多，请五分钟后再试。", "Too many wrong tries; try again in five minutes.");
            _failures[account] = (failed.Failures + 1, now);
            return null;
        }
    }

    /// <summary>The try was right, but says nothing of earlier ones.</summary>
    public void GiveBack(string account)
    {
        lock (_lock)
            if (_failures.TryGetValue(account, out var failed)) _failures[account] = failed with { Failures = failed.Failures - 1 };
    }

    /// <summary>The try was right, and what failed before it is forgotten.</summary>
    public void Forget(string account)
    {
        lock (_lock) _failures.Remove(account);
    }
}
