using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Import;

/// <summary>One large roster as .xlsx, sent to a service process over HTTP: tried dry, then taken in. The memory is that process's, upload included.</summary>
internal static class ImportBench
{
    private const int DefaultRows = 100_000;

    private static readonly RosterField[] Columns =
        [RosterField.Name, RosterField.IdNumber, RosterField.Phone, RosterField.Unit, RosterField.Scheme, RosterField.Documents, RosterField.BankName, RosterField.Account, RosterField.AccountName, RosterField.DutyPost];

    private sealed record Run(string Name, double Seconds, double PeakRssMb, JsonElement Report);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var rows = options.Cases ?? DefaultRows;
        await using var folder = await StoreFolder.CreateAsync(options);
        string key, scheme;
        await using (var service = await BenchService.CreateAsync(folder.Store))
        {
            key = await service.HireAsync("caseworker", Roles.Caseworker);
            scheme = service.AidProgramme.Schemes.Single(s => s.Key == BenchService.Scheme).Title.Zh;
        }
        var file = folder.File("roster.xlsx");
        WriteRoster(file, rows, scheme);

        var runs = new List<Run>();
        await using (var process = await ServiceProcess.StartAsync(folder.Store))
        {
            using var client = process.Client(key);
            var idle = ProcessMemory.CurrentMb(process.Id);
            foreach (var dry in new[] { true, false })
            {
                var start = Stopwatch.GetTimestamp();
                var report = await SendAsync(client, file, dry);
                runs.Add(new Run(dry ? "dry run" : "commit", Stopwatch.GetElapsedTime(start).TotalSeconds, ProcessMemory.PeakMb(process.Id), report));
            }
            Console.WriteLine($"{rows} rows, {new FileInfo(file).Length / 1024} KiB; the idle service takes {Report.F(idle)} MB");
        }

        Report.Table(["", "rows/s", "seconds", "peak RSS MB so far", "opened"], runs.Select(r => new[]
        {
            r.Name, Report.F(rows / r.Seconds), Report.F(r.Seconds, 1), Report.F(r.PeakRssMb), Opened(r.Report).ToString(CultureInfo.InvariantCulture),
        }));
        await using var stored = folder.OpenBeside().Read();
        var cases = await stored.Cases.CountAsync(c => c.Step == "approve1" && c.State == CaseState.Open);
        var verified = cases == rows && runs.All(r => Opened(r.Report) == rows);
        Report.Write(options.JsonFile, new
        {
            store = options.Store.ToString().ToLowerInvariant(), rows, dryRunRowsPerSecond = Report.Round(rows / runs[0].Seconds, 0), commitRowsPerSecond = Report.Round(rows / runs[1].Seconds, 0),
            dryRunPeakRssMb = Report.Round(runs[0].PeakRssMb, 0), peakRssMb = Report.Round(runs[1].PeakRssMb, 0), verified,
        });
        Console.WriteLine(verified ? "Every row became a case." : $"{cases} cases instead of {rows}");
        return verified ? 0 : 1;
    }

    private static int Opened(JsonElement report) => report.GetProperty("opened").GetInt32();

    private static void WriteRoster(string file, int rows, string scheme)
    {
        using var stream = File.Create(file);
        using var table = new TableWriter(stream, [.. Columns.Select(RosterColumns.Title)]);
        for (var i = 0; i < rows; i++)
        {
            var person = CasePath.Applicant(1 + i);
            table.WriteRow([person.Name, person.IdNumber, person.Phone!, person.Unit, scheme, "单位推荐名册", person.BankName!, person.Account!, person.Name, "高温车间"]);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string file, bool dry)
    {
        await using var stream = File.OpenRead(file);
        using var form = new MultipartFormDataContent { { new StreamContent(stream), "file", Path.GetFileName(file) } };
        using var answer = await client.PostAsync($"/api/imports?programme={BenchService.Programme}&dryRun={(dry ? "true" : "false")}", form);
        var body = await Answers.JsonAsync(answer);
        if (answer.StatusCode != HttpStatusCode.Accepted) return body;
        // Taken in by a run: its seconds end with the run, its figures are the import's.
        while (body.GetProperty("endedAt").ValueKind == JsonValueKind.Null)
        {
            await Task.Delay(200);
            body = await client.GetFromJsonAsync<JsonElement>(answer.Headers.Location);
        }
        return (await client.GetFromJsonAsync<JsonElement>(body.GetProperty("link").GetString())).GetProperty("tally");
    }
}
