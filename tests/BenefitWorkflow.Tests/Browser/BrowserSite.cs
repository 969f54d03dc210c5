using System.Collections.Concurrent;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BenefitWorkflow.Tests.Browser;

/// <summary>
/// One browser and the whole service with its jobs, in the middle of a season of invented people: the demo's staff have worked until a Monday in
/// March and left something at every step. All browser tests share it, so each acts on cases of its own.
/// </summary>
public sealed class BrowserSite : IAsyncLifetime
{
    public const string Tests = "browser";

    /// <summary>The roster of workers in hardship was just taken in; nobody has looked at it.</summary>
    private static readonly DateTimeOffset Morning = ShanghaiTime.StartOfDay(new DateOnly(2023, 3, 6)).AddHours(9).AddMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-browser-").FullName;

    /// <summary>One sign-in per account is enough: whoever comes again brings the session of before.</summary>
    private readonly ConcurrentDictionary<string, string> _sessions = [];

    private ChromiumBrowser? _browser;
    private WebApplication? _app;
    private DemoStaff? _staff;

    internal IServiceProvider Services => _app!.Services;
    internal DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();
    internal Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    internal LeftCases Cases { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _browser = await ChromiumBrowser.StartAsync();
        if (_browser is null) return;
        var state = DemoState.Load(_folder, seed: 1, scale: 1);
        var clock = new SimulatedClock(state.Now);
        _app = ServiceHost.Build(
            ["--Data:Folder", _folder, "--Urls", "http://127.0.0.1:0", "--Identity:DevelopmentSignIn", "true", "--Public:ObjectionsPerAddress", "1000", "--Public:LookUpsPerAddress", "1000"], builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                builder.Services.Replace(ServiceDescriptor.Singleton(new SessionWatch.Pace(TimeSpan.FromSeconds(2))));
            });
        await _app.PrepareAsync(default);
        await _app.StartAsync();
        var rosters = new DemoRosters(1, 1);
        _staff = await DemoStaff.HireAsync(Services.GetRequiredService<AccountStore>(), Address);
        using var bank = new DemoBank(_folder, DemoCommand.Accounts(rosters));
        await new DemoSeason(_app, clock, _staff, rosters, bank, _folder, 1, state).RunUntilAsync(Morning);
        Cases = await LeftCases.LeaveAsync(Services, _staff, rosters, bank, clock);
    }

    /// <summary>Somebody sits down before the site; skips the test where there is no browser.</summary>
    /// <param name="account">Null: the public, who has none.</param>
    /// <param name="language"><c>zh</c> or <c>en</c>.</param>
    /// <param name="scripts">False: scripts are switched off.</param>
    /// <param name="dark">As the device prefers.</param>
    /// <param name="address">Another service than this; null: this.</param>
    internal async Task<Visitor> ComeAsync(string? account, string language, int width, bool scripts = true, bool dark = false, Uri? address = null)
    {
        Skip.If(_browser is null, ChromiumBrowser.Missing);
        return await Visitor.ComeAsync(_browser.Browser, address ?? Address, account, language, width, scripts, dark, address is null ? _sessions : null);
    }

    /// <summary>An account that no other test uses.</summary>
    /// <param name="password">Null: it signs in by the list of the sign-in page.</param>
    internal async Task<string> HireAsync(string id, string role, string? password = null)
    {
        Skip.If(_browser is null, ChromiumBrowser.Missing);
        Assert.Null(await Services.GetRequiredService<AccountStore>().CreateAccountAsync(id, "何新员", [role], password, default));
        return id;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _staff?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(BrowserSite.Tests)]
public sealed class BrowserTests : ICollectionFixture<BrowserSite>;
