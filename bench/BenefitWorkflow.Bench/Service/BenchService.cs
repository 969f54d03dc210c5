using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Bench.Service;

/// <summary>Where a service keeps its cases.</summary>
/// <param name="Folder">Data folder: the key ring, and an embedded database.</param>
/// <param name="Server">Null: embedded.</param>
internal sealed record BenchStore(StoreKind Kind, string Folder, Postgres.PostgresDatabase? Server);

/// <summary>
/// The whole service in this process, put together as its own Program does it, with a clock that the bench moves. Its jobs do not run by
/// themselves: what they do is called, so that it is measured where it belongs.
/// </summary>
internal sealed class BenchService : IAsyncDisposable
{
    public const string Programme = "hardship-assistance", Scheme = "frontline-worker";

    /// <summary>Of every grant of the scheme, fen.</summary>
    public const long GrantFen = 100_000;

    /// <summary>Ten million million yuan: no run reaches it.</summary>
    private const long CeilingFen = Budgets.AdjustBudget.MaximumFen;

    private readonly WebApplication _app;
    private readonly AsyncServiceScope _scope;

    private BenchService(WebApplication app, FakeTimeProvider time)
    {
        (_app, Time) = (app, time);
        _scope = app.Services.CreateAsyncScope();
    }

    public static Actor Caseworker { get; } = Person("caseworker", Roles.Caseworker);
    public static Actor Approver { get; } = Person("approver", Roles.Approver);
    public static Actor Preparer { get; } = Person("finance-preparer", Roles.FinancePreparer);
    public static Actor Releaser { get; } = Person("finance-releaser", Roles.FinanceReleaser);
    public static Actor Administrator { get; } = Person("administrator", Roles.Administrator);

    public FakeTimeProvider Time { get; }
    public BenefitStore Store => Get<BenefitStore>();
    public Programme AidProgramme => Get<ProgrammeCatalog>().Find(Programme)!;
    public IServiceProvider Services => _app.Services;

    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>Host settings that put a service on this store. The only place that knows how.</summary>
    public static string[] StoreSettings(BenchStore store) => store.Kind switch
    {
        StoreKind.Sqlite => ["--Data:Folder", store.Folder],
        _ => ["--Data:Folder", store.Folder, "--Store:Provider", store.Kind.ToString(), "--ConnectionStrings:Benefit", store.Server!.Connection],
    };

    /// <param name="now">Null: 1 March 2023, ten in the morning in Beijing.</param>
    /// <param name="settings">Further settings of the host; null: none.</param>
    public static async Task<BenchService> CreateAsync(BenchStore store, DateTimeOffset? now = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var time = new FakeTimeProvider(now ?? new DateTimeOffset(2023, 3, 1, 2, 0, 0, TimeSpan.Zero));
        var app = ServiceHost.Build([.. StoreSettings(store), "--Urls", "http://127.0.0.1:0", "--Jobs:Enabled", "false", "--Finance:Embedded", "false", .. (settings ?? new Dictionary<string, string?>()).SelectMany(s => new[] { "--" + s.Key, s.Value! })], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        });
        await app.PrepareAsync(default);
        var service = new BenchService(app, time);
        foreach (var source in service.AidProgramme.FundingSources)
        {
            var (proposal, _) = await Budgets.AdjustBudget.ProposeAsync(new(Programme, source.Key, CeilingFen, "BENCH-1"), Administrator, service.Get<ProgrammeCatalog>(), service.Store, time.GetUtcNow(), default);
            if ((await Budgets.AdjustBudget.DecideAsync(proposal!.Id, true, Person("second", Roles.Supervisor), service.Store, time.GetUtcNow(), default)).Refusal is { } refusal)
                throw new InvalidOperationException(refusal.En);
        }
        return service;
    }

    /// <summary>Listens on a free loopback port.</summary>
    public async Task<Uri> ListenAsync()
    {
        await _app.StartAsync();
        return new Uri(_app.Urls.First());
    }

    /// <summary>Makes an account with these roles and gives its API key.</summary>
    public async Task<string> HireAsync(string id, params string[] roles)
    {
        var accounts = Get<AccountStore>();
        if (await accounts.CreateAccountAsync(id, id, roles, null, default) is { } refusal) throw new InvalidOperationException(refusal.En);
        return await accounts.CreateKeyAsync(id, "bench", Actor.System.Id, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Actor Person(string id, params string[] roles) => new(id, id, new HashSet<string>(roles));
}
