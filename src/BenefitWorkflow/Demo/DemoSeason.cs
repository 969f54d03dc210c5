using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;

namespace BenefitWorkflow.Demo;

/// <summary>Lives the working days from December 2022 to the end of 2023: the service's own jobs at half past eight, the staff from nine, the bank at three.</summary>
internal sealed class DemoSeason(WebApplication app, SimulatedClock clock, DemoStaff staff, DemoRosters rosters, DemoBank bank, string folder, int scale, DemoState state)
{
    private static readonly string[] Programmes = ["spring-festival-warmth", "hardship-assistance"];

    private readonly WorkingCalendar _calendar = app.Services.GetRequiredService<CalendarSource>().AtStart;
    private readonly HashSet<long> _carried = [];
    private DemoState _state = state;
    private DateTimeOffset _end = DateTimeOffset.MaxValue;

    public async Task RunAsync()
    {
        if (scale > 1) await RaiseCeilingsAsync();
        await LiveThroughAsync(DemoState.LastDay);
        await RecheckAsync();
        await PublishAsync();
    }

    /// <summary>Stops in the middle of the season, before the first act at or after this instant: cases then stand at every step.</summary>
    public async Task RunUntilAsync(DateTimeOffset end)
    {
        _end = end;
        await LiveThroughAsync(ShanghaiTime.LocalDate(end));
        await PublishAsync();
    }

    private async Task LiveThroughAsync(DateOnly last)
    {
        var first = _calendar.NextWorkingDayOnOrAfter(ShanghaiTime.LocalDate(_state.Now));
        for (var day = first; day <= last; day = _calendar.AddWorkingDays(day, 1)) await LiveAsync(day);
    }

    private async Task LiveAsync(DateOnly day)
    {
        await AtAsync(day, 8, 30, RunJobsAsync);
        await AtAsync(day, 9, 0, async () =>
        {
            foreach (var roster in rosters.Rosters.Where(r => r.Day == day)) await ImportAsync(day, roster);
        });
        foreach (var programme in Programmes)
        {
            var people = new DemoDay(staff, rosters, bank, programme, clock, _carried, text => Say(day, text));
            if (!await people.AnyOpenAsync()) continue;
            // Every act has a minute of its own, and each programme its hour.
            var minute = programme == Programmes[0] ? 30 : 90;
            foreach (var act in people.Acts) await AtAsync(day, 9, minute++, act);
        }
        await AtAsync(day, 15, 0, () =>
        {
            if (bank.Work(clock.GetUtcNow()) is > 0 and var late) Say(day, $"银行退票 {late} 笔 / returned by the bank");
            return Task.CompletedTask;
        });
        await AtAsync(day, 15, 30, async () =>
        {
            var (settled, failed, returned) = await bank.DeliverAsync(staff.Preparer, clock.GetUtcNow());
            if (settled + failed + returned > 0) Say(day, $"银行回单：成功 {settled} 失败 {failed} 退票 {returned} / bank results");
            await PublishAsync();
        });
    }

    /// <summary>
    /// One act at its instant. The instant is on disk before the act begins: after a kill the clock goes on from there, so that nothing that was
    /// done lies in the future, earlier acts stay done, and this one meets only what is left of its own work.
    /// </summary>
    private async Task AtAsync(DateOnly day, int hour, int minute, Func<Task> act)
    {
        var instant = ShanghaiTime.StartOfDay(day).AddMinutes(hour * 60 + minute);
        if (instant < _state.Now || instant >= _end) return;
        // Ctrl+C ends the demo between two acts; the same command goes on.
        app.Lifetime.ApplicationStopping.ThrowIfCancellationRequested();
        _state = _state with { Now = instant };
        _state.Save(folder);
        clock.MoveTo(instant);
        await act();
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
        // Asked to answer when all is done: at a larger scale a file would become a run, which works by the service's own time.
        var report = await staff.Caseworker.UploadAsync($"/api/imports?programme={roster.Programme}&run=false", roster.FileName, bytes);
        Say(day, $"导入 {roster.FileName}：建案 {report.GetProperty("opened").GetInt32()}，退回 {report.GetProperty("bad").GetInt32()}，不符合 {report.GetProperty("ineligible").GetInt32()}，待补正 {report.GetProperty("incomplete").GetInt32()} / imported");
    }

    private async Task RaiseCeilingsAsync()
    {
        foreach (var programme in app.Services.GetRequiredService<Programmes.ProgrammeCatalog>().Programmes)
        foreach (var source in programme.FundingSources)
        {
            var proposed = await staff.Administrator.PostAsync("/api/budgets/adjustments", new { programme = programme.Key, source = source.Key, toFen = source.CeilingFen * scale, documentNumber = $"DEMO-SCALE-{scale}" });
            await staff.Releaser.PostAsync($"/api/budgets/adjustments/{proposed.GetProperty("id").GetInt64()}/approve", new { });
        }
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
        await scope.ServiceProvider.GetRequiredService<SubjectSweep>().RunOnceAsync(default);
    }

    private async Task PublishAsync()
    {
        var relay = app.Services.GetRequiredService<OutboxRelay>();
        while (await relay.RunOnceAsync(default) > 0)
        {
        }
    }

    private static void Say(DateOnly day, string text) => Console.WriteLine($"{day:yyyy-MM-dd}  {text}");
}
