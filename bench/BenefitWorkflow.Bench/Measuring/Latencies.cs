using System.Collections.Concurrent;
using System.Diagnostics;

namespace BenefitWorkflow.Bench.Measuring;

/// <summary>Durations of many calls; may be filled from several threads.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public async Task<T> TimeAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await call();
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return answer;
    }

    /// <summary>The duration that a share of the calls did not exceed, ms; 0 without calls.</summary>
    /// <param name="share">0 to 1, e.g. 0.95.</param>
    public double Percentile(double share)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    public double Highest => _milliseconds.IsEmpty ? 0 : _milliseconds.Max();
}
