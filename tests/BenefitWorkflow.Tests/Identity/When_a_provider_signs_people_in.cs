using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BenefitWorkflow.Tests.Identity;

public sealed class When_a_provider_signs_people_in
{
    [Fact]
    public async Task Should_lead_the_account_of_that_name_to_where_it_wanted()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Contains("/sign-in/openid?returnUrl=%2Fcases", await scene.Browser.GetStringAsync("/sign-in?returnUrl=%2Fcases"), StringComparison.Ordinal);

        var answer = await scene.Browser.GetAsync("/sign-in/openid?returnUrl=%2Fcases");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // The session's cookie is strict: the page leads on by itself, a redirect would not carry it.
        Assert.Contains("http-equiv=refresh content=\"0;url=/cases\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("bw.session=", StringComparison.Ordinal) && c.Contains("samesite=strict", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("工作清单", WebUtility.HtmlDecode(await scene.Browser.GetStringAsync("/cases")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("gone")]
    [InlineData("machine")]
    [InlineData(null)]
    public async Task Should_let_nobody_in_without_an_account_that_works(string? name)
    {
        await using var scene = await Scene.StartAsync();
        scene.Provider.Person.Remove("preferred_username");
        if (name is not null) scene.Provider.Person["preferred_username"] = name;

        var answer = await scene.Browser.GetAsync("/sign-in/openid");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(OpenIdSignIn.NoAccount.En, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.False(await scene.IsInAsync());
    }

    [Fact]
    public async Task Should_still_ask_for_the_account_s_second_factor()
    {
        await using var scene = await Scene.StartAsync();
        var secret = KeyGeneration.GenerateRandomKey(20);
        await scene.SetSecondFactorAsync("lin", secret);

        var page = await scene.Browser.GetStringAsync("/sign-in/openid?returnUrl=%2Fcases");
        Assert.Contains("action=/sign-in/code", page, StringComparison.Ordinal);
        Assert.False(await scene.IsInAsync());
    }

    [Theory]
    [InlineData("another-client", null)]
    [InlineData(OpenIdProvider.Client, "a nonce of another try")]
    public async Task Should_refuse_a_token_that_was_not_made_for_this_try(string audience, string? nonce)
    {
        await using var scene = await Scene.StartAsync();
        (scene.Provider.Audience, scene.Provider.Nonce) = (audience, nonce);

        var answer = await scene.Browser.GetAsync("/sign-in/openid");
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(OpenIdSignIn.Failed.En, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.False(await scene.IsInAsync());
    }

    [Fact]
    public async Task Should_refuse_an_answer_that_nobody_here_asked_for()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(HttpStatusCode.BadGateway, (await scene.Browser.GetAsync("/sign-in/openid/done?code=1&state=2")).StatusCode);
        Assert.False(await scene.IsInAsync());
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\t/elsewhere.example")]
    [InlineData("/\n/elsewhere.example")]
    public async Task Should_lead_nowhere_else(string returnUrl)
    {
        await using var scene = await Scene.StartAsync();
        var page = await scene.Browser.GetStringAsync("/sign-in/openid?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Contains("content=\"0;url=/\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://provider.example", "client", "Authority")]
    [InlineData("provider", "client", "Authority")]
    [InlineData("https://provider.example", "", "ClientId")]
    public void Should_stop_the_start_where_it_cannot_work(string authority, string client, string setting)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Identity:OpenId:Authority"] = authority, ["Identity:OpenId:ClientId"] = client }).Build();
        var fault = Assert.Throws<InvalidDataException>(() => OpenIdSettings.Read(settings));
        Assert.Contains("Identity:OpenId:" + setting, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_offered_where_there_is_none()
    {
        await using var service = await TestService.StartAsync();
        Assert.Null(await service.App.Services.GetRequiredService<AccountStore>().CreateAccountAsync("lin", "林", [Roles.Reviewer], null, default));
        Assert.DoesNotContain("openid", await service.Anonymous.GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly TestService _service = new();

        public OpenIdProvider Provider { get; private init; } = null!;
        public HttpClient Browser { get; private set; } = null!;

        public static async Task<Scene> StartAsync()
        {
            var scene = new Scene { Provider = await OpenIdProvider.StartAsync() };
            // The browser keeps cookies by its own clock, and tokens are of now.
            scene._service.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
            await scene._service.RunAsync(scene.Provider.Settings);
            var accounts = scene._service.App.Services.GetRequiredService<AccountStore>();
            foreach (var id in (string[])["lin", "gone"]) Assert.Null(await accounts.CreateAccountAsync(id, id, [Roles.Reviewer], null, default));
            Assert.Null(await scene._service.App.Services.GetRequiredService<ChangeAccount>().SetDisabledAsync(RunningService.Boss, "gone", true, default));
            Assert.Null(await accounts.CreateSystemAsync("machine", "machine", [Roles.Caseworker], null, default));
            scene.Browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = scene._service.Anonymous.BaseAddress };
            return scene;
        }

        /// <summary>Whether the browser has a session.</summary>
        public async Task<bool> IsInAsync() => !(await Browser.GetAsync("/cases")).RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal);

        public async Task SetSecondFactorAsync(string id, byte[] secret)
        {
            var store = _service.App.Services.GetRequiredService<BenefitWorkflow.Store.BenefitStore>();
            await using var tx = await store.BeginWriteAsync(default);
            var account = await tx.Db.Accounts.FirstAsync(a => a.Id == id);
            account.SetSecondFactor(_service.App.Services.GetRequiredService<BenefitWorkflow.Store.PersonalData.Protector>().Encrypt(secret), 1, _service.Time.GetUtcNow());
            await tx.UpdateAsync(account, default);
            await tx.CommitAsync(default);
        }

        public async ValueTask DisposeAsync()
        {
            Browser?.Dispose();
            await _service.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
