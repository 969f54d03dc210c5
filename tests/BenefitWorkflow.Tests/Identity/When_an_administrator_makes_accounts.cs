using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Identity;

public sealed class When_an_administrator_makes_accounts(When_an_administrator_makes_accounts.Service shared)
    : IClassFixture<When_an_administrator_makes_accounts.Service>, IAsyncLifetime
{
    private readonly RunningService _service = shared.Started;
    private HttpClient _administrator = null!;

    public async Task InitializeAsync() => _administrator = await _service.AsAsync(Roles.Administrator);

    public Task DisposeAsync() => Task.CompletedTask;

    public sealed class Service : IAsyncLifetime
    {
        internal RunningService Started { get; private set; } = null!;

        public async Task InitializeAsync() => Started = await RunningService.StartAsync();

        public async Task DisposeAsync() => await Started.DisposeAsync();
    }

    [Fact]
    public async Task Should_let_one_account_prepare_and_approve_since_cases_are_separated_one_by_one()
    {
        using var made = await _administrator.PostAsJsonAsync("/api/accounts", new { id = "chen", displayName = "陈", roles = new[] { Roles.Caseworker, Roles.Approver } });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"{Roles.Caseworker},{Roles.Approver}", (await _service.Accounts.FindAsync("chen", default))?.RoleList);
    }

    [Fact]
    public async Task Should_refuse_a_second_account_of_the_same_name() =>
        Assert.Equal("account.exists", (await PostAsync(new { id = Roles.Administrator, displayName = "x", roles = new[] { Roles.Auditor } })).Code);

    [Theory]
    [InlineData("account.administrator-is-auditor", "liu", "刘", null, Roles.Administrator, Roles.Auditor)]
    [InlineData("account.roles", "liu", "刘", null, Roles.System)]
    [InlineData("account.roles", "liu", "刘", null)]
    [InlineData("account.roles", "liu", "刘", null, Roles.Caseworker, null)]
    [InlineData("account.id", "system", "刘", null, Roles.Caseworker)]
    [InlineData("account.id", "l", "刘", null, Roles.Caseworker)]
    [InlineData("account.id", "li u", "刘", null, Roles.Caseworker)]
    [InlineData("account.id", null, "刘", null, Roles.Caseworker)]
    [InlineData("account.display-name", "liu", " ", null, Roles.Caseworker)]
    [InlineData("account.display-name", "liu", null, null, Roles.Caseworker)]
    [InlineData("account.password-short", "liu", "刘", "123456789", Roles.Caseworker)]
    public async Task Should_refuse(string code, string? id, string? displayName, string? password, params string?[] roles)
    {
        Assert.Equal(code, (await PostAsync(new { id, displayName, roles, password })).Code);
        Assert.DoesNotContain(await _service.Accounts.ListAsync(default), a => a.Id is "liu" or "system" or "l" or "li u");
    }

    [Fact]
    public async Task Should_refuse_an_empty_account_as_a_refusal_and_not_as_a_fault() => Assert.Equal("account.id", (await PostAsync(new { })).Code);

    [Fact]
    public async Task Should_refuse_a_key_without_a_label() =>
        Assert.Equal("account.key-label", (await Problem.PostAsync(_administrator, $"/api/accounts/{Roles.Administrator}/api-keys", new { }, HttpStatusCode.UnprocessableEntity)).Code);

    [Fact]
    public async Task Should_refuse_a_key_for_nobody() =>
        Assert.Equal("account.not-found", (await Problem.PostAsync(_administrator, "/api/accounts/nobody/api-keys", new { label = "x" }, HttpStatusCode.NotFound)).Code);

    [Fact]
    public async Task Should_issue_no_key_for_a_person_and_say_who_issued_a_systems()
    {
        using (var person = await _administrator.PostAsJsonAsync("/api/accounts", new { id = "zhou", displayName = "周", roles = new[] { Roles.Approver } })) Assert.Equal(HttpStatusCode.Created, person.StatusCode);
        Assert.Equal("account.keys-for-systems-only", (await Problem.PostAsync(_administrator, "/api/accounts/zhou/api-keys", new { label = "x" }, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Empty(await _service.Accounts.ListKeysAsync("zhou", default));

        using (var system = await _administrator.PostAsJsonAsync("/api/accounts", new { id = "hr", displayName = "人事系统", roles = new[] { Roles.Caseworker }, system = true })) Assert.Equal(HttpStatusCode.Created, system.StatusCode);
        using (var key = await _administrator.PostAsJsonAsync("/api/accounts/hr/api-keys", new { label = "x" })) Assert.Equal(HttpStatusCode.OK, key.StatusCode);
        Assert.Equal(Roles.Administrator, Assert.Single(await _service.Accounts.ListKeysAsync("hr", default)).IssuedBy);
        Assert.Contains("\"issuedBy\":\"administrator\"", await _administrator.GetStringAsync("/api/accounts/hr/api-keys"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account.system-roles", null, Roles.Approver)]
    [InlineData("account.system-roles", null, Roles.Caseworker, Roles.Administrator)]
    [InlineData("account.system-password", "long enough 1", Roles.FinanceSystem)]
    public async Task Should_make_no_system_that_decides_or_has_a_password(string code, string? password, params string[] roles) =>
        Assert.Equal(code, (await PostAsync(new { id = "robot", displayName = "系统", roles, password, system = true })).Code);

    [Fact]
    public async Task Should_stop_a_disabled_account_at_once_until_another_administrator_enables_it()
    {
        var supervisor = await _service.AsAsync(Roles.Supervisor);
        using (var before = await supervisor.GetAsync("/api/cases")) Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        using (var disabled = await _administrator.PostAsync($"/api/accounts/{Roles.Supervisor}/disable", null)) Assert.Equal(HttpStatusCode.NoContent, disabled.StatusCode);
        using (var after = await supervisor.GetAsync("/api/cases")) Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        var listed = (await _service.Accounts.ListAllAsync(default)).Single(a => a.Id == Roles.Supervisor);
        Assert.Equal((true, Roles.Administrator, _service.Time.GetUtcNow()), (listed.Disabled, listed.DisabledChangedBy, listed.DisabledChangedAt));

        using (var enabled = await _administrator.PostAsync($"/api/accounts/{Roles.Supervisor}/enable", null)) Assert.Equal(HttpStatusCode.NoContent, enabled.StatusCode);
        using (var again = await supervisor.GetAsync("/api/cases")) Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("account.own", (await Problem.PostAsync(_administrator, $"/api/accounts/{Roles.Administrator}/disable", new { }, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Equal("account.not-found", (await Problem.PostAsync(_administrator, "/api/accounts/nobody/disable", new { }, HttpStatusCode.NotFound)).Code);
    }

    private Task<Problem> PostAsync(object account) => Problem.PostAsync(_administrator, "/api/accounts", account, HttpStatusCode.UnprocessableEntity);
}
