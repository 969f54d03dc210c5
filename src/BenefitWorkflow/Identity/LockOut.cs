using System.Collections.Concurrent;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Identity;

/// <summary>
/// Wrong passwords and codes per account: after five, none five minutes apart, nothing more is looked at until five minutes after the last.
/// Each process counts for itself.
/// </summary>
internal sealed class LockOut(TimeProvider time)
{
    private const int FailuresAllowed = 5;

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset Last)> _failures = new();

    /// <returns>Null where another try may be made.</returns>
    public Refusal? Refuse(string account) =>
        _failures.TryGetValue(account, out var failed) && failed.Failures >= FailuresAllowed && time.GetUtcNow() - failed.Last < Wait
            ? new Refusal("identity.locked", "错误次数过多，请五分钟后再试。", "Too many wrong tries; try again in five minutes.")
            : null;

    public void Count(string account)
    {
        var now = time.GetUtcNow();
        _failures.AddOrUpdate(account, (1, now), (_, f) => now - f.Last >= Wait ? (1, now) : (f.Failures + 1, now));
    }

    public void Forget(string account) => _failures.TryRemove(account, out _);
}
