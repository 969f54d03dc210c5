using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Host;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class FinanceProcessTests
{
    [Theory]
    [InlineData("", "k", "", "", "Feed:BaseUrl")]
    [InlineData("ftp://x", "k", "", "", "Feed:BaseUrl")]
    [InlineData("http://x", "", "", "", "Feed:ApiKey")]
    [InlineData("http://x", "k", "http://0.0.0.0:5090", "", "Ledger:ApiKey")]
    [InlineData("http://x", "k", "nonsense", "", "Ledger:Url")]
    [InlineData("http://x", "k", "", "00:00:00", "Ledger:CatchUpEvery")]
    [InlineData("http://x", "k", "", "1.00:00:01", "Ledger:CatchUpEvery")]
    [InlineData("http://x", "k", "", "soon", "Ledger:CatchUpEvery")]
    public void Configure_SettingIsMissingOrUnsafe_NamesIt(string baseUrl, string key, string url, string every, string named) =>
        Assert.Contains(named, Assert.Single(FinanceProcess.Configure(Builder(baseUrl, key, url, every))), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:5999", null)]
    [InlineData("http://0.0.0.0:5999", "ledger-key")]
    public void Configure_Complete_HasNothingToSay(string url, string? ledgerKey)
    {
        var builder = Builder("http://127.0.0.1:5080", "k", url, "");
        builder.Configuration["Ledger:ApiKey"] = ledgerKey;
        Assert.Empty(FinanceProcess.Configure(builder));
    }

    [Fact]
    public async Task Endpoints_CatchUpThenAsk_AnswerFromTheBooks()
    {
        await using var host = await Host.StartAsync((after, limit, _) => Task.FromResult(Events.Page(Events.OneOfEach().Where(e => e.Sequence != 7), after, limit)));

        var report = await (await host.Http.PostAsync("/ledger/catch-up", null)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Events.OneOfEach().Length, report.GetProperty("gaps").GetProperty("highest").GetInt64());

        var gaps = await host.Http.GetFromJsonAsync<JsonElement>("/ledger/gaps");
        Assert.Equal("""[{"first":7,"last":7}]""", gaps.GetProperty("gaps").GetRawText());
        Assert.Equal("""{"status":"gap","watermark":6,"highest":13,"controlAlarms":0}""", await host.Http.GetStringAsync("/health"));

        await host.Services.GetRequiredService<LedgerWriter>().AppendAsync([Events.Overdue(7), Events.Settled(4, 1)], CancellationToken.None);
        Assert.Equal("""{"status":"quarantine","watermark":13,"highest":13,"controlAlarms":0}""", await host.Http.GetStringAsync("/health"));
        Assert.Equal("EventIdReused", (await host.Http.GetFromJsonAsync<JsonElement>("/ledger/quarantine"))[0].GetProperty("reason").GetString());

        var totals = await host.Http.GetFromJsonAsync<JsonElement>("/ledger/totals?from=2026-02-10&to=2026-02-10");
        Assert.Equal(250_000, totals.GetProperty("sum").GetProperty("netPaidFen").GetInt64());
        Assert.Equal(2, totals.GetProperty("sources").GetArrayLength());
        Assert.Equal(0, (await host.Http.GetFromJsonAsync<JsonElement>("/ledger/totals?from=2026-02-11")).GetProperty("programmes").GetArrayLength());
    }

    [Fact]
    public async Task ControlTotals_TheyDiffer_HealthIsUnavailableAndTheReportSaysWhere()
    {
        var empty = new ControlLineV1("golden-autumn", null, new(1, 5), default, default, default, default);
        await using var host = await Host.StartAsync(
            (after, limit, _) => Task.FromResult(Events.Page([], after, limit)),
            control: (day, upTo, _) => Task.FromResult(new ControlTotalsV1(day, 0, 0, 0, [empty], [], [])));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/ledger/control-totals?day=2026-02-10")).StatusCode);

        await host.Http.PostAsync("/ledger/control-totals?day=2026-02-10", null);

        using var health = await host.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("""{"status":"control-totals","watermark":0,"highest":0,"controlAlarms":1}""", await health.Content.ReadAsStringAsync());
        var report = await host.Http.GetFromJsonAsync<JsonElement>("/ledger/control-totals?day=2026-02-10");
        Assert.Equal("Differs", report.GetProperty("status").GetString());
        Assert.Equal("golden-autumn", report.GetProperty("findings")[0].GetProperty("programme").GetString());
        Assert.Equal(1, (await host.Http.GetFromJsonAsync<JsonElement>("/ledger/control-alarms")).GetArrayLength());
    }

    [Theory]
    [InlineData("Bus:Transport", "Kafka", "Bus:Transport")]
    [InlineData("Bus:Transport", "2", "Bus:Transport")]
    [InlineData("Bus:Port", "0", "Bus:Port")]
    [InlineData("Bus:Port", "70000", "Bus:Port")]
    [InlineData("Bus:Host", "a b", "Bus:Host")]
    [InlineData("Bus:VirtualHost", "", "Bus:VirtualHost")]
    [InlineData("Bus:Password", "", "Bus:Password")]
    [InlineData("Bus:User", "", "Bus:User")]
    [InlineData("Ledger:ControlEvery", "00:00:59", "Ledger:ControlEvery")]
    public void Configure_BusCannotBeUsed_NamesIt(string setting, string value, string named)
    {
        var builder = Builder("http://127.0.0.1:5080", "k", "", "");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bus:Transport"] = "RabbitMq", ["Bus:User"] = "finance", ["Bus:Password"] = "secret-2", [setting] = value,
        });

        var problem = Assert.Single(FinanceProcess.Configure(builder));

        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void BusSettings_Printed_KeepThePassword() =>
        Assert.Equal("RabbitMq u@h:5672/", new BusSettings { Transport = BusTransport.RabbitMq, Host = "h", User = "u", Password = "secret-2" }.ToString());

    [Fact]
    public async Task CatchUp_ServiceUnreachable_SaysSo()
    {
        await using var host = await Host.StartAsync((_, _, _) => throw new HttpRequestException("refused"));
        var answer = await host.Http.PostAsync("/ledger/catch-up", null);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("feed.unavailable", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("ledger-key", HttpStatusCode.OK)]
    public async Task Endpoints_KeyIsSet_OnlyItOpensTheLedger(string? key, HttpStatusCode expected)
    {
        await using var host = await Host.StartAsync((after, limit, _) => Task.FromResult(Events.Page([], after, limit)), "ledger-key");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ledger/totals");
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        Assert.Equal(expected, (await host.Http.SendAsync(request)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/health")).StatusCode);
    }

    private static WebApplicationBuilder Builder(string baseUrl, string key, string url, string every)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var settings = new Dictionary<string, string?> { ["Feed:BaseUrl"] = baseUrl, ["Feed:ApiKey"] = key };
        if (url.Length > 0)
        {
            settings["Ledger:Url"] = url;
        }

        if (every.Length > 0)
        {
            settings["Ledger:CatchUpEvery"] = every;
        }

        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }

    private sealed class Host(WebApplication app, string folder) : IAsyncDisposable
    {
        public HttpClient Http { get; } = app.GetTestClient();

        public IServiceProvider Services => app.Services;

        public static async Task<Host> StartAsync(FeedSource feed, string? apiKey = null, ControlSource? control = null)
        {
            var folder = Directory.CreateTempSubdirectory("finance-process-").FullName;
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Services.AddFinanceLedger(new() { File = Path.Combine(folder, "ledger.db") }, _ => feed, control is null ? null : _ => control);
            var app = builder.Build();
            app.MapLedger(apiKey);
            await app.StartAsync();
            return new(app, folder);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
