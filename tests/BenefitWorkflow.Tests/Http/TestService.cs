using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Http;

/// <summary>The whole service on a port of its own, a data folder of its own and a clock that the test moves.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly Dictionary<string, HttpClient> _clients = [];
    private WebApplication? _app;

    public string Folder { get; } = Directory.CreateTempSubdirectory("bw-service-").FullName;
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2023, 3, 1, 2, 0, 0, TimeSpan.Zero));
    public WebApplication App => _app!;
    public HttpClient Anonymous { get; private set; } = null!;

    public static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService();
        await service.RunAsync(settings);
        return service;
    }

    public async Task RunAsync(params string[] settings)
    {
        _app = ServiceHost.Build(["--Data:Folder", Folder, "--Urls", "http://127.0.0.1:0", "--Jobs:Enabled", "false", .. settings],
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time)));
        await _app.PrepareAsync(default);
        await _app.StartAsync();
        Anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    /// <summary>A client of an account that has just this role.</summary>
    public async Task<HttpClient> AsAsync(string role)
    {
        if (_clients.TryGetValue(role, out var client)) return client;
        var accounts = App.Services.GetRequiredService<AccountStore>();
        Assert.Null(await accounts.CreateAccountAsync("the-" + role, role, [role], null, default));
        client = new HttpClient { BaseAddress = Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Api-Key", await accounts.CreateKeyAsync("the-" + role, "test", Actor.System.Id, default));
        return _clients[role] = client;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task RefusedAsync(string code, int status, HttpResponseMessage response)
    {
        var json = await JsonAsync(response);
        Assert.Equal((status, code), ((int)response.StatusCode, json.GetProperty("code").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(json.GetProperty("zh").GetString()) || string.IsNullOrWhiteSpace(json.GetProperty("en").GetString()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) client.Dispose();
        Anonymous.Dispose();
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
