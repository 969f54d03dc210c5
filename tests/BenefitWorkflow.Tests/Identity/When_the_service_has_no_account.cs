using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Identity;

public sealed class When_the_service_has_no_account : IAsyncLifetime
{
    private const string Password = "correct horse 1";

    private readonly RunningService.DataFolder _data = new();
    private RunningService _service = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _service = await RunningService.StartAsync(_data, beginFirstRun: true);
        _browser = _service.Anonymous();
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Should_lead_every_page_to_the_setup_until_its_owner_made_the_administrator()
    {
        using (var before = await _browser.GetAsync("/notices")) AssertRedirect("/setup", before);

        using (var done = await SetUpAsync(_service.SetupToken!)) AssertRedirect("/sign-in", done);

        using (var after = await _browser.GetAsync("/notices")) Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using (var again = await _browser.GetAsync("/setup")) AssertRedirect("/sign-in", again);
        var administrator = Assert.Single(await _service.Accounts.ListAsync(default));
        Assert.Equal(("wang", Roles.Administrator), (administrator.Id, administrator.RoleList));
        using var entered = await SignInForm.SubmitAsync(_browser, "/sign-in", "/sign-in", ("account", "wang"), ("password", Password), ("returnUrl", "/"));
        AssertRedirect("/", entered);
        using var accounts = await _browser.GetAsync("/api/accounts");
        Assert.Equal(HttpStatusCode.OK, accounts.StatusCode);
    }

    [Fact]
    public async Task Should_refuse_a_wrong_token()
    {
        using var refused = await SetUpAsync(_service.SetupToken![..^1] + "x");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Empty(await _service.Accounts.ListAsync(default));
    }

    [Fact]
    public async Task Should_refuse_a_short_password_and_keep_the_token()
    {
        using (var refused = await SetUpAsync(_service.SetupToken!, password: "123456789")) Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        using var done = await SetUpAsync(_service.SetupToken!);
        AssertRedirect("/sign-in", done);
    }

    [Fact]
    public async Task Should_take_the_token_once()
    {
        var first = _service.Services.GetService(typeof(FirstRun)) as FirstRun;
        Assert.Null(await first!.CompleteAsync(_service.SetupToken!, "wang", Password, default));

        Assert.Equal("setup.done", (await first.CompleteAsync(_service.SetupToken!, "li", Password, default))?.Code);
        Assert.Null(await _service.Accounts.FindAsync("li", default));
    }

    [Fact]
    public async Task Should_ask_for_no_setup_after_a_restart()
    {
        using (await SetUpAsync(_service.SetupToken!)) { }

        await using var restarted = await RunningService.StartAsync(_data, beginFirstRun: true);

        Assert.Null(restarted.SetupToken);
        using var page = await restarted.Anonymous().GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private Task<HttpResponseMessage> SetUpAsync(string token, string password = Password) =>
        SignInForm.SubmitAsync(_browser, "/setup", "/setup", ("token", token), ("account", "wang"), ("password", password));

    private static void AssertRedirect(string expected, HttpResponseMessage response) =>
        Assert.Equal((HttpStatusCode.Redirect, expected), (response.StatusCode, response.Headers.Location?.OriginalString));
}
