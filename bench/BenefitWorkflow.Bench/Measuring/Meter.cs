using System.Diagnostics;
using System.Globalization;

namespace BenefitWorkflow.Bench.Measuring;

/// <summary>What the operating system says of a span of work.</summary>
/// <param name="Seconds">Wall clock.</param>
/// <param name="CpuSeconds">Of this process and of the database server's, user and system.</param>
/// <param name="WrittenBytes">Write-ahead log of a server; with an embedded database every byte that this process wrote, checkpoints included.</param>
/// <param name="PeakRssMb">Highest resident memory of this process in the span, MiB; of the whole run where the system cannot reset it.</param>
internal sealed record Reading(double Seconds, double CpuSeconds, long WrittenBytes, double PeakRssMb);

/// <summary>Reads clock, processor, log and memory around a span of work. Linux.</summary>
internal sealed class Meter
{
    private readonly IServerCost? _server;
    private readonly Stopwatch _watch = new();
    private readonly double _cpu;
    private readonly long _written;

    private Meter(IServerCost? server, long written)
    {
        (_server, _written) = (server, written);
        // What earlier work left behind must count for nobody.
        ProcessMemory.StartAnew();
        _cpu = CpuSeconds(server);
        _watch.Start();
    }

    /// <param name="server">The database server's process; null: the database is embedded.</param>
    public static async Task<Meter> StartAsync(IServerCost? server) => new(server, server is null ? OwnWrites() : await server.LogPositionAsync());

    public double Seconds => _watch.Elapsed.TotalSeconds;

    public async Task<Reading> StopAsync()
    {
        _watch.Stop();
        var cpu = CpuSeconds(_server) - _cpu;
        var written = (_server is null ? OwnWrites() : await _server.LogPositionAsync()) - _written;
        return new Reading(_watch.Elapsed.TotalSeconds, cpu, written, ProcessMemory.PeakMb(Environment.ProcessId));
    }

    /// <summary>Of this process and the server since their starts.</summary>
    internal static double CpuSeconds(IServerCost? server)
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds + (server?.CpuSeconds() ?? 0);
    }

    private static long OwnWrites()
    {
        const string file = "/proc/self/io", key = "wchar: ";
        return File.Exists(file) ? long.Parse(File.ReadLines(file).First(l => l.StartsWith(key, StringComparison.Ordinal))[key.Length..], CultureInfo.InvariantCulture) : 0;
    }
}

/// <summary>What a database server costs beside this process.</summary>
internal interface IServerCost
{
    /// <summary>Of all its processes since its start.</summary>
    double CpuSeconds();

    /// <summary>Bytes of write-ahead log since its start.</summary>
    Task<long> LogPositionAsync();
}
