using System.Globalization;

namespace BenefitWorkflow.Bench.Measuring;

/// <summary>Resident memory of a process as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Highest since the start or the last reset, MiB; 0 where the system does not say.</summary>
    public static double PeakMb(int pid) => Read(pid, "VmHWM:");

    /// <summary>Now, MiB.</summary>
    public static double CurrentMb(int pid) => Read(pid, "VmRSS:");

    /// <summary>Forgets this process's peak so far.</summary>
    public static void ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the peak is the whole run's: too high, never too low.
        }
    }

    private static double Read(int pid, string key)
    {
        var file = $"/proc/{pid}/status";
        if (!File.Exists(file)) return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
