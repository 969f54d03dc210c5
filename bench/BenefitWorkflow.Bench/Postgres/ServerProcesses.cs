using System.Globalization;

namespace BenefitWorkflow.Bench.Postgres;

/// <summary>Processor time of a server and its children, from /proc.</summary>
internal static class ServerProcesses
{
    private const double TicksPerSecond = 100;

    /// <summary>Of the process, its living children and those that ended, user and system.</summary>
    public static double CpuSeconds(int parent)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || Fields(pid) is not { } f) continue;
            // Behind the name: state, parent, ...; 11 and 12 are the process's own time, 13 and 14 that of children that ended.
            if (pid == parent) ticks += f[11..15].Sum(Ticks);
            else if (Ticks(f[1]) == parent) ticks += Ticks(f[11]) + Ticks(f[12]);
        }
        return ticks / TicksPerSecond;
    }

    private static string[]? Fields(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended meanwhile; its time is now its parent's.
            return null;
        }
    }

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
