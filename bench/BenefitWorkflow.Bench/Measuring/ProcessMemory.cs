using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BenefitWorkflow.Bench.Measuring;

/// <summary>Resident memory of a process as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Highest since the start or the last reset, MiB; 0 where the system does not say.</summary>
    public static double PeakMb(int pid) => Read(pid, "VmHWM:");

    /// <summary>Now, MiB.</summary>
    public static double CurrentMb(int pid) => Read(pid, "VmRSS:");

    /// <summary>Gives back what earlier work left behind, connections with their page caches above all, and forgets the peak so far.</summary>
    public static void StartAnew()
    {
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: then freed native memory counts a little longer.
        }
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the peak is the whole run's: too high, never too low.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nint pad);

    private static double Read(int pid, string key)
    {
        var file = $"/proc/{pid}/status";
        if (!File.Exists(file)) return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
