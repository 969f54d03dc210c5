using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace BenefitWorkflow.Bench.Micro;

/// <summary>The pure parts by BenchmarkDotNet, in this process: the generated projects of its other tool chain would need restoring.</summary>
internal static class MicroBench
{
    public static int Run(BenchOptions options)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "bench"));
        var summaries = BenchmarkRunner.Run([typeof(PlannerBenchmarks), typeof(CalendarBenchmarks), typeof(FileBenchmarks)], config);
        Measuring.Report.Write(options.JsonFile, summaries.SelectMany(s => s.Reports).Where(r => r.Success).Select(r => new
        {
            name = r.BenchmarkCase.Descriptor.DisplayInfo, nanoseconds = Measuring.Report.Round(r.ResultStatistics!.Mean, 1), bytes = r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase),
        }));
        return summaries.All(s => s.Reports.Length > 0 && s.Reports.All(r => r.Success)) ? 0 : 1;
    }
}
