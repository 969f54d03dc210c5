using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Identity;

public sealed class When_a_system_signs_in_by_key : IAsyncLifetime
{
    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Should_refuse_no_key_and_an_unknown_key()
    {
        foreach (var client in new[] { _service.Anonymous(), _service.WithKey("bw_unknown") })
        {
            using var response = await client.GetAsync("/api/accounts");
            Assert.Equal("identity.sign-in-required", (await Problem.ReadAsync(response, HttpStatusCode.Unauthorized)).Code);
        }
    }

    [Fact]
    public async Task Should_refuse_an_expired_session_at_the_api_as_it_refuses_no_key()
    {
        var client = _service.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", "bw.session=expired");
        using var response = await client.GetAsync("/api/accounts");

        Assert.Equal("identity.sign-in-required", (await Problem.ReadAsync(response, HttpStatusCode.Unauthorized)).Code);
    }

    [Fact]
    public async Task Should_let_in_only_the_roles_an_endpoint_names()
    {
        foreach (var role in Roles.Assignable)
        {
            using var response = await (await _service.AsAsync(role)).GetAsync("/api/accounts");
            if (role == Roles.Administrator) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            else Assert.Equal("identity.role-required", (await Problem.ReadAsync(response, HttpStatusCode.Forbidden)).Code);
        }
    }

    [Fact]
    public async Task Should_stop_at_once_when_the_key_is_revoked()
    {
        var administrator = await _service.AsAsync(Roles.Administrator);
        Assert.Null(await _service.Accounts.CreateAccountAsync("ledger", "财务系统", [Roles.FinanceSystem], null, default));
        using var made = await administrator.PostAsJsonAsync("/api/accounts/ledger/api-keys", new { label = "ledger" });
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        var ledger = _service.WithKey(key);
        using (var before = await ledger.GetAsync("/api/events")) Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        var listed = await administrator.GetStringAsync("/api/accounts/ledger/api-keys");
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);
        var id = Assert.Single(JsonSerializer.Deserialize<JsonElement>(listed).EnumerateArray()).GetProperty("id").GetInt64();
        using (var revoked = await administrator.DeleteAsync($"/api/accounts/api-keys/{id}")) Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        using (var after = await ledger.GetAsync("/api/events")) Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        using var again = await administrator.DeleteAsync($"/api/accounts/api-keys/{id}");
        Assert.Equal("account.not-found", (await Problem.ReadAsync(again, HttpStatusCode.NotFound)).Code);
    }
}
