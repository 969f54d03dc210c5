using System.Data.Common;
using System.Diagnostics;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BenefitWorkflow.Bench.Growth;

/// <summary>Listens to the queries that a call makes and asks the database how it runs them: a table read in full grows with the cases stored.</summary>
internal sealed class QueryPlans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    /// <summary>Reading smaller tables in full is what a good plan does.</summary>
    private const long SmallTable = 2_000;

    private readonly BenefitStore _store;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<(string Sql, List<DbParameter> Parameters)> _queries = [];
    private bool _listening;

    public QueryPlans(BenefitStore store)
    {
        _store = store;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Large tables that the call's queries read in full.</summary>
    public async Task<IReadOnlyList<string>> ScansOfAsync(Func<Task> call)
    {
        lock (_queries)
        {
            _queries.Clear();
            _listening = true;
        }
        await call();
        List<(string Sql, List<DbParameter> Parameters)> queries;
        lock (_queries)
        {
            _listening = false;
            queries = [.. _queries];
        }

        var scans = new SortedSet<string>(StringComparer.Ordinal);
        await using var db = _store.Read();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in queries)
        foreach (var table in await ScannedAsync(db, sql, parameters))
            if (await RowsAsync(db, table) > SmallTable) scans.Add(table);
        return [.. scans];
    }

    private static async Task<IReadOnlyList<string>> ScannedAsync(BenefitDb db, string sql, List<DbParameter> parameters)
    {
        var sqlite = db.Database.IsSqlite();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = (sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql;
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        var tables = new List<string>();
        var aliases = Aliases(sql);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            // SQLite: "SCAN c USING INDEX ...", by alias; PostgreSQL: "Seq Scan on cases c  (cost=...".
            var line = rows.GetString(rows.FieldCount - 1).Trim();
            var at = line.IndexOf(sqlite ? "SCAN " : "Seq Scan on ", StringComparison.Ordinal);
            if (at < 0) continue;
            var name = line[(at + (sqlite ? 5 : 12))..].Split(' ')[0];
            var known = db.Model.GetEntityTypes().Select(e => e.GetTableName());
            if (aliases.GetValueOrDefault(name, name) is var table && known.Contains(table)) tables.Add(table);
        }
        return tables;
    }

    /// <summary>EF names every table's alias: <c>"cases" AS "c"</c>.</summary>
    private static Dictionary<string, string> Aliases(string sql)
    {
        var words = sql.Split((char[])[' ', '\n', '\r', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries);
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < words.Length - 1; i++)
            if (words[i] == "AS") aliases[words[i + 1].Trim('"')] = words[i - 1].Trim('"');
        return aliases;
    }

    private static async Task<long> RowsAsync(BenefitDb db, string table)
    {
#pragma warning disable EF1002 // The name is the model's own, not somebody's input.
        return await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM (SELECT 1 FROM {table} LIMIT {SmallTable + 1}) AS t").SingleAsync();
#pragma warning restore EF1002
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) _subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != RelationalEventId.CommandExecuting.Name || value.Value is not CommandEventData { ExecuteMethod: DbCommandMethod.ExecuteReader } data) return;
        lock (_queries)
        {
            if (_listening) _queries.Add((data.Command.CommandText, [.. data.Command.Parameters.Cast<DbParameter>().Select(Copy)]));
        }
    }

    private static DbParameter Copy(DbParameter parameter) => parameter is ICloneable cloneable
        ? (DbParameter)cloneable.Clone()
        : new Microsoft.Data.Sqlite.SqliteParameter(parameter.ParameterName, parameter.Value ?? DBNull.Value);

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
