using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;

namespace BenefitWorkflow.Demo;

/// <summary>Lives the working days from December 2022 to the end of 2023: the service's own jobs at half past eight, the staff at nine, the bank at three.</summary>
internal sealed class DemoSeason(WebApplication app, SimulatedClock clock, DemoStaff staff, DemoRosters rosters, BankSimulator bank, string folder, int scale)
{
    private static readonly string[] Programmes = ["spring-festival-warmth", "hardship-assistance"];

    public async Task RunAsync(DemoState state)
    {
        var calendar = app.Services.GetRequiredService<WorkingCalendar>();
        if (scale > 1) await RaiseCeilingsAsync();
        for (var day = calendar.NextWorkingDayOnOrAfter(state.Day); day <= DemoState.LastDay; day = calendar.AddWorkingDays(day, 1))
        {
            await LiveAsync(day);
            (state with { Day = day }).Save(folder);
        }
        await RecheckAsync();
        await PublishAsync();
    }

    private async Task LiveAsync(DateOnly day)
    {
        clock.MoveTo(At(day, 8.5));
        await RunJobsAsync();
        clock.MoveTo(At(day, 9));
        foreach (var roster in rosters.Rosters.Where(r => r.Day == day)) await ImportAsync(day, roster);
        foreach (var programme in Programmes)
        {
            var people = new DemoDay(staff, rosters, bank, programme, text => Say(day, text));
            clock.MoveTo(At(day, programme == Programmes[0] ? 9.5 : 10));
            await people.WorkAsync();
            await people.PayAsync(clock.GetUtcNow());
        }
        clock.MoveTo(At(day, 15));
        if (bank.ReturnLate(clock.GetUtcNow()) is > 0 and var late) Say(day, $"银行退票 {late} 笔 / returned by the bank");
        var (settled, failed, returned) = await bank.DeliverAsync(staff.Preparer);
        if (settled + failed + returned > 0) Say(day, $"银行回单：成功 {settled} 失败 {failed} 退票 {returned} / bank results");
        await PublishAsync();
    }

    private async Task ImportAsync(DateOnly day, DemoRoster roster)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "rosters")).FullName, roster.FileName);
        // Written once: the same bytes are the same file, and importing it again changes nothing.
        if (!File.Exists(path))
        {
            DemoRosters.Write(roster, path + ".new");
            File.Move(path + ".new", path);
        }
        var bytes = await File.ReadAllBytesAsync(path);
        if (roster.Applicants.Count < 5_000)
        {
            var dry = await staff.Caseworker.UploadAsync($"/api/imports?programme={roster.Programme}&dryRun=true", roster.FileName, bytes);
            Say(day, $"试导入 {roster.FileName}：{dry.GetProperty("rows").GetInt32()} 行，问题 {dry.GetProperty("bad").GetInt32()} 行 / dry run");
        }
        var report = await staff.Caseworker.UploadAsync($"/api/imports?programme={roster.Programme}", roster.FileName, bytes);
        Say(day, $"导入 {roster.FileName}：建案 {report.GetProperty("opened").GetInt32()}，退回 {report.GetProperty("bad").GetInt32()}，不符合 {report.GetProperty("ineligible").GetInt32()}，待补正 {report.GetProperty("incomplete").GetInt32()} / imported");
    }

    private async Task RaiseCeilingsAsync()
    {
        foreach (var programme in app.Services.GetRequiredService<Programmes.ProgrammeCatalog>().Programmes)
        foreach (var source in programme.FundingSources)
            await staff.Administrator.PostAsync("/api/budgets/adjustments", new { programme = programme.Key, source = source.Key, toFen = source.CeilingFen * scale, documentNumber = $"DEMO-SCALE-{scale}" });
    }

    /// <summary>A third of the paid cases is looked at again by the auditor; every fiftieth of those turns out wrong.</summary>
    private async Task RecheckAsync()
    {
        foreach (var programme in Programmes)
        {
            long? after = 0;
            while (after is not null)
            {
                var page = await staff.Auditor.GetAsync($"/api/cases?programme={programme}&state=closed&result=paid&limit=1000&after={after}");
                var items = page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()).Where(id => id % 3 == 0)
                    .Select(id => new { caseId = id, correct = id % 150 != 0, errorKind = id % 150 != 0 ? null : "income" }).ToList();
                // Not every row need be applied: a demo that was cut off here has done some already.
                if (items.Count > 0) await staff.Auditor.PostAsync("/api/rechecks", new { items });
                after = page.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Number ? page.GetProperty("next").GetInt64() : null;
            }
        }
    }

    private async Task RunJobsAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NoticeCloser>().CloseDueAsync(default);
        await scope.ServiceProvider.GetRequiredService<DeadlineSweep>().RunOnceAsync(default);
    }

    private async Task PublishAsync()
    {
        var relay = app.Services.GetRequiredService<OutboxRelay>();
        while (await relay.RunOnceAsync(default) > 0)
        {
        }
    }

    private static DateTimeOffset At(DateOnly day, double hour) => ShanghaiTime.StartOfDay(day).AddHours(hour);

    private static void Say(DateOnly day, string text) => Console.WriteLine($"{day:yyyy-MM-dd}  {text}");
}
