using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Payments;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Http.TestService;

namespace BenefitWorkflow.Tests.Identity;

/// <summary>Roles for some programmes or units: who has one sees and does what is within, and of the rest nothing.</summary>
public sealed class When_a_role_is_limited
{
    private const string Hardship = "hardship-assistance", Spring = "spring-festival-warmth", North = "城北环卫所", South = "城南环卫所";

    [Fact]
    public async Task Should_see_only_cases_of_its_units()
    {
        await using var service = await TestService.StartAsync();
        var (north, south) = await TwoCasesAsync(service);
        var limited = await LimitedAsync(service, Roles.Reviewer, new([], [North]));

        Assert.Equal([north], await IdsAsync(limited, "/api/cases"));
        Assert.Equal([north], await IdsAsync(limited, $"/api/cases?programme={Hardship}&state=open"));
        Assert.Equal(HttpStatusCode.OK, (await limited.GetAsync($"/api/cases/{north}")).StatusCode);
        foreach (var path in (string[])["", "/documents", "/documents/1/content"])
            Assert.Equal(HttpStatusCode.NotFound, (await limited.GetAsync($"/api/cases/{south}{path}")).StatusCode);

        var page = await limited.GetStringAsync("/cases");
        Assert.Contains(await NumberAsync(service, north), page, StringComparison.Ordinal);
        Assert.DoesNotContain(await NumberAsync(service, south), page, StringComparison.Ordinal);
        Assert.DoesNotContain(await NumberAsync(service, south), await limited.GetStringAsync($"/cases/{south}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_decide_only_within()
    {
        await using var service = await TestService.StartAsync();
        var (north, south) = await TwoCasesAsync(service);
        var limited = await LimitedAsync(service, Roles.Approver, new([], [North]));

        var results = (await JsonAsync(await limited.PostAsJsonAsync("/api/cases/approve", new { items = new[] { new { caseId = north, reason = "同意" }, new { caseId = south, reason = "同意" } } }))).GetProperty("results");
        Assert.Equal((string?[])[null, "case.not-found"], results.EnumerateArray().Select(r => r.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Should_open_cases_only_within()
    {
        await using var service = await TestService.StartAsync();
        var limited = await LimitedAsync(service, Roles.Caseworker, new([Hardship], [North]));

        var answer = await JsonAsync(await limited.PostAsJsonAsync("/api/cases", new { items = new[] { Item(1, North), Item(2, South) } }));
        var results = answer.GetProperty("results");
        Assert.Equal((JsonValueKind.Null, "identity.out-of-scope"), (results[0].GetProperty("code").ValueKind, results[1].GetProperty("code").GetString()));
        // A refused row takes no number.
        Assert.Equal("KNBF-2023-000001", results[0].GetProperty("caseNumber").GetString());
    }

    [Theory]
    [InlineData(Roles.FinancePreparer, "/api/payment-batches", "{\"programme\":\"hardship-assistance\"}")]
    [InlineData(Roles.FinancePreparer, "/api/budgets/adjustments", "{\"programme\":\"hardship-assistance\",\"source\":\"central\",\"toFen\":1,\"documentNumber\":\"1\"}")]
    public async Task Should_not_act_on_another_programme(string role, string path, string body)
    {
        await using var service = await TestService.StartAsync();
        {
            var limited = await LimitedAsync(service, role, new([Spring], []));
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var answer = await JsonAsync(await limited.PostAsync(path, content));
            Assert.Equal("identity.out-of-scope", answer.GetProperty("code").GetString());
        }
    }

    /// <summary>Another role, held more widely, does not widen the one that lets somebody look.</summary>
    [Fact]
    public async Task Should_not_be_widened_by_another_role()
    {
        await using var service = await TestService.StartAsync();
        var (north, south) = await TwoCasesAsync(service);
        var limited = await LimitedAsync(service, Roles.Auditor, new([Spring], []), Roles.FinancePreparer);

        // Finance sees the case, but nothing that was stated; the evidence is the auditor's, of another programme.
        var seen = await JsonAsync(await limited.GetAsync($"/api/cases/{north}"));
        Assert.Equal("[]", seen.GetProperty("determinations")[0].GetProperty("trace").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await limited.GetAsync($"/api/cases/{south}/evidence")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await limited.GetAsync($"/api/cases/{south}/documents")).StatusCode);
    }

    [Fact]
    public async Task Should_see_no_money_of_another_programme()
    {
        await using var world = await CaseWorld.CreateAsync();
        var batch = (await world.ReleasedAsync(2))[0].BatchId!.Value;
        var spring = new Actor("cai2", "", new HashSet<string> { Roles.FinancePreparer, Roles.FinanceReleaser })
        {
            Scopes = new Dictionary<string, RoleScope> { [Roles.FinancePreparer] = new([Spring], []), [Roles.FinanceReleaser] = new([Spring], []) },
        };
        var within = BenefitWorkflow.Cases.CaseScope.Of(spring);
        Assert.Equal("payment.batch-unknown", (await world.BatchFile.ListAsync(spring, batch, default)).Refusal?.Code);
        var file = (await world.BatchFile.ListAsync(CaseWorld.Preparer, batch, default)).Files[0];
        Assert.Equal("payment.file-unknown", (await world.BatchFile.OpenAsync(spring, file.Id, default)).Refusal?.Code);
        Assert.Null(await world.CheckBatch.ReadAsync(within, batch, default));
    }

    [Fact]
    public async Task Should_see_only_its_own_runs_and_imports()
    {
        await using var service = await TestService.StartAsync();
        var (north, _) = await TwoCasesAsync(service);
        var started = await JsonAsync(await (await service.AsAsync(Roles.Approver)).PostAsJsonAsync("/api/runs", new { action = "approve", items = new[] { new { caseId = north, reason = "同意" } } }));
        var run = started.GetProperty("id").GetInt64();
        var limited = await LimitedAsync(service, Roles.Supervisor, new([], [North]));

        Assert.Empty((await JsonAsync(await limited.GetAsync("/api/runs"))).GetProperty("items").EnumerateArray());
        foreach (var path in (string[])["", "/results", "/failed"]) Assert.Equal(HttpStatusCode.NotFound, (await limited.GetAsync($"/api/runs/{run}{path}")).StatusCode);
        await RefusedAsync("run.not-yours", 403, await limited.PostAsync($"/api/runs/{run}/cancel", null));
        Assert.Equal(HttpStatusCode.OK, (await (await service.AsAsync(Roles.Supervisor)).GetAsync($"/api/runs/{run}")).StatusCode);
    }

    /// <summary>Findings name cases of any programme.</summary>
    [Fact]
    public async Task Should_not_have_everything_verified()
    {
        await using var service = await TestService.StartAsync();
        var limited = await LimitedAsync(service, Roles.Auditor, new([Spring], []));

        await RefusedAsync("identity.out-of-scope", 403, await limited.PostAsync("/api/audit/verify", null));
        Assert.Contains("您的角色不包括该项目或单位", WebUtility.HtmlDecode(await limited.GetStringAsync("/audit")), StringComparison.Ordinal);
        await RefusedAsync("identity.role-required", 403, await (await service.AsAsync(Roles.Caseworker)).PostAsync("/api/audit/verify", null));
        Assert.Equal(HttpStatusCode.OK, (await (await service.AsAsync(Roles.Auditor)).PostAsync("/api/audit/verify", null)).StatusCode);
    }

    /// <summary>The cookie holds no scopes: two hundred long names would be more than a request may carry.</summary>
    [Fact]
    public async Task Should_fit_into_a_session_however_many_units_there_are()
    {
        await using var service = await TestService.StartAsync("--Identity:DevelopmentSignIn", "true");
        await TwoCasesAsync(service);
        var id = await HireAsync(service, Roles.Approver, new([], [North, .. Enumerable.Range(0, RoleScope.Most - 1).Select(i => $"楚雄彝族自治州某某县某某乡镇卫生和环境服务中心第{i}分部")]));
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = service.Anonymous.BaseAddress };
        await SignInForm.SubmitAsync(browser, "/sign-in", "/sign-in/as", ("account", id), ("returnUrl", "/"));
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/cases"));
        Assert.Contains(North, page, StringComparison.Ordinal);
        Assert.DoesNotContain(South, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_sign_in_again_once_it_is_set()
    {
        await using var service = await TestService.StartAsync();
        var accounts = service.App.Services.GetRequiredService<AccountStore>();
        var administrator = await service.AsAsync(Roles.Administrator);
        Assert.Null(await accounts.CreateAccountAsync("lin", "林", [Roles.Reviewer], null, default));
        var before = (await accounts.FindAsync("lin", default))!.SessionStamp;

        Assert.Equal(HttpStatusCode.NoContent, (await administrator.PutAsJsonAsync("/api/accounts/lin/scopes", Body(Roles.Reviewer, [Hardship], [North]))).StatusCode);
        var account = (await accounts.FindAsync("lin", default))!;
        Assert.NotEqual(before, account.SessionStamp);
        var scope = CurrentActor.Of(account).ScopeOf(Roles.Reviewer);
        Assert.Equal(("the-administrator", Hardship, North), (account.ScopesChangedBy, Assert.Single(scope.Programmes), Assert.Single(scope.Units)));
        // The same again changes nothing, and ends no session.
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.PutAsJsonAsync("/api/accounts/lin/scopes", Body(Roles.Reviewer, [Hardship], [" " + North, North]))).StatusCode);
        Assert.Equal(account.SessionStamp, (await accounts.FindAsync("lin", default))!.SessionStamp);
        // And it can be taken back.
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.PutAsJsonAsync("/api/accounts/lin/scopes", new { })).StatusCode);
        Assert.True(CurrentActor.Of((await accounts.FindAsync("lin", default))!).ScopeOf(Roles.Reviewer).IsEverywhere);
    }

    [Fact]
    public async Task Should_not_be_limited_to_what_is_not_there_nor_by_oneself()
    {
        await using var service = await TestService.StartAsync();
        Assert.Null(await service.App.Services.GetRequiredService<AccountStore>().CreateAccountAsync("lin", "林", [Roles.Reviewer], null, default));
        var administrator = await service.AsAsync(Roles.Administrator);
        await service.AsAsync(Roles.FinancePreparer);
        foreach (var (account, body, code, status) in new[]
        {
            ("lin", Body(Roles.Reviewer, ["nothing"], []), "account.scope-programme", 422), ("lin", Body(Roles.Approver, [], [North]), "account.scope-role", 422),
            ("lin", Body(Roles.Reviewer, [], [.. Enumerable.Range(0, 201).Select(i => $"单位{i}")]), "account.scope-size", 422),
            ("lin", Body(Roles.Reviewer, [], [" "]), "account.scope-blank", 422), ("the-finance-preparer", Body(Roles.FinancePreparer, [], [North]), "account.scope-kind", 422), ("nobody", Body(Roles.Reviewer, [], [North]), "account.not-found", 404), ("the-administrator", Body(Roles.Administrator, [], [North]), "account.own", 422),
        })
            await RefusedAsync(code, status, await administrator.PutAsJsonAsync($"/api/accounts/{account}/scopes", body));
        await RefusedAsync("identity.role-required", 403, await (await service.AsAsync(Roles.Supervisor)).PutAsJsonAsync("/api/accounts/lin/scopes", new { }));
    }

    [Theory]
    [InlineData(Hardship, North, true)]
    [InlineData(Hardship, South, false)]
    [InlineData(Spring, North, false)]
    [InlineData(Hardship, null, false)]
    public void Scope_OfAProgrammeAndAUnit_CoversBoth(string programme, string? unit, bool covered) =>
        Assert.Equal(covered, new RoleScope([Hardship], [North]).Covers(programme, unit));

    private static object Body(string role, string[] programmes, string[] units) => new { scopes = new Dictionary<string, RoleScope> { [role] = new(programmes, units) } };

    private static int _limited;

    private static async Task<HttpClient> LimitedAsync(TestService service, string role, RoleScope scope, params string[] others)
    {
        var id = await HireAsync(service, role, scope, others);
        var client = new HttpClient { BaseAddress = service.Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Api-Key", await service.App.Services.GetRequiredService<AccountStore>().CreateKeyAsync(id, "test", Actor.System.Id, default));
        return client;
    }

    private static async Task<string> HireAsync(TestService service, string role, RoleScope scope, params string[] others)
    {
        var (accounts, id) = (service.App.Services.GetRequiredService<AccountStore>(), $"limited{Interlocked.Increment(ref _limited)}");
        Assert.Null(await accounts.CreateAccountAsync(id, id, [role, .. others], null, default));
        Assert.Null(await service.App.Services.GetRequiredService<ChangeAccount>().SetScopesAsync(RunningService.Boss, id, new Dictionary<string, RoleScope?> { [role] = scope }, default));
        return id;
    }

    private static object Item(int person, string unit)
    {
        var item = JsonSerializer.SerializeToNode(When_the_api_is_called.Item(CaseWorld.Frontline(person)), JsonSerializerOptions.Web)!;
        item["unit"] = unit;
        return item;
    }

    private static async Task<(long North, long South)> TwoCasesAsync(TestService service)
    {
        var opened = (await JsonAsync(await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { Item(1, North), Item(2, South) } }))).GetProperty("results");
        return (opened[0].GetProperty("caseId").GetInt64(), opened[1].GetProperty("caseId").GetInt64());
    }

    private static async Task<IEnumerable<long>> IdsAsync(HttpClient client, string path) =>
        (await JsonAsync(await client.GetAsync(path))).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetInt64());

    private static async Task<string> NumberAsync(TestService service, long id) =>
        (await JsonAsync(await (await service.AsAsync(Roles.Supervisor)).GetAsync($"/api/cases/{id}"))).GetProperty("case").GetProperty("number").GetString()!;
}
