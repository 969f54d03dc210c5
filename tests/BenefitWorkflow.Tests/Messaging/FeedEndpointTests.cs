using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>The endpoints over HTTP, with a sign-in that believes the role it is told.</summary>
public sealed class FeedEndpointTests : IAsyncLifetime
{
    private RelayHost _relay = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _relay = await RelayHost.StartAsync();
        await _relay.Data.WriteEventsAsync(3);
        await _relay.Relay.RunOnceAsync(CancellationToken.None);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(_relay.Feed).AddSingleton(_relay.Data.Store).AddSingleton(TimeProvider.System).AddSingleton(Shipped.Catalog).AddSingleton<OverdueList>()
            .AddSingleton(_relay.Ledger).AddSingleton<ControlTotals>();
        builder.Services.AddAuthentication("Told").AddScheme<AuthenticationSchemeOptions, ToldRole>("Told", null);
        builder.Services.AddAuthorization();
        _app = builder.Build();
        var api = _app.MapGroup("/api");
        api.MapMessaging();
        api.MapOverdue();
        await _app.StartAsync();
    }

    [Fact]
    public async Task Events_ReadByTheSubscribersOwnClient_AreThePublishedOnes()
    {
        using var handler = new AddRole(_app.GetTestServer().CreateHandler(), Roles.FinanceSystem);
        using var feed = new HttpFeed(new() { BaseUrl = new("http://localhost"), ApiKey = "any" }, handler);

        var page = await feed.ReadAsync(1, 2, CancellationToken.None);

        Assert.Equal(3, page.Last);
        Assert.Equal(
            _relay.Published.OrderBy(e => e.Sequence).Skip(1).Select(EventCatalog.Serialize), page.Events.Select(e => e.Payload.GetRawText()));
    }

    [Fact]
    public async Task ControlTotals_ReadByTheSubscribersOwnClient_AreThoseOfTheDay()
    {
        using var handler = new AddRole(_app.GetTestServer().CreateHandler(), Roles.FinanceSystem);
        using var feed = new HttpFeed(new() { BaseUrl = new("http://localhost"), ApiKey = "any" }, handler);

        var totals = await feed.ReadControlTotalsAsync(new(2026, 2, 10), 2, CancellationToken.None);

        Assert.Equal((new DateOnly(2026, 2, 10), 2, 3, 1), (totals.Day, totals.UpTo, totals.LastSequence, totals.Pending));
        Assert.Equal(2, Assert.Single(totals.Lines, l => l.Source is null).Ordered.Count);
    }

    [Fact]
    public async Task Health_LedgerIsEmbedded_TellsItsControlAlarms()
    {
        _relay.Ledger.SaveControl(new(new(2026, 2, 10), ControlStatus.Differs, TimeProvider.System.GetUtcNow(), 3, 0, []), 0);
        using var client = new HttpClient(new AddRole(_app.GetTestServer().CreateHandler(), Roles.FinanceSystem)) { BaseAddress = new("http://localhost") };

        var health = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/api/events/health"));

        Assert.Equal(1, health.GetProperty("controlAlarms").GetInt32());
    }

    [Theory]
    [InlineData("/api/events", Roles.FinanceSystem, HttpStatusCode.OK)]
    [InlineData("/api/events", Roles.Administrator, HttpStatusCode.OK)]
    [InlineData("/api/events", Roles.Caseworker, HttpStatusCode.Forbidden)]
    [InlineData("/api/events/health", Roles.FinanceSystem, HttpStatusCode.OK)]
    [InlineData("/api/events/health", Roles.Supervisor, HttpStatusCode.Forbidden)]
    [InlineData("/api/events/control-totals?day=2026-02-10", Roles.FinanceSystem, HttpStatusCode.OK)]
    [InlineData("/api/events/control-totals?day=2026-02-10", Roles.FinanceReleaser, HttpStatusCode.Forbidden)]
    [InlineData("/api/events/control-totals?day=2026-02-10&upTo=-1", Roles.FinanceSystem, HttpStatusCode.BadRequest)]
    [InlineData("/api/events?after=-1", Roles.FinanceSystem, HttpStatusCode.BadRequest)]
    [InlineData("/api/events?limit=1001", Roles.FinanceSystem, HttpStatusCode.BadRequest)]
    [InlineData("/api/overdue", Roles.Supervisor, HttpStatusCode.OK)]
    [InlineData("/api/overdue", Roles.FinanceSystem, HttpStatusCode.Forbidden)]
    [InlineData("/api/overdue?limit=0", Roles.Supervisor, HttpStatusCode.BadRequest)]
    [InlineData("/api/overdue?after=nonsense", Roles.Supervisor, HttpStatusCode.BadRequest)]
    [InlineData("/api/overdue", null, HttpStatusCode.Unauthorized)]
    public async Task Get_ByRole_Answers(string path, string? role, HttpStatusCode expected)
    {
        using var client = new HttpClient(new AddRole(_app.GetTestServer().CreateHandler(), role)) { BaseAddress = new("http://localhost") };
        using var response = await client.GetAsync(path);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.BadRequest)
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            Assert.NotEqual("", problem.GetProperty("code").GetString());
            Assert.NotEqual("", problem.GetProperty("zh").GetString());
        }
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _relay.DisposeAsync();
    }

    private sealed class AddRole(HttpMessageHandler inner, string? role) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (role is not null) request.Headers.Add("Told-Role", role);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class ToldRole(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var role = Request.Headers["Told-Role"].ToString();
            if (role.Length == 0) return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, role), new Claim(ClaimTypes.Role, role)], "Told"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, "Told")));
        }
    }
}
