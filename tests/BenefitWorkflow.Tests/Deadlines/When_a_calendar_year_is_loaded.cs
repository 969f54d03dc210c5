using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class When_a_calendar_year_is_loaded
{
    private static readonly string Notice2027 = Sourced(HolidayJson.Year(2027));

    [Fact]
    public async Task Should_go_on_with_what_waited_for_the_year()
    {
        await using var world = await CreateAsync();
        // The notice still ends in 2026; what follows it needs the next year's working days.
        var ids = await world.ApprovedAsync(Frontline(1));
        world.Time.SetUtcNow(new DateTimeOffset(2026, 12, 21, 2, 0, 0, TimeSpan.Zero));
        var posted = Assert.Single((await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices);
        world.Time.SetUtcNow(posted.EndsAt.AddDays(3));
        Assert.Equal(0, await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default));
        Assert.Equal("notice", (await world.CaseAsync(ids[0])).Step);
        RefusedAs("calendar.year-missing", Assert.Single(await world.SendAsync(Actor.System, "CloseNotice", ids)));

        // Another replica takes the table in; this one has a calendar object of its own.
        var (loaded, refusals) = await Loader(world, new CalendarSource(WorkingCalendar.Load())).RunAsync(Person("admin", Roles.Administrator), "2027.json", Encoding.UTF8.GetBytes(Notice2027), default);
        Assert.Empty(refusals);
        Assert.Equal([2027], loaded!.Years);
        Assert.Equal(1, await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default));
        Assert.Equal("bank", (await world.CaseAsync(ids[0])).Step);
    }

    [Fact]
    public async Task Should_take_the_file_over_http_from_the_administrator_and_keep_it_over_a_restart()
    {
        using var data = new RunningService.DataFolder();
        await using (var service = await RunningService.StartAsync(data))
        {
            var administrator = await service.AsAsync(Roles.Administrator);
            using (var byOther = await (await service.AsAsync(Roles.Supervisor)).PostAsync("/api/calendar/tables", Json(Notice2027))) Assert.Equal(HttpStatusCode.Forbidden, byOther.StatusCode);
            Assert.Equal("calendar.source-missing", (await Refused(administrator, HolidayJson.File(HolidayJson.Year(2027)))).Code);
            Assert.Equal("calendar.date-missing", (await Refused(administrator, Notice2027.Replace("2026-11-04", "4 November", StringComparison.Ordinal))).Code);
            Assert.Equal("calendar.malformed", (await Refused(administrator, "{")).Code);
            Assert.Equal("calendar.year-incomplete", (await Refused(administrator, Notice2027.Replace("2027-10-01", "2027-10-08", StringComparison.Ordinal))).Code);
            using (var huge = await administrator.PostAsync("/api/calendar/tables", Json(new string(' ', LoadCalendar.MaximumBytes + 1)))) Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
            Assert.DoesNotContain(2027, await YearsAsync(administrator));

            using (var loaded = await administrator.PostAsync("/api/calendar/tables", Json(Notice2027))) Assert.Equal(HttpStatusCode.Created, loaded.StatusCode);
            Assert.Contains(2027, await YearsAsync(administrator));
            // The year after, as a file.
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(Sourced(HolidayJson.Year(2028)))), "file", "2028.json" } };
            using (var uploaded = await administrator.PostAsync("/api/calendar/tables", form)) Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        }
        await using var again = await RunningService.StartAsync(data);
        var answer = await (await again.AsAsync(Roles.Auditor)).GetFromJsonAsync<JsonElement>("/api/calendar/years");
        var year = answer.GetProperty("years").EnumerateArray().Single(y => y.GetProperty("year").GetInt32() == 2027);
        Assert.Equal(("loaded", "国办发明电〔2026〕1号", Roles.Administrator), (year.GetProperty("origin").GetString(), year.GetProperty("source").GetString(), year.GetProperty("loadedBy").GetString()));
        Assert.Equal([2027, 2028], answer.GetProperty("years").EnumerateArray().Where(y => y.GetProperty("origin").GetString() == "loaded").Select(y => y.GetProperty("year").GetInt32()));
    }

    [Fact]
    public async Task Should_read_the_folder_holidays_at_start_and_start_not_at_all_with_a_damaged_one()
    {
        using var data = new RunningService.DataFolder();
        var folder = Directory.CreateDirectory(Path.Combine(data.Path, CalendarSource.FolderName)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "2027.json"), Notice2027);
        await using (var service = await RunningService.StartAsync(data))
        {
            Assert.Contains(2027, await YearsAsync(await service.AsAsync(Roles.Administrator)));
            await using var db = ((BenefitStore)service.Services.GetService(typeof(BenefitStore))!).Read();
            Assert.Equal(0, await db.CalendarTables.CountAsync());
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "2028.json"), "{}");
        Assert.Contains("2028.json", Assert.Throws<InvalidDataException>(() => RunningService.Build(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_let_the_newest_table_of_a_year_count()
    {
        await using var world = await CreateAsync();
        var load = Loader(world, world.Calendar);
        var day = new DateOnly(2027, 3, 15);
        await load.RunAsync(Person("admin", Roles.Administrator), "a.json", Encoding.UTF8.GetBytes(Notice2027), default);
        Assert.True((await CurrentAsync(world)).IsWorkingDay(day));
        var amended = Sourced(HolidayJson.Year(2027, off: "2027-03-15"));
        Assert.NotNull((await load.RunAsync(Person("admin", Roles.Administrator), "b.json", Encoding.UTF8.GetBytes(amended), default)).Loaded);
        Assert.False((await CurrentAsync(world)).IsWorkingDay(day));
        Assert.False((await new CalendarSource(WorkingCalendar.Load()).ReadAsync(world.Store.Read(), default)).IsWorkingDay(day));
    }

    private static string Sourced(string year) => HolidayJson.File(year).Replace("{\"years\"", "{\"source\":\"国办发明电〔2026〕1号\",\"date\":\"2026-11-04\",\"years\"", StringComparison.Ordinal);

    private static LoadCalendar Loader(CaseWorld world, CalendarSource source) => new(world.Store, source, new CalendarRecompute(world.Store, world.Programmes, source, world.Time), world.Time);

    private static async Task<WorkingCalendar> CurrentAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await world.Calendar.ReadAsync(db, default);
    }

    private static async Task<List<int>> YearsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/calendar/years")).GetProperty("years").EnumerateArray().Select(y => y.GetProperty("year").GetInt32())];

    private static Task<Problem> Refused(HttpClient client, string json) => Problem.PostAsync(client, "/api/calendar/tables", Json(json), HttpStatusCode.UnprocessableEntity);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
