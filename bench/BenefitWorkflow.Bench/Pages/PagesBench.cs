using System.Globalization;
using System.Net.Http.Json;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Bench.Pages;

/// <summary>
/// The site's pages as a browser gets them first: the whole HTML with its data, of a service process that carries many cases; at rest, and while
/// a bulk run goes on. What follows in the browser (scripts, drawing) is not part of it.
/// </summary>
internal static class PagesBench
{
    private const int DefaultCases = 100_000, RunCases = 10_000, ClosedPer = 20, CallsAtRest = 40, WarmUp = 3;

    /// <summary>People read; they do not hammer.</summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(10);

    private sealed record Page(string Name, string Path)
    {
        public Latencies AtRest { get; } = new();
        public Latencies DuringRun { get; } = new();
    }

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var cases = options.Cases ?? DefaultCases;
        await using var folder = await StoreFolder.CreateAsync(options);
        string key;
        long[] ids;
        // Cases of today: their time limits are not over when the service starts.
        await using (var service = await BenchService.CreateAsync(folder.Store, TimeProvider.System.GetUtcNow().AddDays(-14)))
        {
            key = await service.HireAsync("everybody", Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor);
            var path = new CasePath(service);
            var carried = await path.OpenAsync(1, cases / ClosedPer);
            await path.ApproveAsync(carried);
            await path.EndNoticesAsync(await path.PostNoticesAsync());
            await path.PayAsync(new Phases(null));
            await path.CloseAsync(carried);
            ids = await path.OpenAsync(1 + carried.Length, cases - carried.Length);
        }

        List<Page> pages =
        [
            new("start page", "/"), new("work list", "/cases"), new("work list of a step", $"/cases?programme={BenchService.Programme}&step=approve1"), new("work list, waiting for me", "/cases?mine=true"),
            new("case", $"/cases/{ids[ids.Length / 2]}"), new("overdue", "/overdue?by=step"), new("season", "/season"), new("bulk runs", "/runs"),
            new("notices", "/notices/manage"), new("objections", "/objections/manage"), new("payment batches", "/payments"), new("payments to settle", "/payments/queues"), new("banks' answers", "/bank-results"),
            new("budget", "/budget"), new("reconciliation", "/reconciliation"), new("intake", "/intake"), new("imports", "/imports"), new("programme", $"/programmes/{BenchService.Programme}"),
        ];
        double peak, runSeconds;
        int advanced;
        await using (var process = await ServiceProcess.StartAsync(folder.Store))
        {
            using var client = process.Client(key, 2);
            foreach (var page in pages)
                for (var i = 0; i < WarmUp; i++) await GetAsync(client, page);
            for (var i = 0; i < CallsAtRest; i++)
                foreach (var page in pages) await ReadAsync(client, page, page.AtRest);

            var chosen = ids[..Math.Min(RunCases, ids.Length)];
            using var started = await client.PostAsJsonAsync("/api/runs", new { action = "approve", items = chosen.Select(id => new { caseId = id, reason = "材料齐全，集体研究同意" }) });
            var run = (await Answers.JsonAsync(started)).GetProperty("id").GetInt64();
            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; ; i++)
            {
                await ReadAsync(client, pages[i % pages.Count], pages[i % pages.Count].DuringRun);
                if (i % pages.Count != 0) continue;
                using var answer = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{run}"));
                var state = await Answers.JsonAsync(answer);
                if (state.GetProperty("state").GetString() is not ("done" or "failed" or "cancelled")) continue;
                advanced = state.GetProperty("applied").GetInt32();
                break;
            }
            runSeconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            peak = ProcessMemory.PeakMb(process.Id);
        }

        Report.Table(["page", "at rest p50 ms", "p95", "during the run p50 ms", "p95", "calls"], pages.Select(p => new[]
        {
            p.Name, Report.F(p.AtRest.Percentile(0.5), 1), Report.F(p.AtRest.Percentile(0.95), 1), Report.F(p.DuringRun.Percentile(0.5), 1), Report.F(p.DuringRun.Percentile(0.95), 1),
            p.DuringRun.Count.ToString(CultureInfo.InvariantCulture),
        }));
        var verified = advanced == Math.Min(RunCases, ids.Length);
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), cases, runCases = advanced, runSeconds = Report.Round(runSeconds, 1), peakRssMb = Report.Round(peak, 0), verified,
            pages = pages.Select(p => new
            {
                name = p.Name, p50Ms = Report.Round(p.AtRest.Percentile(0.5), 1), p95Ms = Report.Round(p.AtRest.Percentile(0.95), 1),
                p50DuringRunMs = Report.Round(p.DuringRun.Percentile(0.5), 1), p95DuringRunMs = Report.Round(p.DuringRun.Percentile(0.95), 1), callsDuringRun = p.DuringRun.Count,
            }),
        });
        Console.WriteLine($"run of {Report.F(advanced)} cases: {Report.F(runSeconds, 1)} s with the readers beside it; peak RSS {Report.F(peak)} MB");
        return verified ? 0 : 1;
    }

    private static async Task ReadAsync(HttpClient client, Page page, Latencies latencies)
    {
        await latencies.TimeAsync(() => GetAsync(client, page));
        await Task.Delay(BetweenPages, TimeProvider.System);
    }

    private static async Task<int> GetAsync(HttpClient client, Page page)
    {
        using var answer = await client.GetAsync(page.Path);
        return await Answers.DrainAsync(answer);
    }
}
