using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>
/// The same work done by the service, by the set-based ceiling and by the Stateless + EF baseline, in turn and in the same run; the order
/// is turned round in every second round, so that warmth and a disturbed minute favour nobody. Ratios are of medians.
/// </summary>
internal static class LifecycleBench
{
    private const int DefaultCases = 10_000, DefaultRounds = 3, WarmUp = 1_000;

    /// <summary>More would only take longer: its cost per case does not depend on their number.</summary>
    private const int MostBaselineCases = 5_000;

    private sealed record Run(string Name, int Cases, Reading Reading, IReadOnlyList<Phase> Phases, double RowsPerCase)
    {
        public double CasesPerSecond => Cases / Reading.Seconds;
    }

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (cases, rounds) = (options.Cases ?? DefaultCases, options.Rounds ?? DefaultRounds);
        using var folder = new ScratchFolder(options.Folder);
        await using var field = await ContenderField.CreateAsync(options, folder);
        var (runs, faults) = (new List<Run>(), new List<string>());
        for (var round = 0; round < rounds; round++)
        foreach (var name in round % 2 == 0 ? field.Names : field.Names.Reverse())
        {
            var run = await MeasureAsync(field, name, round, name == ContenderField.Baseline ? Math.Min(cases, MostBaselineCases) : cases, faults);
            Console.WriteLine($"round {round + 1}  {run.Name,-15} {Report.F(run.CasesPerSecond),8} cases/s");
            runs.Add(run);
        }

        Print(runs);
        if (field.Names.Count > 1) Report.Write(options.JsonFile, Figures(options.Store, cases, runs, faults.Count == 0));
        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        Console.WriteLine(faults.Count == 0 ? "Everything is there: cases, payments, events, history, time limits, money." : $"{faults.Count} faults");
        return faults.Count == 0 ? 0 : 1;
    }

    private static async Task<Run> MeasureAsync(ContenderField field, string name, int round, int cases, List<string> faults)
    {
        await using var contender = await field.EnterAsync(name, round);
        await contender.RunAsync(1, WarmUp, new Phases(contender.Server));
        var rows = await contender.RowsAsync();
        var phases = new Phases(contender.Server);
        var meter = await Meter.StartAsync(contender.Server);
        await contender.RunAsync(1 + WarmUp, cases, phases);
        var reading = await meter.StopAsync();
        faults.AddRange(await contender.FaultsAsync(cases + WarmUp));
        return new Run(contender.Name, cases, reading, phases.Spans, (double)(await contender.RowsAsync() - rows) / cases);
    }

    private static void Print(List<Run> runs)
    {
        Report.Table(["", "cases/s", "CPU ms/case", "written B/case", "rows/case", "peak RSS MB"], runs.GroupBy(r => r.Name).Select(g => new[]
        {
            g.Key, Report.F(Of(g, r => r.CasesPerSecond)), Report.F(Of(g, CpuMs), 3), Report.F(Of(g, Written)), Report.F(Of(g, r => r.RowsPerCase), 1), Report.F(Of(g, r => r.Reading.PeakRssMb)),
        }));
        foreach (var contender in runs.GroupBy(r => r.Name))
            Console.WriteLine($"{contender.Key,-15} ms/case (CPU)  " + string.Join("  ", Phases(contender, p => p.Seconds).Zip(Phases(contender, p => p.CpuSeconds), (wall, cpu) => $"{wall.Key} {Report.F(wall.Value, 3)} ({Report.F(cpu.Value, 3)})")));
    }

    private static Dictionary<string, object?> Figures(StoreKind store, int cases, List<Run> runs, bool verified)
    {
        var by = runs.GroupBy(r => r.Name).ToDictionary(g => g.Key);
        var ceiling = by[ContenderField.Ceiling];
        var baseline = by[ContenderField.Baseline];
        var service = by[ContenderField.Service];
        double Rate(IEnumerable<Run> of) => Report.Round(Of(of, r => r.CasesPerSecond), 1);
        double Figure(Func<Run, double> figure, int decimals) => Report.Round(Of(service, figure), decimals);
        return new Dictionary<string, object?>
        {
            ["store"] = store == StoreKind.Sqlite ? "sqlite" : "postgresql",
            ["cases"] = cases,
            ["casesPerSecond"] = Rate(service),
            ["ratioToCeiling"] = Report.Round(Of(service, r => r.CasesPerSecond) / Of(ceiling, r => r.CasesPerSecond), 3),
            ["ratioToBaseline"] = Report.Round(Of(service, r => r.CasesPerSecond) / Of(baseline, r => r.CasesPerSecond), 2),
            ["cpuMsPerCase"] = Figure(CpuMs, 3),
            ["walBytesPerCase"] = Figure(Written, 0),
            ["rowsPerCase"] = Figure(r => r.RowsPerCase, 2),
            ["peakRssMb"] = Figure(r => r.Reading.PeakRssMb, 0),
            ["verified"] = verified,
            ["rounds"] = ceiling.Count(),
            ["ceilingCasesPerSecond"] = Rate(ceiling),
            ["baselineCasesPerSecond"] = Rate(baseline),
            ["phasesMsPerCase"] = Phases(service, p => p.Seconds),
            ["phasesCpuMsPerCase"] = Phases(service, p => p.CpuSeconds),
        };
    }

    private static Dictionary<string, double> Phases(IEnumerable<Run> runs, Func<Phase, double> seconds) => runs.SelectMany(r => r.Phases.Select(p => (p.Name, Ms: 1_000 * seconds(p) / r.Cases)))
        .GroupBy(p => p.Name).ToDictionary(g => g.Key, g => Report.Round(Report.Median(g.Select(p => p.Ms)), 4));

    private static double CpuMs(Run run) => 1_000 * run.Reading.CpuSeconds / run.Cases;

    private static double Written(Run run) => (double)run.Reading.WrittenBytes / run.Cases;

    private static double Of(IEnumerable<Run> runs, Func<Run, double> figure) => Report.Median(runs.Select(figure));
}
