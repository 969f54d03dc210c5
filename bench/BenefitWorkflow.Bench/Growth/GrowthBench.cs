using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;

namespace BenefitWorkflow.Bench.Growth;

/// <summary>
/// What a stored case costs the next one: at each size the same measured batch is carried from application to closing, and every page that
/// people look at is asked for again and again. One case in twenty stays open and overdue, as a work list has them.
/// </summary>
internal static class GrowthBench
{
    private const int DefaultCases = 100_000, Batch = 20_000, OpenPer = 20, Measured = 2_000, WarmUp = 1_000;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    private sealed record Size(int Stored, double MsPerCase, double CpuMsPerCase, double FileMb, IReadOnlyList<Phase> Phases, IReadOnlyList<PageReading> Pages);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var most = options.Cases ?? DefaultCases;
        var measured = options.Number("measured", Measured);
        await using var folder = await StoreFolder.CreateAsync(options);
        await using var service = await BenchService.CreateAsync(folder.Store);
        var path = new CasePath(service);
        var fill = new Fill(path);
        await fill.CarryAsync(WarmUp, 0);
        await using var pages = await PageReader.CreateAsync(service);
        var sizes = new List<Size>();
        foreach (var size in Sizes.Where(s => s < most).Append(most))
        {
            while (fill.Stored < size) await fill.CarryAsync(Math.Min(Batch, size - fill.Stored), OpenPer);
            var meter = await Meter.StartAsync(folder.Store.Server?.Cost);
            var phases = new Phases(folder.Store.Server?.Cost);
            await fill.CarryAsync(measured, 0, phases);
            var reading = await meter.StopAsync();
            sizes.Add(new Size(size, 1_000 * reading.Seconds / measured, 1_000 * reading.CpuSeconds / measured, await pages.DatabaseMbAsync(), [.. phases.Spans.Select(p => new Phase(p.Name, 1_000 * p.Seconds / measured, 1_000 * p.CpuSeconds / measured))], await pages.ReadAsync(fill)));
            // After each: the largest size takes the better part of an hour.
            Print(sizes);
        }

        var faults = await ServiceBooks.FaultsAsync(service, fill.Closed, fill.Open);
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), verified = faults.Count == 0, costRatio = Report.Round(sizes[^1].MsPerCase / sizes[0].MsPerCase, 2),
            sizes = sizes.Select(s => new
            {
                stored = s.Stored, msPerCase = Report.Round(s.MsPerCase, 3), cpuMsPerCase = Report.Round(s.CpuMsPerCase, 3), databaseMb = Report.Round(s.FileMb, 0),
                phases = s.Phases.Select(p => new { name = p.Name, msPerCase = Report.Round(p.Seconds, 3), cpuMsPerCase = Report.Round(p.CpuSeconds, 3) }),
                pages = s.Pages.Select(p => new { name = p.Name, calls = p.Latencies.Count, p50Ms = Report.Round(p.Latencies.Percentile(0.5), 2), p95Ms = Report.Round(p.Latencies.Percentile(0.95), 2), scans = p.Scans }),
            }),
        });
        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        Console.WriteLine(faults.Count == 0 ? "Everything is there: cases, payments, events, history, time limits, money." : $"{faults.Count} faults");
        return faults.Count == 0 ? 0 : 1;
    }

    private static void Print(List<Size> sizes)
    {
        var header = new List<string> { "" };
        header.AddRange(sizes.Select(s => s.Stored.ToString("N0", CultureInfo.InvariantCulture)));
        Report.Table(header,
        [
            ["ms/case", .. sizes.Select(s => Report.F(s.MsPerCase, 3))],
            ["CPU ms/case", .. sizes.Select(s => Report.F(s.CpuMsPerCase, 3))],
            .. sizes[0].Phases.Select((p, i) => (IReadOnlyList<string>)[$"  {p.Name} (CPU)", .. sizes.Select(s => $"{Report.F(s.Phases[i].Seconds, 3)} ({Report.F(s.Phases[i].CpuSeconds, 3)})")]),
            ["database MB", .. sizes.Select(s => Report.F(s.FileMb))],
            .. sizes[0].Pages.Select((p, i) => (IReadOnlyList<string>)[p.Name + ", p50 / p95 ms", .. sizes.Select(s => s.Pages[i].Times)]),
        ]);
        foreach (var page in sizes.SelectMany(s => s.Pages).Where(p => p.Scans.Count > 0).GroupBy(p => p.Name)) Console.WriteLine($"{page.Key}: reads in full {string.Join(", ", page.Last().Scans)}");
    }
}

/// <summary>Stored cases: carries new ones to the end, leaves some of them open.</summary>
internal sealed class Fill(CasePath path)
{
    public int Stored => Closed + Open;
    public int Closed { get; private set; }
    public int Open { get; private set; }

    /// <summary>An id that exists.</summary>
    public long AnyId(Random random) => 1 + random.Next(Stored);

    /// <param name="openPer">One in so many stays at its first approval and becomes overdue; 0: none.</param>
    /// <param name="phases">What each act cost; null: nobody asks.</param>
    public async Task CarryAsync(int count, int openPer, Phases? phases = null)
    {
        phases ??= new Phases(null);
        var ids = await phases.RunAsync("open", () => path.OpenAsync(1 + Stored, count));
        var carried = openPer == 0 ? ids : [.. ids.Where((_, i) => i % openPer != 0)];
        if (carried.Length > 0)
        {
            await phases.RunAsync("approve", () => path.ApproveAsync(carried));
            var end = await phases.RunAsync("notice", path.PostNoticesAsync);
            await phases.RunAsync("notice end", () => path.EndNoticesAsync(end));
            await path.PayAsync(phases);
            await phases.RunAsync("close", () => path.CloseAsync(carried));
        }
        Closed += carried.Length;
        Open += count - carried.Length;
    }
}
