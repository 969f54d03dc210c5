using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Identity;

public sealed class When_a_person_signs_in : IAsyncLifetime
{
    private const string Password = "correct horse 1";

    private RunningService _service = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _browser = _service.Anonymous();
        Assert.Null(await _service.Accounts.CreateAccountAsync("wang", "王", [Roles.Administrator], Password, default));
        Assert.Null(await _service.Accounts.CreateAccountAsync("keyed", "系统", [Roles.FinanceSystem], null, default));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("/api/accounts", "/api/accounts")]
    [InlineData("//elsewhere.example/", "/")]
    [InlineData("/\\elsewhere.example/", "/")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("", "/")]
    public async Task Should_go_on_within_this_site_only(string returnUrl, string expected)
    {
        using var entered = await SignInAsync("wang", Password, returnUrl);
        Assert.Equal((HttpStatusCode.Redirect, expected), (entered.StatusCode, entered.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Should_keep_the_session_from_scripts_and_other_sites()
    {
        using var entered = await SignInAsync("wang", Password);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("bw.session=", StringComparison.Ordinal));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Should_be_out_after_signing_out()
    {
        using (await SignInAsync("wang", Password)) { }
        using (var within = await _browser.GetAsync("/api/accounts")) Assert.Equal(HttpStatusCode.OK, within.StatusCode);

        using (var left = await SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-out")) Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);

        using var outside = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
    }

    [Fact]
    public async Task Should_be_out_with_the_next_request_once_the_account_is_disabled()
    {
        using (await SignInAsync("wang", Password)) { }
        using (var within = await _browser.GetAsync("/api/accounts")) Assert.Equal(HttpStatusCode.OK, within.StatusCode);
        Assert.Null(await _service.Accounts.CreateAccountAsync("other", "另", [Roles.Administrator], null, default));
        Assert.Null(await _service.Changing.SetDisabledAsync(RunningService.Boss, "wang", true, default));

        using (var outside = await _browser.GetAsync("/api/accounts")) Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
        Assert.Equal("identity.wrong-password", (await _service.Accounts.SignInAsync("wang", Password, default)).Refusal?.Code);
        Assert.Null(await _service.Changing.SetDisabledAsync(RunningService.Boss, "wang", false, default));
        using (await SignInAsync("wang", Password)) { }
        using var again = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Should_be_out_twelve_hours_after_signing_in_however_busy()
    {
        using (await SignInAsync("wang", Password)) { }
        for (var hour = 0; hour < 11; hour++)
        {
            _service.Time.Advance(TimeSpan.FromHours(1));
            using var within = await _browser.GetAsync("/api/accounts");
            Assert.Equal(HttpStatusCode.OK, within.StatusCode);
        }
        _service.Time.Advance(TimeSpan.FromHours(1));
        using var outside = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
    }

    [Fact]
    public async Task Should_refuse_a_form_that_this_site_did_not_serve()
    {
        using var form = SignInForm.Form(("account", "wang"), ("password", Password));
        Assert.Equal("request.malformed", (await Problem.PostAsync(_browser, "/sign-in", form, HttpStatusCode.BadRequest)).Code);
    }

    [Theory]
    [InlineData("wang", "wrong password")]
    [InlineData("nobody", Password)]
    [InlineData("keyed", "")]
    public async Task Should_refuse_alike_whatever_is_wrong(string account, string password)
    {
        var (found, refusal) = await _service.Accounts.SignInAsync(account, password, default);
        Assert.Equal((null, "identity.wrong-password"), (found, refusal?.Code));
    }

    [Fact]
    public async Task Should_lock_an_account_for_five_minutes_after_the_fifth_wrong_password()
    {
        var accounts = _service.Accounts;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("identity.wrong-password", (await accounts.SignInAsync("wang", "guess", default)).Refusal?.Code);
            _service.Time.Advance(TimeSpan.FromMinutes(1));
        }
        _service.Time.Advance(TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(1));
        Assert.Equal("identity.locked", (await accounts.SignInAsync("wang", Password, default)).Refusal?.Code);

        _service.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("wang", (await accounts.SignInAsync("wang", Password, default)).Account?.Id);
    }

    [Fact]
    public async Task Should_forget_wrong_passwords_after_a_right_one()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++) await _service.Accounts.SignInAsync("wang", "guess", default);
            Assert.NotNull((await _service.Accounts.SignInAsync("wang", Password, default)).Account);
        }
    }

    [Fact]
    public async Task Should_offer_no_account_without_a_password_unless_set_for_development()
    {
        Assert.DoesNotContain("/sign-in/as", await _browser.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        using (var refused = await SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in/as", ("account", "wang"))) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        await using var development = await RunningService.StartAsync(settings: ["--Identity:DevelopmentSignIn", "true"]);
        Assert.Null(await development.Accounts.CreateAccountAsync("wang", "<王>", [Roles.Administrator], null, default));
        var browser = development.Anonymous();
        Assert.DoesNotContain("<王>", await browser.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        using var entered = await SignInForm.SubmitAsync(browser, "/sign-in", "/sign-in/as", ("account", "wang"));
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        using var accounts = await browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.OK, accounts.StatusCode);
    }

    private Task<HttpResponseMessage> SignInAsync(string account, string password, string returnUrl = "/") =>
        SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in", ("account", account), ("password", password), ("returnUrl", returnUrl));
}
