using System.Net;
using System.Text;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BenefitWorkflow.Tests.Http;

/// <summary>Requests that reach no use case are answered with a code, and tell nothing that was not asked.</summary>
public sealed class MalformedRequestTests(MalformedRequestTests.Service shared) : IClassFixture<MalformedRequestTests.Service>, IAsyncLifetime
{
    private const string Secret = "532301199001010011";

    private readonly RunningService _service = shared.Started;
    private HttpClient _caseworker = null!;

    public async Task InitializeAsync() => _caseworker = await _service.AsAsync(Roles.Caseworker);

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>One service for all: no test here changes anything in it.</summary>
    public sealed class Service : IAsyncLifetime
    {
        internal RunningService Started { get; private set; } = null!;

        public async Task InitializeAsync() => Started = await RunningService.StartAsync(
            map: app =>
            {
                app.MapGet("/test/fault", string () => throw new InvalidOperationException(Secret)).AllowAnonymous();
                app.MapGet("/test/forbidden", () => Results.StatusCode(403)).AllowAnonymous();
                app.MapGet("/test/teapot", () => Results.StatusCode(418)).AllowAnonymous();
                app.MapGet("/test/calendar", string () => throw new CalendarYearMissingException(2051)).AllowAnonymous();
            },
            configure: builder => builder.WebHost.ConfigureKestrel(o => o.Limits.MaxRequestBodySize = 600_000));

        public async Task DisposeAsync() => await Started.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"items\":[")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"items\":7}")]
    [InlineData("{\"items\":[null]}")]
    public async Task Post_WhatIsNoList_IsMalformed(string json)
    {
        var problem = await Problem.PostAsync(_caseworker, "/api/cases/withdraw", Json(json), HttpStatusCode.BadRequest);
        Assert.Equal("request.malformed", problem.Code);
    }

    [Fact]
    public async Task Post_ValueOfAnotherType_NamesTheFieldAndNotTheValue()
    {
        var problem = await Problem.PostAsync(_caseworker, "/api/cases/withdraw", Json($$"""{"items":[{"caseId":"x{{Secret}}"}]}"""), HttpStatusCode.BadRequest);

        Assert.Equal("request.malformed", problem.Code);
        Assert.Contains("$.items[0].caseId", problem.En, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ParameterOfAnotherType_IsMalformed()
    {
        using var response = await _caseworker.GetAsync($"/api/cases?after={Secret}x");
        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);

        Assert.Equal("request.malformed", problem.Code);
        Assert.DoesNotContain(Secret, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "request.empty")]
    [InlineData(Lists.MaxItems + 1, "request.too-many")]
    public async Task Post_ListOutsideItsLimits_IsRefusedWhole(int items, string code)
    {
        var body = new { items = Enumerable.Range(1, items).Select(i => new { caseId = i, reason = "r" }) };
        Assert.Equal(code, (await Problem.PostAsync(_caseworker, "/api/cases/withdraw", body, HttpStatusCode.BadRequest)).Code);
    }

    [Fact]
    public void Check_ListAtItsLimit_MayBeWorkedOn() => Assert.Null(Lists.Check(Enumerable.Range(0, Lists.MaxItems).Select(_ => "x").ToList()));

    [Theory]
    [InlineData("/api/cases/withdraw")]
    [InlineData("/api/cases")]
    public async Task Post_IdempotencyKeyThatCannotBeKept_IsNeverIgnored(string path)
    {
        var body = path == "/api/cases" ? """{"items":[{"programme":"p","scheme":"s","name":"n","idNumber":"1","unit":"u","application":{}}]}""" : """{"items":[{"caseId":1,"reason":"r"}]}""";
        foreach (var key in new[] { new string('k', Lists.MaxKeyLength + 1), "a\tb", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
            Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", key));
            using var response = await _caseworker.SendAsync(request);
            Assert.Equal("idempotency.key-malformed", (await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Code);
        }
    }

    [Fact]
    public void TryIdempotencyKey_AnyControlCharacter_IsRefused()
    {
        for (var c = 0; c < 0xA0; c++)
        {
            var http = new DefaultHttpContext { Request = { Headers = { ["Idempotency-Key"] = $"a{(char)c}b" } } };
            Assert.Equal(c is < 0x20 or >= 0x7F, !Lists.TryIdempotencyKey(http, out _, out var problem) && problem is not null);
        }
    }

    [Fact]
    public async Task Post_IdempotencyKeyOfFullLength_IsTaken()
    {
        _caseworker.DefaultRequestHeaders.Add("Idempotency-Key", new string('k', Lists.MaxKeyLength));
        using var response = await _caseworker.PostAsync("/api/cases/withdraw", Json("""{"items":[{"caseId":1,"reason":"r"}]}"""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/cases/record-survey", """{"items":[{"caseId":1,"satisfaction":1,"improvement":"improved"}]}""", "$.items[0].satisfaction")]
    [InlineData("/api/beneficiaries/status", """{"items":[{"idNumber":"1","status":2}]}""", "$.items[0].status")]
    public async Task Post_NumberInPlaceOfAName_IsMalformed(string path, string json, string field)
    {
        var problem = await Problem.PostAsync(_caseworker, path, Json(json), HttpStatusCode.BadRequest);
        Assert.Equal("request.malformed", problem.Code);
        Assert.Contains(field, problem.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/cases", Roles.Caseworker)]
    [InlineData("/api/notices", Roles.Caseworker)]
    [InlineData("/api/payments", Roles.FinancePreparer)]
    [InlineData("/api/payment-batches", Roles.FinancePreparer)]
    public async Task Get_StateThatIsNoName_IsRefused(string path, string role)
    {
        var client = await _service.AsAsync(role);
        foreach (var state in new[] { "1", "nowhere", "" })
        {
            using var response = await client.GetAsync($"{path}?state={state}");
            Assert.Equal("request.unknown-state", (await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Code);
        }
    }

    [Fact]
    public async Task Get_Fault_TellsATraceIdAndNothingElse()
    {
        using var client = _service.Anonymous();
        using var response = await client.GetAsync("/test/fault");
        var problem = await Problem.ReadAsync(response, HttpStatusCode.InternalServerError);

        Assert.Equal("request.failed", problem.Code);
        Assert.Matches(@"administrator about \S+\.$", problem.En);
        Assert.DoesNotContain(Secret, problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_YearWithoutHolidayTable_IsRefusedByItsOwnCode()
    {
        using var client = _service.Anonymous();
        using var response = await client.GetAsync("/test/calendar");
        var problem = await Problem.ReadAsync(response, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("calendar.year-missing", problem.Code);
        Assert.Contains("2051", problem.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsTooLarge()
    {
        var body = Json($$"""{"items":[{"caseId":1,"reason":"{{new string('r', 700_000)}}"}]}""");
        Assert.Equal("file.too-large", (await Problem.PostAsync(_caseworker, "/api/cases/withdraw", body, HttpStatusCode.RequestEntityTooLarge)).Code);
    }

    [Fact]
    public async Task Post_FileOverTheLimit_IsTooLarge()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[700_000]), "file", "roster.xlsx" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports?programme=hardship-assistance") { Content = form };
        // The service answers before it reads: a client that is still sending may find the line closed instead of the answer.
        request.Headers.ExpectContinue = true;
        using var response = await _caseworker.SendAsync(request);
        Assert.Equal("file.too-large", (await Problem.ReadAsync(response, HttpStatusCode.RequestEntityTooLarge)).Code);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", null, HttpStatusCode.NotFound, "request.no-such-address")]
    [InlineData("DELETE", "/api/cases", null, HttpStatusCode.MethodNotAllowed, "request.method-not-allowed")]
    [InlineData("POST", "/api/cases", "text/plain", HttpStatusCode.UnsupportedMediaType, "request.media-type")]
    [InlineData("GET", "/api/events", null, HttpStatusCode.Forbidden, "identity.role-required")]
    [InlineData("GET", "/test/forbidden", null, HttpStatusCode.Forbidden, "identity.forbidden")]
    [InlineData("GET", "/test/teapot", null, (HttpStatusCode)418, "request.refused")]
    public async Task Request_RefusedByABareStatus_HasABodyWithACode(string method, string path, string? type, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null) request.Content = new StringContent("x", Encoding.UTF8, type);
        using var response = await _caseworker.SendAsync(request);
        Assert.Equal(code, (await Problem.ReadAsync(response, status)).Code);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/")]
    public async Task Get_PublicPage_NeedsNoAccount(string path)
    {
        using var client = _service.Anonymous();
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
