using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Identity;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Http;

/// <summary>
/// Single advances over HTTP: every call approves one case, which checks the actor, reserves the money, sets the next time limit and chains
/// the history. A service process with its jobs; the clients share its machine.
/// </summary>
internal static class HttpBench
{
    private const int DefaultCases = 8_000, WarmUp = 500;

    private static readonly int[] ClientCounts = [8, 64];

    private sealed record Run(int Clients, int Calls, double Seconds, Latencies Latencies);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var each = Math.Max(1, (options.Cases ?? DefaultCases) / ClientCounts.Length);
        await using var folder = await StoreFolder.CreateAsync(options);
        string key;
        long[] ids;
        // Cases of today: their time limits are not over when the service starts.
        await using (var service = await BenchService.CreateAsync(folder.Store, TimeProvider.System.GetUtcNow()))
        {
            key = await service.HireAsync("approver", Roles.Approver);
            ids = await new CasePath(service).OpenAsync(1, WarmUp + each * ClientCounts.Length);
        }

        var runs = new List<Run>();
        double peak;
        await using (var process = await ServiceProcess.StartAsync(folder.Store))
        {
            using var client = process.Client(key, ClientCounts.Max());
            await ApproveAsync(client, ids[..WarmUp], ClientCounts.Max());
            for (var i = 0; i < ClientCounts.Length; i++)
                runs.Add(await ApproveAsync(client, ids[(WarmUp + i * each)..(WarmUp + (i + 1) * each)], ClientCounts[i]));
            peak = ProcessMemory.PeakMb(process.Id);
        }

        Report.Table(["clients", "advances/s", "p50 ms", "p95 ms", "p99 ms", "highest ms"], runs.Select(r => new[]
        {
            r.Clients.ToString(CultureInfo.InvariantCulture), Report.F(r.Calls / r.Seconds), Report.F(r.Latencies.Percentile(0.5), 1),
            Report.F(r.Latencies.Percentile(0.95), 1), Report.F(r.Latencies.Percentile(0.99), 1), Report.F(r.Latencies.Highest, 1),
        }));
        await using var stored = folder.OpenBeside().Read();
        var approved = await stored.Cases.CountAsync(c => c.Step == "notice" && c.Version == 2);
        var verified = approved == ids.Length;
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), cases = each * ClientCounts.Length, peakRssMb = Report.Round(peak, 0), verified,
            runs = runs.Select(r => new
            {
                clients = r.Clients, calls = r.Calls, advancesPerSecond = Report.Round(r.Calls / r.Seconds, 0), p50Ms = Report.Round(r.Latencies.Percentile(0.5), 2),
                p95Ms = Report.Round(r.Latencies.Percentile(0.95), 2), p99Ms = Report.Round(r.Latencies.Percentile(0.99), 2),
            }),
        });
        Console.WriteLine(verified ? "Every call's case is where it must be." : $"{approved} approved cases instead of {ids.Length}");
        return verified ? 0 : 1;
    }

    private static async Task<Run> ApproveAsync(HttpClient client, long[] ids, int clients)
    {
        var latencies = new Latencies();
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < ids.Length;)
            {
                var id = ids[i];
                var applied = await latencies.TimeAsync(async () =>
                {
                    using var answer = await client.PostAsJsonAsync("/api/cases/approve", new { items = new[] { new { caseId = id, reason = "材料齐全，集体研究同意" } } });
                    return (await Answers.JsonAsync(answer)).GetProperty("applied").GetInt32();
                });
                if (applied != 1) throw new InvalidOperationException($"Case {id} was not approved.");
            }
        }));
        return new Run(clients, ids.Length, Stopwatch.GetElapsedTime(start).TotalSeconds, latencies);
    }
}
