using System.Net;
using System.Text.RegularExpressions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BenefitWorkflow.Tests.Identity;

public sealed partial class When_a_second_factor_is_on : IAsyncLifetime
{
    private const string Password = "correct horse 1";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly string _secret = SecondFactor.NewSecret();
    private RunningService _service = null!;
    private HttpClient _browser = null!;

    private SecondFactor Factor => _service.Services.GetRequiredService<SecondFactor>();

    public async Task InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _browser = _service.Anonymous();
        Assert.Null(await _service.Accounts.CreateAccountAsync("wang", "王", [Roles.Administrator], Password, default));
        Assert.Null(await Factor.TurnOnAsync("wang", Password, _secret, Code(), default));
        _service.Time.Advance(Step);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Should_ask_for_the_code_before_there_is_a_session()
    {
        var ticket = await TicketAsync();
        using (var outside = await _browser.GetAsync("/api/accounts")) Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);

        using (var entered = await EnterAsync(ticket, Code())) Assert.Equal((HttpStatusCode.Redirect, "/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));

        using var within = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.OK, within.StatusCode);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    [InlineData(2, false)]
    public async Task Should_take_a_code_of_one_step_before_or_after(int steps, bool right)
    {
        _service.Time.Advance(5 * Step);
        Assert.Equal(right ? null : "identity.wrong-code", (await Factor.TakeAsync("wang", Code(steps), default))?.Code);
    }

    [Fact]
    public async Task Should_take_no_code_twice_nor_an_older_one()
    {
        Assert.Null(await Factor.TakeAsync("wang", Code(), default));
        Assert.Equal("identity.wrong-code", (await Factor.TakeAsync("wang", Code(), default))?.Code);
        Assert.Equal("identity.wrong-code", (await Factor.TakeAsync("wang", Code(-1), default))?.Code);
        _service.Time.Advance(Step);
        Assert.Null(await Factor.TakeAsync("wang", Code(), default));
    }

    [Fact]
    public async Task Should_lock_the_account_after_five_wrong_codes_though_the_password_is_right()
    {
        var ticket = await TicketAsync();
        for (var i = 0; i < 5; i++)
        {
            using var refused = await EnterAsync(ticket, "000000");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
        Assert.Equal("identity.locked", (await Factor.TakeAsync("wang", Code(), default))?.Code);
        Assert.Equal("identity.locked", (await _service.Accounts.SignInAsync("wang", Password, default)).Refusal?.Code);

        _service.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await Factor.TakeAsync("wang", Code(), default));
    }

    [Fact]
    public async Task Should_not_forget_wrong_codes_for_the_password_alone()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull((await _service.Accounts.SignInAsync("wang", Password, default)).Account);
            Assert.Equal("identity.wrong-code", (await Factor.TakeAsync("wang", "000000", default))?.Code);
        }
        Assert.Equal("identity.locked", (await _service.Accounts.SignInAsync("wang", Password, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_take_no_ticket_that_was_made_up_or_is_of_an_earlier_password()
    {
        var ticket = await TicketAsync();
        Assert.Null(await _service.Accounts.ChangePasswordAsync("wang", Password, "battery staple 2", default));
        foreach (var bad in (string[])[ticket, "made-up", ""])
        {
            using var refused = await EnterAsync(bad, Code());
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
        using var outside = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
    }

    [Fact]
    public async Task Should_end_every_session_when_the_password_or_the_factor_changes_or_somebody_signs_out()
    {
        const string Other = "battery staple 2";
        await EnterAndBeThrownOutAsync(Password, async _ => Assert.Null(await _service.Accounts.ChangePasswordAsync("wang", Password, Other, default)));
        await EnterAndBeThrownOutAsync(Other, async other =>
        {
            using var left = await SignInForm.SubmitAsync(other, "/sign-in", "/sign-out");
            Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        });
        await EnterAndBeThrownOutAsync(Other, async _ => Assert.Null(await Factor.TurnOffAsync("wang", Other, default)));
    }

    [Fact]
    public async Task Should_take_no_more_than_five_tries_however_many_come_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Factor.TakeAsync("wang", "000000", default)));
        Assert.Equal((5, 35), (answers.Count(a => a?.Code == "identity.wrong-code"), answers.Count(a => a?.Code == "identity.locked")));
    }

    [Fact]
    public async Task Should_let_another_administrator_turn_it_off_and_nobody_their_own()
    {
        Assert.Equal("account.own", (await Factor.ResetAsync("wang", Person("wang", Roles.Administrator), default))?.Code);
        Assert.Equal("identity.role-required", (await Factor.ResetAsync("wang", Person("chen", Roles.Caseworker), default))?.Code);
        var administrator = await _service.AsAsync(Roles.Administrator);
        using (var reset = await administrator.DeleteAsync("/api/accounts/wang/second-factor")) Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        using (var nobody = await administrator.DeleteAsync("/api/accounts/nobody/second-factor")) Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);

        Assert.Equal(Roles.Administrator, (await _service.Accounts.FindAsync("wang", default))!.SecondFactorResetBy);
        using var entered = await SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in", ("account", "wang"), ("password", Password), ("returnUrl", "/"));
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
    }

    [Fact]
    public async Task Should_need_the_password_and_a_right_code_to_turn_on()
    {
        Assert.Null(await Factor.TurnOffAsync("wang", Password, default));
        Assert.Equal("account.password-wrong", (await Factor.TurnOnAsync("wang", "guess", _secret, Code(), default))?.Code);
        Assert.Equal("identity.wrong-code", (await Factor.TurnOnAsync("wang", Password, _secret, "000000", default))?.Code);
        Assert.Null(await Factor.TurnOnAsync("wang", Password, _secret, Code(), default));
        Assert.Equal("identity.code-on", (await Factor.TurnOnAsync("wang", Password, SecondFactor.NewSecret(), Code(), default))?.Code);
    }

    [Fact]
    public async Task Should_store_no_secret_in_the_clear()
    {
        var account = (await _service.Accounts.FindAsync("wang", default))!;
        Assert.DoesNotContain(_secret, System.Text.Encoding.UTF8.GetString(account.SecondFactorCipher!), StringComparison.Ordinal);
    }

    /// <param name="change">Is given another browser of the same person.</param>
    private async Task EnterAndBeThrownOutAsync(string password, Func<HttpClient, Task> change)
    {
        var other = _service.Anonymous();
        foreach (var browser in (HttpClient[])[_browser, other])
        {
            _service.Time.Advance(Step);
            using (await EnterAsync(await TicketAsync(browser, password), Code(), browser))
            {
            }
            using var within = await browser.GetAsync("/api/accounts");
            Assert.Equal(HttpStatusCode.OK, within.StatusCode);
        }
        await change(other);
        using var outside = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
    }

    private static Actor Person(string id, string role) => new(id, id, new HashSet<string> { role });

    private string Code(int steps = 0) => new Totp(Base32Encoding.ToBytes(_secret)).ComputeTotp((_service.Time.GetUtcNow() + steps * Step).UtcDateTime);

    private async Task<string> TicketAsync(HttpClient? browser = null, string password = Password)
    {
        using var asked = await SignInForm.SubmitAsync(browser ?? _browser, "/sign-in", "/sign-in", ("account", "wang"), ("password", password), ("returnUrl", "/"));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        var ticket = Ticket().Match(await asked.Content.ReadAsStringAsync());
        Assert.True(ticket.Success);
        return ticket.Groups[1].Value;
    }

    private Task<HttpResponseMessage> EnterAsync(string ticket, string code, HttpClient? browser = null) =>
        SignInForm.SubmitAsync(browser ?? _browser, "/sign-in", "/sign-in/code", ("ticket", ticket), ("code", code), ("returnUrl", "/"));

    [GeneratedRegex("name=ticket value=\"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Ticket();
}
