using System.Diagnostics;

namespace BenefitWorkflow.Bench.Measuring;

/// <param name="Seconds">Wall clock.</param>
/// <param name="CpuSeconds">Of this process and the database server.</param>
internal sealed record Phase(string Name, double Seconds, double CpuSeconds);

/// <summary>What each phase of a run cost, in the order of the phases' first appearance; a phase that comes again adds up.</summary>
/// <param name="server">Null: the database is embedded.</param>
internal sealed class Phases(IServerCost? server)
{
    private readonly List<Phase> _spans = [];

    public IReadOnlyList<Phase> Spans => _spans;

    public Task RunAsync(string name, Func<Task> work) => RunAsync(name, async () =>
    {
        await work();
        return true;
    });

    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Meter.CpuSeconds(server));
        var result = await work();
        var (seconds, used) = (Stopwatch.GetElapsedTime(start).TotalSeconds, Meter.CpuSeconds(server) - cpu);
        var at = _spans.FindIndex(s => s.Name == name);
        if (at < 0) _spans.Add(new Phase(name, seconds, used));
        else _spans[at] = new Phase(name, _spans[at].Seconds + seconds, _spans[at].CpuSeconds + used);
        return result;
    }
}
