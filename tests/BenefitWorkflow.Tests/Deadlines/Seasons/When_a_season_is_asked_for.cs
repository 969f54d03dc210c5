using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

/// <summary>Over HTTP; the service's clock stands at Wednesday, 1 March 2023.</summary>
public sealed class When_a_season_is_asked_for
{
    [Fact]
    public async Task Should_answer_the_plan_with_its_countdown()
    {
        await using var service = await RunningService.StartAsync();
        var client = await service.AsAsync(Roles.Caseworker);
        var plan = await client.GetFromJsonAsync<JsonElement>("/api/programmes/spring-festival-warmth/plan?year=2026");
        Assert.Equal(("2026-02-14", false), (plan.GetProperty("lastDay").GetString(), plan.GetProperty("provisional").GetBoolean()));
        var posting = plan.GetProperty("schemes")[0].GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("key").GetString() == "notice-posting");
        Assert.Equal("2026-02-04", posting.GetProperty("day").GetString());
        Assert.Equal(new DateOnly(2026, 2, 4).DayNumber - new DateOnly(2023, 3, 1).DayNumber, posting.GetProperty("daysLeft").GetInt32());

        // The season of 2023 is over since its Lantern Festival: without a year it is that of 2024.
        Assert.Equal(2024, (await client.GetFromJsonAsync<JsonElement>("/api/programmes/spring-festival-warmth/plan")).GetProperty("year").GetInt32());
    }

    [Fact]
    public async Task Should_plan_a_year_without_table_only_if_asked_and_say_so_at_every_step()
    {
        await using var service = await RunningService.StartAsync();
        var client = await service.AsAsync(Roles.Supervisor);
        Assert.Equal("calendar.year-missing", await CodeAsync(client, "/api/programmes/spring-festival-warmth/plan?year=2027", HttpStatusCode.UnprocessableEntity));
        var plan = await client.GetFromJsonAsync<JsonElement>("/api/programmes/spring-festival-warmth/plan?year=2027&provisional=true");
        Assert.All(plan.GetProperty("schemes").EnumerateArray().SelectMany(s => s.GetProperty("steps").EnumerateArray()), step =>
        {
            Assert.True(step.GetProperty("provisional").GetBoolean());
            Assert.Equal(JsonValueKind.Null, step.GetProperty("workingDaysLeft").ValueKind);
        });
    }

    [Fact]
    public async Task Should_refuse_what_it_cannot_answer()
    {
        await using var service = await RunningService.StartAsync();
        var client = await service.AsAsync(Roles.Supervisor);
        Assert.Equal("programme.not-found", await CodeAsync(client, "/api/programmes/none/plan", HttpStatusCode.NotFound));
        Assert.Equal("programme.not-found", await CodeAsync(client, "/api/programmes/none/forecast", HttpStatusCode.NotFound));
        Assert.Equal("season.no-window", await CodeAsync(client, "/api/programmes/hardship-assistance/plan", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("season.no-window", await CodeAsync(client, "/api/programmes/hardship-assistance/forecast", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("season.year-out-of-range", await CodeAsync(client, "/api/programmes/spring-festival-warmth/forecast?year=1800", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("calendar.year-missing", await CodeAsync(client, "/api/programmes/spring-festival-warmth/forecast?year=2027", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("season.limit-out-of-range", await CodeAsync(client, "/api/programmes/spring-festival-warmth/forecast/cases?scheme=duty-post&step=notice&limit=0", HttpStatusCode.BadRequest));
        Assert.Equal("calendar.limit-out-of-range", await CodeAsync(client, "/api/calendar/changes?limit=1001", HttpStatusCode.BadRequest));
        Assert.Equal("timeliness.limit-out-of-range", await CodeAsync(client, "/api/timeliness?limit=0", HttpStatusCode.BadRequest));
        Assert.Equal("request.unknown-state", await CodeAsync(client, "/api/timeliness?verdict=soon", HttpStatusCode.BadRequest));
        foreach (var path in (string[])["/api/programmes/spring-festival-warmth/forecast", "/api/timeliness"])
        {
            using var byAdministrator = await (await service.AsAsync(Roles.Administrator)).GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, byAdministrator.StatusCode);
        }
    }

    private static async Task<string?> CodeAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }
}
