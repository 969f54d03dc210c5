using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store;

/// <summary>How SQLite runs the queries of the pages that people look at: none may read a table in full that grows with the cases.</summary>
public sealed class PagePlanTests
{
    private static readonly string[] Growing =
    [
        "cases", "history", "case_applications", "determinations", "beneficiaries", "households", "reservations", "budget_entries", "payment_orders",
        "notice_lines", "deadlines", "outbox", "survey_answers", "rechecks", "notifications",
    ];

    [Theory]
    [InlineData("/")]
    [InlineData("/notifications")]
    [InlineData("/api/budgets?programme=hardship-assistance")]
    [InlineData("/api/programmes/hardship-assistance/evaluation")]
    [InlineData("/api/cases?programme=hardship-assistance&state=open&step=approve1&limit=100")]
    [InlineData("/api/cases?limit=100&after=1")]
    [InlineData("/api/cases?number=KNBF-2023-000001")]
    [InlineData("/api/cases?programme=hardship-assistance&unit=x")]
    [InlineData("/cases?state=all&due=soon")]
    [InlineData("/cases?programme=hardship-assistance&state=closed&after=c1677600000000.1")]
    [InlineData("/cases?state=all&unit=x")]
    [InlineData("/api/cases/1")]
    [InlineData("/api/overdue?programme=hardship-assistance&limit=100")]
    [InlineData("/api/programmes/hardship-assistance/indicators/timeliness-rate/cases")]
    [InlineData("/api/programmes/hardship-assistance/indicators/budget-execution/cases?part=met&after=1")]
    [InlineData("/api/programmes/hardship-assistance/indicators/budget-execution/cases?part=missed")]
    public async Task Page_ReadsNoGrowingTableInFull(string path)
    {
        await using var service = await TestService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)) } });
        // The overdue list is the supervisor's.
        var client = path.Contains("overdue", StringComparison.Ordinal) ? await service.AsAsync(Roles.Supervisor) : caseworker;
        using var queries = new Queries(service.Folder);
        (await client.GetAsync(path)).EnsureSuccessStatusCode();

        Assert.NotEmpty(queries.Seen);
        await using var db = service.App.Services.GetRequiredService<BenefitStore>().Read();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in queries.Seen)
        {
            var scanned = await ScannedAsync(db, sql, parameters);
            Assert.True(scanned.Count == 0, $"{string.Join(", ", scanned)} in full: {sql}");
        }
    }

    /// <summary>Lists that stop after a page must find their rows in order: a sort would read all that match first.</summary>
    [Theory]
    [InlineData("/cases", "cases")]
    [InlineData("/cases?mine=true", "cases")]
    [InlineData("/cases?due=soon", "cases")]
    [InlineData("/cases?programme=hardship-assistance", "cases")]
    [InlineData("/cases?state=all", "cases")]
    [InlineData("/cases?state=closed&after=c1677600000000.1", "cases")]
    [InlineData("/api/cases?programme=hardship-assistance&state=open&role=approver&limit=100&after=1", "cases")]
    [InlineData("/api/overdue?programme=hardship-assistance&limit=100", "deadlines")]
    [InlineData("/api/overdue?limit=100", "deadlines")]
    [InlineData("/api/programmes/hardship-assistance/indicators/budget-execution/cases?part=met", "cases")]
    [InlineData("/api/programmes/hardship-assistance/indicators/budget-execution/cases?part=missed", "cases")]
    public async Task List_FindsItsRowsInOrder(string path, string table)
    {
        await using var service = await TestService.StartAsync();
        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)) } });
        var client = await service.AsAsync(Roles.Supervisor);
        using var queries = new Queries(service.Folder);
        (await client.GetAsync(path)).EnsureSuccessStatusCode();

        var lists = queries.Seen.Where(q => q.Sql.Contains($"FROM \"{table}\"", StringComparison.Ordinal) && q.Sql.Contains("ORDER BY", StringComparison.Ordinal) && q.Sql.Contains("LIMIT", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lists);
        await using var db = service.App.Services.GetRequiredService<BenefitStore>().Read();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in lists)
        {
            var plan = await PlanAsync(db, sql, parameters);
            Assert.False(plan.Exists(line => line.Contains("TEMP B-TREE", StringComparison.Ordinal)), $"{string.Join('\n', plan)}\n{sql}");
        }
    }

    /// <summary>So must the cases behind an indicator; all but those of the few orders that are not settled.</summary>
    [Fact]
    public async Task Behind_FindsItsCasesInOrder()
    {
        await using var service = await TestService.StartAsync();
        var (services, asked) = (service.App.Services, 0);
        var programme = services.GetRequiredService<ProgrammeCatalog>().Find(CaseWorld.Hardship)!;
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        await db.Database.OpenConnectionAsync();
        using var queries = new Queries(service.Folder);
        foreach (var indicator in programme.Indicators)
        {
            var behind = services.GetRequiredService<MeasureCatalog>()[indicator.Measure].Behind(db, MeasureScope.Of(programme, indicator, DateTimeOffset.UnixEpoch, new FigureTable()), new MeasureResult(0, "", "", 0, 0));
            foreach (var part in (CasePart?[])[behind.Met, behind.Missed])
                if (part is not null && ++asked > 0) await part.Ids[0].Where(id => id > 1).OrderBy(id => id).Take(51).ToListAsync();
        }
        var lists = queries.Seen.Where(q => q.Sql.Contains("LIMIT", StringComparison.Ordinal)).ToList();
        Assert.True(lists.Count >= asked && asked > 15, $"{lists.Count} of {asked}");
        foreach (var (sql, parameters) in lists)
        {
            var plan = await PlanAsync(db, sql, parameters);
            Assert.False(plan.Exists(line => line.Contains("TEMP B-TREE", StringComparison.Ordinal)), $"{string.Join('\n', plan)}\n{sql}");
        }
    }

    /// <summary>An act finds what belongs to its cases by their keys: by the programme alone, or in full, it would read everything that was ever stored.</summary>
    [Fact]
    public async Task Act_FindsWhatBelongsToItsCases()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite);
        using var queries = new Queries(world.Settings.DataFolder);
        foreach (var order in await world.ReleasedAsync(2)) CaseWorld.Applied(await world.BankSaysAsync(order.CaseId, "SettlePayment"));

        Assert.True(queries.Seen.Count > 50, $"{queries.Seen.Count} queries");
        await using var db = world.Store.Read();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in queries.Seen)
        {
            var scanned = await ScannedAsync(db, sql, parameters);
            Assert.True(scanned.Count == 0, $"{string.Join(", ", scanned)} in full: {sql}");
            Assert.DoesNotContain(await PlanAsync(db, sql, parameters), line => line.EndsWith("(programme_key=?)", StringComparison.Ordinal) && Growing.Any(table => line.Contains($"IX_{table}_", StringComparison.Ordinal)));
        }
    }

    /// <summary>What is searched for stands in no address; each kind of text has its index, and so has a unit.</summary>
    [Fact]
    public async Task Search_ReadsNoGrowingTableInFull()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite);
        await world.OpenAsync(CaseWorld.Frontline(1));
        var queue = When_the_work_list_is_searched.Queue(world);
        using var queries = new Queries(world.Settings.DataFolder);
        foreach (var text in (string[])["KNBF-2023-000001", "KNBF-2023-0", "1", "陈", "大", CaseWorld.Frontline(1).IdNumber])
            await queue.ReadAsync(new WorkFilter(CaseScope.All, Programme: CaseWorld.Hardship, Text: text) { State = WorkState.All }, null, 50, default);
        await queue.HowManyAsync(new WorkFilter(CaseScope.All) { State = WorkState.All, Unit = "第一机械厂" }, 100, default);

        Assert.True(queries.Seen.Count > 15, $"{queries.Seen.Count} queries");
        await using var db = world.Store.Read();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in queries.Seen)
        {
            var scanned = await ScannedAsync(db, sql, parameters);
            Assert.True(scanned.Count == 0, $"{string.Join(", ", scanned)} in full: {sql}");
            // Nor every case of a programme, or every open one of it.
            Assert.DoesNotContain(await PlanAsync(db, sql, parameters), line => line.EndsWith("(programme_key=?)", StringComparison.Ordinal) && line.Contains("IX_cases_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Plan_OfAQueryWithoutAnIndex_IsSeen()
    {
        await using var store = await TestStore.CreateAsync(StoreKind.Sqlite);
        await using var db = store.Store.Read();
        await db.Database.OpenConnectionAsync();
        Assert.Equal(["reservations"], await ScannedAsync(db, "SELECT sum(\"r\".\"amount_fen\") FROM \"reservations\" AS \"r\"", []));
    }

    private static async Task<IReadOnlyList<string>> ScannedAsync(BenefitDb db, string sql, IReadOnlyList<(string Name, object? Value)> parameters) =>
        // "SCAN c USING COVERING INDEX ...": by alias, which EF gives to every table.
        [.. (await PlanAsync(db, sql, parameters)).Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal)).Select(line => line[5..].Split(' ')[0])
            .SelectMany(alias => Growing.Where(table => sql.Contains($"\"{table}\" AS \"{alias}\"", StringComparison.Ordinal)))];

    private static async Task<List<string>> PlanAsync(BenefitDb db, string sql, IReadOnlyList<(string Name, object? Value)> parameters)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        var lines = new List<string>();
        await using var plan = await command.ExecuteReaderAsync();
        while (await plan.ReadAsync()) lines.Add(plan.GetString(plan.FieldCount - 1).Trim());
        return lines;
    }

    /// <summary>Hears the queries of one database; other tests run beside this one.</summary>
    private sealed class Queries : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _database;
        private readonly List<IDisposable> _subscriptions = [];
        private readonly List<(string Sql, List<(string, object?)> Parameters)> _seen = [];

        public Queries(string database)
        {
            _database = database;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public IReadOnlyList<(string Sql, List<(string, object?)> Parameters)> Seen
        {
            get
            {
                lock (_seen) return [.. _seen];
            }
        }

        void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) _subscriptions.Add(value.Subscribe(this));
        }

        void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key != RelationalEventId.CommandExecuting.Name || value.Value is not CommandEventData { ExecuteMethod: DbCommandMethod.ExecuteReader } data) return;
            if (data.Connection.ConnectionString.Contains(_database, StringComparison.Ordinal))
                lock (_seen) _seen.Add((data.Command.CommandText, [.. data.Command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions) subscription.Dispose();
        }
    }
}
