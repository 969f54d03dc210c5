using System.Diagnostics;
using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Startup;

/// <summary>A service that was down for long: it starts with as many time limits past due as cases, works them off, and people read pages meanwhile.</summary>
internal static class StartupBench
{
    private const int DefaultCases = 100_000, PageCallsAtRest = 200;

    /// <summary>People read; they do not hammer.</summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var cases = options.Cases ?? DefaultCases;
        await using var folder = await StoreFolder.CreateAsync(options);
        string key;
        long[] ids;
        await using (var service = await BenchService.CreateAsync(folder.Store))
        {
            key = await service.HireAsync("supervisor", Roles.Supervisor);
            ids = await new CasePath(service).OpenAsync(1, cases);
        }

        var (meanwhile, atRest) = (new Latencies(), new Latencies());
        double seconds, startSeconds, published, peak;
        bool done;
        using var beside = folder.OpenBeside();
        await using (var process = await ServiceProcess.StartAsync(folder.Store))
        {
            startSeconds = process.StartTime.TotalSeconds;
            using var client = process.Client(key, 2);
            var start = Stopwatch.GetTimestamp();
            using var reading = new CancellationTokenSource();
            var reader = ReadPagesAsync(client, ids, meanwhile, int.MaxValue, reading.Token);
            done = await UntilAsync(() => PendingAsync(beside), start);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await reading.CancelAsync();
            await reader;
            done &= await UntilAsync(() => UnpublishedAsync(beside), start);
            published = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await ReadPagesAsync(client, ids, atRest, PageCallsAtRest, default);
            peak = ProcessMemory.PeakMb(process.Id);
        }

        Report.Table(["pages", "calls", "p50 ms", "p95 ms", "p99 ms", "highest ms"], new[] { ("while working off", meanwhile), ("at rest", atRest) }.Select(r => new[]
        {
            r.Item1, r.Item2.Count.ToString(CultureInfo.InvariantCulture), Report.F(r.Item2.Percentile(0.5), 1), Report.F(r.Item2.Percentile(0.95), 1), Report.F(r.Item2.Percentile(0.99), 1), Report.F(r.Item2.Highest, 1),
        }));
        Console.WriteLine($"first answer after {Report.F(startSeconds, 1)} s; time limits worked off {Report.F(seconds, 1)} s later (the job starts with the minute), events published {Report.F(published, 1)} s later; peak RSS {Report.F(peak)} MB");
        await using var db = beside.Read();
        var fired = await db.Deadlines.CountAsync(d => d.State == DeadlineState.Fired);
        var told = await db.Outbox.CountAsync(m => m.Type == nameof(DisbursementOverdueV1));
        var verified = done && fired == cases && told == cases;
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), deadlines = cases, firstAnswerSeconds = Report.Round(startSeconds, 2), workedOffSeconds = Report.Round(seconds, 1),
            publishedSeconds = Report.Round(published, 1), p50Ms = Report.Round(meanwhile.Percentile(0.5), 1), p95Ms = Report.Round(meanwhile.Percentile(0.95), 1),
            p99Ms = Report.Round(meanwhile.Percentile(0.99), 1), p95AtRestMs = Report.Round(atRest.Percentile(0.95), 1), peakRssMb = Report.Round(peak, 0), verified,
        });
        Console.WriteLine(verified ? "Every time limit fired once and was told once." : $"{fired} fired, {told} told of {cases}");
        return verified ? 0 : 1;
    }

    private static async Task ReadPagesAsync(HttpClient client, long[] ids, Latencies latencies, int calls, CancellationToken ct)
    {
        var random = new Random(1);
        for (var i = 0; i < calls && !ct.IsCancellationRequested; i++)
        {
            var page = (i % 3) switch
            {
                0 => $"/api/cases?programme={BenchService.Programme}&state=open&step=approve1&limit=100&after={ids[random.Next(ids.Length)]}",
                1 => $"/api/cases/{ids[random.Next(ids.Length)]}",
                _ => $"/api/overdue?programme={BenchService.Programme}&limit=100",
            };
            await latencies.TimeAsync(async () =>
            {
                using var answer = await client.GetAsync(page, CancellationToken.None);
                return await Answers.DrainAsync(answer);
            });
            await Task.Delay(BetweenPages, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> busy, long start)
    {
        while (await busy())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
        return true;
    }

    private static async Task<bool> PendingAsync(BenefitWorkflow.Store.BenefitStore store)
    {
        await using var db = store.Read();
        return await db.Deadlines.AnyAsync(d => d.State == DeadlineState.Pending);
    }

    private static async Task<bool> UnpublishedAsync(BenefitWorkflow.Store.BenefitStore store)
    {
        await using var db = store.Read();
        return await db.Outbox.AnyAsync(m => m.PublishedAt == null);
    }
}
