using System.Net;
using System.Text.RegularExpressions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Identity;

public sealed partial class When_a_password_is_forgotten : IAsyncLifetime
{
    private const string Forgotten = "Lost-and-gone-7", Chosen = "Found-again-42", Back = "/programmes/hardship-assistance";

    private readonly TestService _service = new();
    private HttpClient _administrator = null!;
    private HttpClient _browser = null!;

    private AccountStore Accounts => _service.App.Services.GetRequiredService<AccountStore>();

    public async Task InitializeAsync()
    {
        await _service.RunAsync();
        Assert.Null(await Accounts.CreateAccountAsync("lin", "林", [Roles.Reviewer], Forgotten, default));
        _administrator = await _service.AsAsync(Roles.Administrator);
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = _service.Anonymous.BaseAddress };
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Should_let_the_person_choose_another_by_the_temporary_one()
    {
        var temporary = await ResetAsync();
        Assert.Equal(16, temporary.Length);
        Assert.Equal("identity.wrong-password", (await Accounts.SignInAsync("lin", Forgotten, default)).Refusal?.Code);

        var page = await SignInAsync(temporary);
        Assert.False(await IsInAsync());
        Assert.Contains("temporary password", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // What will not do, and what was mistyped, leaves the page where it was.
        foreach (var (password, repeated, said) in new[] { ("short", "short", "at least 10"), (Chosen, Chosen + "x", "differ"), (temporary, temporary, "must be another one") })
            Assert.Contains(said, await (page = await ChooseAsync(page, password, repeated)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await IsInAsync());

        var entered = await ChooseAsync(page, Chosen, Chosen);
        Assert.Equal((HttpStatusCode.Redirect, Back), (entered.StatusCode, entered.Headers.Location?.ToString()));
        Assert.True(await IsInAsync());
        Assert.NotNull((await Accounts.SignInAsync("lin", Chosen, default)).Account);
        var account = (await Accounts.FindAsync("lin", default))!;
        Assert.Equal((false, "the-administrator", _service.Time.GetUtcNow()), (account.PasswordIsTemporary, account.PasswordResetBy, account.PasswordResetAt));
    }

    [Fact]
    public async Task Should_count_the_choice_once()
    {
        var page = await SignInAsync(await ResetAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await ChooseAsync(page, Chosen, Chosen)).StatusCode);
        Assert.NotEqual(HttpStatusCode.Redirect, (await ChooseAsync(page, Forgotten, Forgotten)).StatusCode);
        Assert.Null((await Accounts.SignInAsync("lin", Forgotten, default)).Account);
        Assert.NotNull((await Accounts.SignInAsync("lin", Chosen, default)).Account);
    }

    [Fact]
    public async Task Should_hold_for_a_day()
    {
        var temporary = await ResetAsync();
        _service.Time.Advance(PasswordReset.Life - TimeSpan.FromSeconds(1));
        Assert.NotNull((await Accounts.SignInAsync("lin", temporary, default)).Account);
        _service.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("identity.temporary-password-over", (await Accounts.SignInAsync("lin", temporary, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_be_refused_for_oneself_for_systems_and_to_others()
    {
        Assert.Null(await Accounts.CreateSystemAsync("machine", "machine", [Roles.Caseworker], null, default));
        await TestService.RefusedAsync("account.own", 422, await _administrator.PostAsync("/api/accounts/the-administrator/password-reset", null));
        await TestService.RefusedAsync("account.system-password", 422, await _administrator.PostAsync("/api/accounts/machine/password-reset", null));
        await TestService.RefusedAsync("account.not-found", 404, await _administrator.PostAsync("/api/accounts/nobody/password-reset", null));
        await TestService.RefusedAsync("identity.role-required", 403, await (await _service.AsAsync(Roles.Supervisor)).PostAsync("/api/accounts/lin/password-reset", null));
        Assert.NotNull((await Accounts.SignInAsync("lin", Forgotten, default)).Account);
    }

    private async Task<string> ResetAsync() =>
        (await TestService.JsonAsync(await _administrator.PostAsync("/api/accounts/lin/password-reset", null))).GetProperty("password").GetString()!;

    private Task<HttpResponseMessage> SignInAsync(string password) => SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in", ("account", "lin"), ("password", password), ("returnUrl", Back));

    private async Task<HttpResponseMessage> ChooseAsync(HttpResponseMessage page, string password, string repeated)
    {
        var hidden = Hidden().Matches(await page.Content.ReadAsStringAsync()).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        using var form = SignInForm.Form([.. hidden, ("password", password), ("repeated", repeated)]);
        return await _browser.PostAsync("/sign-in/new-password", form);
    }

    private async Task<bool> IsInAsync() => (await _browser.GetAsync(Back)).StatusCode == HttpStatusCode.OK;

    [GeneratedRegex("""<input type=hidden name=(?<name>\w+) value="(?<value>[^"]*)">""", RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
