using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Http;

/// <summary>The whole service on a free loopback port, over a data folder of its own, with a clock that stands still.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly Dictionary<string, string> _keys = [];
    private readonly List<HttpClient> _clients = [];
    private readonly DataFolder? _ownFolder;
    private readonly WebApplication _app;

    private RunningService(WebApplication app, FakeTimeProvider time, DataFolder? ownFolder) => (_app, Time, _ownFolder) = (app, time, ownFolder);

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    public AccountStore Accounts => Services.GetRequiredService<AccountStore>();
    public ChangeAccount Changing => Services.GetRequiredService<ChangeAccount>();

    /// <summary>Somebody who may change accounts, without one of their own.</summary>
    public static Actor Boss { get; } = new("boss", "", new HashSet<string> { Roles.Administrator });

    /// <summary>The first run's token; null where there was an account, or the first run was not begun.</summary>
    public string? SetupToken { get; private set; }

    private Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="data">Null: a folder that vanishes with the service.</param>
    /// <param name="beginFirstRun">As Program does it; without, an empty service simply has no account.</param>
    /// <param name="map">More endpoints, to provoke what no real one does on purpose.</param>
    public static async Task<RunningService> StartAsync(
        DataFolder? data = null, bool beginFirstRun = false, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        var own = data is null ? new DataFolder() : null;
        var time = new FakeTimeProvider(new DateTimeOffset(2023, 3, 1, 2, 0, 0, TimeSpan.Zero));
        var app = Build(data ?? own!, time, configure, settings);
        map?.Invoke(app);
        var service = new RunningService(app, time, own);
        try
        {
            await app.PrepareAsync(default);
            if (beginFirstRun) service.SetupToken = await app.Services.GetRequiredService<FirstRun>().BeginAsync(default);
            await app.StartAsync();
            return service;
        }
        catch
        {
            await app.DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>The service as it is before anything was prepared or started.</summary>
    public static WebApplication Build(DataFolder data, FakeTimeProvider? time = null, Action<WebApplicationBuilder>? configure = null, params string[] settings) =>
        ServiceHost.Build(["--Data:Folder", data.Path, "--Urls", "http://127.0.0.1:0", "--Jobs:Enabled", "false", .. settings], builder =>
        {
            builder.Logging.ClearProviders();
            if (time is not null) builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            configure?.Invoke(builder);
        });

    /// <summary>A browser without an account: keeps cookies, follows no redirect.</summary>
    public HttpClient Anonymous()
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of an account that has just this role and is named like it.</summary>
    public async Task<HttpClient> AsAsync(string role)
    {
        if (!_keys.TryGetValue(role, out var key))
        {
            Assert.Null(await Accounts.CreateAccountAsync(role, role, [role], null, default));
            _keys[role] = key = await Accounts.CreateKeyAsync(role, "test", Actor.System.Id, default);
        }
        return WithKey(key);
    }

    public HttpClient WithKey(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ownFolder?.Dispose();
    }

    /// <summary>A data folder that outlives a restart and vanishes with the test.</summary>
    internal sealed class DataFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("bw-service-").FullName;

        public void Dispose()
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(Path, recursive: true);
        }
    }
}

/// <summary>What a refused request says.</summary>
internal sealed record Problem(string Code, string Zh, string En, string Text)
{
    /// <summary>Reads the answer, after checking that it is a problem in both languages with this status.</summary>
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        var problem = new Problem(body.GetProperty("code").GetString()!, body.GetProperty("zh").GetString()!, body.GetProperty("en").GetString()!, text);
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", problem.Zh);
        Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", problem.En);
        return problem;
    }

    public static async Task<Problem> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        using var response = body is HttpContent content ? await client.PostAsync(path, content) : await client.PostAsJsonAsync(path, body);
        return await ReadAsync(response, expected);
    }
}
