using System.Net;
using System.Security.Claims;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Identity;
using BenefitWorkflow.Ui;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace BenefitWorkflow.Tests.Ui;

public sealed class When_a_session_ends_behind_an_open_page : IAsyncLifetime
{
    private const string Password = "correct horse 1";

    private RunningService _service = null!;

    /// <summary>The browser that holds the page and, perhaps, a new session's cookie.</summary>
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _browser = _service.Anonymous();
        foreach (var id in (string[])["wang", "zhao"]) Assert.Null(await _service.Accounts.CreateAccountAsync(id, id, [Roles.Caseworker], Password, default));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Should_read_and_do_nothing_more_and_say_so()
    {
        var (person, session, _) = await OpenAsync();
        var told = 0;
        session.Changed += () => told++;
        Assert.Equal("wang", (await person.ActsAsync(default))?.Id);
        Assert.Equal(0, told);

        await _service.Accounts.EndSessionsAsync("wang", default);
        Assert.Equal("wang", (await person.ShownAsync()).Id);
        Assert.Null(await person.ActsAsync(default));
        Assert.True(session.HasEnded);
        Assert.Equal((2, 1), (told, session.Refused));
        await Assert.ThrowsAsync<SessionEndedException>(person.ShownAsync);
    }

    [Fact]
    public async Task Should_notice_by_itself_and_keep_the_page_as_it_is()
    {
        var (_, session, watch) = await OpenAsync();
        await watch.LookAsync();
        Assert.False(session.HasEnded);
        Assert.Null(await _service.Changing.SetDisabledAsync(RunningService.Boss, "wang", true, default));
        Assert.True(await watch.LookAsync());
        Assert.True(session.HasEnded);
        Assert.Equal("wang", (await watch.GetAuthenticationStateAsync()).User.FindFirstValue(ClaimTypes.NameIdentifier));
    }

    [Fact]
    public async Task Should_go_on_once_the_same_person_has_signed_in_again()
    {
        var (person, session, _) = await OpenAsync();
        await _service.Accounts.EndSessionsAsync("wang", default);
        Assert.Null(await person.ActsAsync(default));

        await SignInAsync("zhao");
        Assert.Null(await person.ActsAsync(default));
        await SignInAsync("wang");
        Assert.Equal("wang", (await person.ActsAsync(default))?.Id);
        Assert.False(session.HasEnded);
        Assert.Equal("wang", (await person.ShownAsync()).Id);

        // The one that was taken over ends as any other.
        await _service.Accounts.EndSessionsAsync("wang", default);
        Assert.Null(await person.ActsAsync(default));
    }

    [Fact]
    public async Task Should_end_after_eight_hours_without_use()
    {
        var (person, session, watch) = await OpenAsync();
        _service.Time.Advance(TimeSpan.FromHours(3));
        session.Use();
        Assert.NotNull(await person.ActsAsync(default));
        _service.Time.Advance(TimeSpan.FromHours(8));
        // Whoever comes back now is too late, even where nobody has looked meanwhile.
        session.Use();
        Assert.Null(await person.ActsAsync(default));
        await watch.LookAsync();
        Assert.True(session.HasEnded);

        await SignInAsync("wang");
        Assert.NotNull(await person.ActsAsync(default));
    }

    [Fact]
    public async Task Should_give_no_ticket_to_who_has_no_session()
    {
        using (var nobody = await _browser.GetAsync("/sign-in/session")) Assert.Equal(HttpStatusCode.NoContent, nobody.StatusCode);
        using var keyed = await (await _service.AsAsync(Roles.Auditor)).GetAsync("/sign-in/session");
        Assert.Equal(HttpStatusCode.NoContent, keyed.StatusCode);
        var tickets = _service.Services.GetRequiredService<SessionTicket>();
        Assert.Null(await tickets.ReadAsync("forged", "wang", default));
    }

    /// <summary>A page that wang opened just now.</summary>
    private async Task<(SignedIn Person, SessionState Session, Watch Watch)> OpenAsync()
    {
        var account = (await _service.Accounts.FindAsync("wang", default))!;
        var session = new SessionState(_service.Accounts, _service.Time);
        var watch = new Watch(session);
        watch.SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(CurrentActor.Session(account, "Cookies", _service.Time.GetUtcNow())))));
        return (new SignedIn(watch, session, _service.Services.GetRequiredService<SessionTicket>(), new Browser(_browser)), session, watch);
    }

    private async Task SignInAsync(string account)
    {
        using var entered = await SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in", ("account", account), ("password", Password));
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
    }

    private sealed class Watch(SessionState session) : SessionWatch(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, session, new Pace(TimeSpan.FromDays(1)))
    {
        public async Task<bool> LookAsync() => await ValidateAuthenticationStateAsync(await GetAuthenticationStateAsync(), default);
    }

    /// <summary>What the page's script does.</summary>
    private sealed class Browser(HttpClient browser) : IJSRuntime
    {
        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) => InvokeAsync<T>(identifier, default, args);

        public async ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Assert.Equal("benefitWorkflow.session", identifier);
            using var answer = await browser.GetAsync("/sign-in/session", cancellationToken);
            return (T)(object)(answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(cancellationToken) : null)!;
        }
    }
}
