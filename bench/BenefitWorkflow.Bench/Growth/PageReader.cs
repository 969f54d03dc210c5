using System.Globalization;
using System.Net.Http.Json;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Growth;

/// <param name="Scans">Large tables and indexes that the page's queries read in full, as the database plans them.</param>
/// <param name="Latencies">Empty where the page was not asked for again, because it took too long at the size before.</param>
internal sealed record PageReading(string Name, Latencies Latencies, IReadOnlyList<string> Scans)
{
    public string Times => Latencies.Count == 0 ? "not asked" : $"{Report.F(Latencies.Percentile(0.5), 1)} / {Report.F(Latencies.Percentile(0.95), 1)}";
}

/// <summary>Asks the service, over HTTP on the loopback, for every page that people look at.</summary>
internal sealed class PageReader : IAsyncDisposable
{
    private const int Calls = 100, WarmUp = 3;
    private const double MostSecondsPerPage = 15, TooSlowMs = 1_000;

    private readonly HashSet<string> _tooSlow = [];

    private readonly BenchService _service;
    private readonly HttpClient _client;
    private readonly QueryPlans _plans;

    private PageReader(BenchService service, HttpClient client) => (_service, _client, _plans) = (service, client, new QueryPlans(service.Store));

    public static async Task<PageReader> CreateAsync(BenchService service)
    {
        var address = await service.ListenAsync();
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("X-Api-Key", await service.HireAsync("reader", Roles.Caseworker, Roles.Supervisor));
        return new PageReader(service, client);
    }

    public async Task<IReadOnlyList<PageReading>> ReadAsync(Fill fill)
    {
        const string programme = BenchService.Programme;
        var random = new Random(1);
        return
        [
            await PageAsync("work list, first page", () => _client.GetAsync($"/api/cases?programme={programme}&state=open&step=approve1&limit=100")),
            await PageAsync("work list, any page", () => _client.GetAsync($"/api/cases?programme={programme}&state=open&step=approve1&limit=100&after={fill.AnyId(random)}")),
            await PageAsync("work list of a role", () => _client.GetAsync($"/api/cases?programme={programme}&state=open&role=approver&limit=100&after={fill.AnyId(random)}")),
            await PageAsync("all cases, any page", () => _client.GetAsync($"/api/cases?limit=100&after={fill.AnyId(random)}")),
            await PageAsync("case by its number", () => _client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/cases?number=KNBF-2023-{fill.AnyId(random):D6}"))),
            await PageAsync("case page", () => _client.GetAsync($"/api/cases/{fill.AnyId(random)}")),
            await PageAsync("search by identity number", () => _client.PostAsJsonAsync("/api/beneficiaries/search", new { CasePath.Applicant((int)fill.AnyId(random)).IdNumber })),
            await PageAsync("overdue list", () => _client.GetAsync($"/api/overdue?programme={programme}&limit=100")),
            await PageAsync("money", () => _client.GetAsync($"/api/budgets?programme={programme}")),
            await PageAsync("indicators", () => _client.GetAsync($"/api/programmes/{programme}/evaluation")),
            await PageAsync("dashboard", () => _client.GetAsync("/")),
        ];
    }

    /// <summary>Size of the database, MiB.</summary>
    public async Task<double> DatabaseMbAsync()
    {
        await using var db = _service.Store.Read();
        var bytes = db.Database.IsSqlite()
            ? await db.Database.SqlQuery<long>($"SELECT page_count * page_size AS \"Value\" FROM pragma_page_count, pragma_page_size").SingleAsync()
            : await db.Database.SqlQuery<long>($"SELECT pg_database_size(current_database()) AS \"Value\"").SingleAsync();
        return bytes / 1024.0 / 1024.0;
    }

    private async Task<PageReading> PageAsync(string name, Func<Task<HttpResponseMessage>> call)
    {
        var latencies = new Latencies();
        // Ten times the cases may make it a hundred times slower, and the bench would not end.
        if (_tooSlow.Contains(name)) return new PageReading(name, latencies, []);
        // A page that takes seconds is asked for fewer times.
        var start = TimeProvider.System.GetTimestamp();
        var scans = await _plans.ScansOfAsync(() => DrainAsync(call));
        for (var i = 1; i < WarmUp && !TooLong(); i++) await DrainAsync(call);
        for (var i = 0; i < Calls && (i == 0 || !TooLong()); i++) await latencies.TimeAsync(() => DrainAsync(call));
        if (latencies.Percentile(0.5) > TooSlowMs) _tooSlow.Add(name);
        return new PageReading(name, latencies, scans);

        bool TooLong() => TimeProvider.System.GetElapsedTime(start).TotalSeconds > MostSecondsPerPage;
    }

    private static async Task<int> DrainAsync(Func<Task<HttpResponseMessage>> call)
    {
        using var answer = await call();
        return await Answers.DrainAsync(answer);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _plans.Dispose();
        return ValueTask.CompletedTask;
    }
}
