using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using static BenefitWorkflow.Tests.Http.TestService;

namespace BenefitWorkflow.Tests.Identity;

/// <summary>Somebody moves desks, or takes another name, and keeps their account.</summary>
public sealed class When_an_account_is_changed
{
    [Fact]
    public async Task Should_act_in_the_new_role_at_once_and_keep_who_changed_it()
    {
        await using var service = await RunningService.StartAsync();
        var (administrator, person) = (await service.AsAsync(Roles.Administrator), await service.AsAsync(Roles.Caseworker));
        var stamp = (await service.Accounts.FindAsync(Roles.Caseworker, default))!.SessionStamp;
        using (var before = await person.GetAsync("/payments")) Assert.Equal(HttpStatusCode.Forbidden, before.StatusCode);

        using (var put = await PutAsync(administrator, Roles.Caseworker, "roles", new { roles = new[] { Roles.FinancePreparer } })) Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        using (var after = await person.GetAsync("/payments")) Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using (var intake = await person.GetAsync("/intake")) Assert.Equal(HttpStatusCode.Forbidden, intake.StatusCode);
        Assert.NotEqual(stamp, (await service.Accounts.FindAsync(Roles.Caseworker, default))!.SessionStamp);

        using (var put = await PutAsync(administrator, Roles.Caseworker, "name", new { displayName = " 陈新名 " })) Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        // What is so already leaves no trace.
        using (var put = await PutAsync(administrator, Roles.Caseworker, "name", new { displayName = "陈新名" })) Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        var changes = await JsonAsync(await (await service.AsAsync(Roles.Auditor)).GetAsync($"/api/accounts/{Roles.Caseworker}/changes"));
        Assert.Equal(
            [("displayName", "caseworker", "陈新名", "administrator"), ("roles", "caseworker", "finance-preparer", "administrator")],
            changes.EnumerateArray().Select(c => (c.GetProperty("kind").GetString()!, c.GetProperty("before").GetString()!, c.GetProperty("after").GetString()!, c.GetProperty("by").GetString()!)));
        Assert.Contains("陈新名", WebUtility.HtmlDecode(await administrator.GetStringAsync("/accounts")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_end_the_person_s_sessions_and_the_limits_of_roles_they_no_longer_have()
    {
        await using var service = await RunningService.StartAsync();
        await service.AsAsync(Roles.Administrator);
        Assert.Null(await service.Accounts.CreateAccountAsync("chen", "陈", [Roles.Caseworker, Roles.Reviewer], "long enough 1", default));
        var limits = new Dictionary<string, RoleScope?> { [Roles.Caseworker] = new(["hardship-assistance"], []), [Roles.Reviewer] = new([], ["城北"]) };
        Assert.Null(await service.Changing.SetScopesAsync(RunningService.Boss, "chen", limits, default));
        var browser = service.Anonymous();
        using (await SignInForm.SubmitAsync(browser, "/sign-in", "/sign-in", ("account", "chen"), ("password", "long enough 1")))
        using (var open = await browser.GetAsync("/cases")) Assert.Equal(HttpStatusCode.OK, open.StatusCode);

        Assert.Null(await service.Changing.SetRolesAsync(RunningService.Boss, "chen", [Roles.Reviewer, Roles.Approver], default));
        using (var ended = await browser.GetAsync("/cases")) Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        var account = (await service.Accounts.FindAsync("chen", default))!;
        Assert.Equal(Roles.Reviewer, Assert.Single(RoleScope.Read(account.ScopesJson)).Key);
    }

    [Theory]
    [InlineData("account.roles", "liu", Roles.System)]
    [InlineData("account.roles", "liu")]
    [InlineData("account.administrator-is-auditor", "liu", Roles.Administrator, Roles.Auditor)]
    [InlineData("account.system-roles", "robot", Roles.Approver)]
    [InlineData("account.own", "administrator", Roles.Administrator, Roles.Approver)]
    public async Task Should_refuse_what_creation_refuses_and_one_s_own_roles(string code, string id, params string[] roles)
    {
        await using var service = await RunningService.StartAsync();
        var administrator = await service.AsAsync(Roles.Administrator);
        Assert.Null(await service.Accounts.CreateAccountAsync("liu", "刘", [Roles.Caseworker], null, default));
        Assert.Null(await service.Accounts.CreateSystemAsync("robot", "系统", [Roles.Caseworker], null, default));
        using var put = await PutAsync(administrator, id, "roles", new { roles });
        Assert.Equal(code, (await Problem.ReadAsync(put, HttpStatusCode.UnprocessableEntity)).Code);
        using var name = await PutAsync(administrator, id, "name", new { displayName = new string('长', ChangeAccount.LongestName + 1) });
        Assert.Equal("account.display-name", (await Problem.ReadAsync(name, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Empty(await service.Changing.HistoryAsync(id, default));
    }

    [Fact]
    public async Task Should_leave_one_administrator_when_two_take_each_other_s_role_at_once()
    {
        await using var service = await RunningService.StartAsync();
        foreach (var id in (string[])["one", "two"]) Assert.Null(await service.Accounts.CreateAccountAsync(id, id, [Roles.Administrator], null, default));
        var change = service.Changing;
        // Both were read as administrators before either acted.
        Assert.Null(await change.SetRolesAsync(RunningService.Boss with { Id = "one" }, "two", [Roles.Supervisor], default));
        Assert.Equal("account.last-administrator", (await change.SetRolesAsync(RunningService.Boss with { Id = "two" }, "one", [Roles.Supervisor], default))?.Code);
    }

    [Fact]
    public async Task Should_keep_limits_addresses_and_who_disabled_it_and_leave_an_administrator_enabled()
    {
        await using var service = await RunningService.StartAsync();
        var administrator = await service.AsAsync(Roles.Administrator);
        Assert.Null(await service.Accounts.CreateAccountAsync("chen", "陈", [Roles.Caseworker], null, default));
        using (var put = await PutAsync(administrator, "chen", "scopes", new { scopes = new { caseworker = new { programmes = new[] { "hardship-assistance" }, units = Array.Empty<string>() } } })) Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        using (var put = await PutAsync(administrator, "chen", "email", new { email = "chen@union.example" })) Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        var chen = new Actor("chen", "", new HashSet<string> { Roles.Caseworker });
        Assert.Null(await service.Changing.SetEmailAsync(chen, "chen", null, default));
        Assert.Equal("identity.role-required", (await service.Changing.SetEmailAsync(chen, Roles.Administrator, "chen@union.example", default))?.Code);
        foreach (var act in (string[])["disable", "disable", "enable"])
            using (var post = await administrator.PostAsync($"/api/accounts/chen/{act}", null)) Assert.Equal(HttpStatusCode.NoContent, post.StatusCode);
        Assert.Equal(
            [(AccountChangeKind.State, "disabled", "active", "administrator"), (AccountChangeKind.State, "active", "disabled", "administrator"), (AccountChangeKind.Email, "chen@union.example", "", "chen"),
                (AccountChangeKind.Email, "", "chen@union.example", "administrator"), (AccountChangeKind.Scopes, "", """{"caseworker":{"programmes":["hardship-assistance"],"units":[]}}""", "administrator")],
            (await service.Changing.HistoryAsync("chen", default)).Select(c => (c.Kind, c.Before, c.After, c.By)));

        using (var own = await administrator.PostAsync($"/api/accounts/{Roles.Administrator}/disable", null)) Assert.Equal("account.own", (await Problem.ReadAsync(own, HttpStatusCode.UnprocessableEntity)).Code);
        // Two who disable each other at once.
        Assert.Equal("account.last-administrator", (await service.Changing.SetDisabledAsync(RunningService.Boss, Roles.Administrator, true, default))?.Code);
    }

    [Fact]
    public async Task Should_be_the_administrators_alone()
    {
        await using var service = await RunningService.StartAsync();
        var supervisor = await service.AsAsync(Roles.Supervisor);
        using var put = await PutAsync(supervisor, Roles.Supervisor, "roles", new { roles = new[] { Roles.Approver } });
        Assert.Equal("identity.role-required", (await Problem.ReadAsync(put, HttpStatusCode.Forbidden)).Code);
        Assert.Equal("identity.role-required", (await service.Changing.RenameAsync(new("x", "", new HashSet<string> { Roles.Auditor }), "supervisor", "y", default))?.Code);
        using var nobody = await PutAsync(await service.AsAsync(Roles.Administrator), "nobody", "roles", new { roles = new[] { Roles.Approver } });
        Assert.Equal("account.not-found", (await Problem.ReadAsync(nobody, HttpStatusCode.NotFound)).Code);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string id, string what, object body) => client.PutAsJsonAsync($"/api/accounts/{id}/{what}", body);
}
