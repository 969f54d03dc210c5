using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
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
        "notice_lines", "deadlines", "outbox", "survey_answers", "rechecks",
    ];

    [Theory]
    [InlineData("/")]
    [InlineData("/api/budgets?programme=hardship-assistance")]
    [InlineData("/api/programmes/hardship-assistance/evaluation")]
    [InlineData("/api/cases?programme=hardship-assistance&state=open&step=approve1&limit=100")]
    [InlineData("/api/cases?limit=100&after=1")]
    [InlineData("/api/cases?number=KNBF-2023-000001")]
    [InlineData("/api/cases/1")]
    [InlineData("/api/overdue?programme=hardship-assistance&limit=100")]
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

    [Fact]
    public async Task Plan_OfAQueryWithoutAnIndex_IsSeen()
    {
        await using var store = await TestStore.CreateAsync(StoreKind.Sqlite);
        await using var db = store.Store.Read();
        await db.Database.OpenConnectionAsync();
        Assert.Equal(["reservations"], await ScannedAsync(db, "SELECT sum(\"r\".\"amount_fen\") FROM \"reservations\" AS \"r\"", []));
    }

    private static async Task<IReadOnlyList<string>> ScannedAsync(BenefitDb db, string sql, IReadOnlyList<(string Name, object? Value)> parameters)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        var scanned = new List<string>();
        await using var plan = await command.ExecuteReaderAsync();
        while (await plan.ReadAsync())
        {
            // "SCAN c USING COVERING INDEX ...": by alias, which EF gives to every table.
            var line = plan.GetString(plan.FieldCount - 1).Trim();
            if (!line.StartsWith("SCAN ", StringComparison.Ordinal)) continue;
            var alias = line[5..].Split(' ')[0];
            scanned.AddRange(Growing.Where(table => sql.Contains($"\"{table}\" AS \"{alias}\"", StringComparison.Ordinal)));
        }
        return scanned;
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
