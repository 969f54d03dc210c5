using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>One prepared statement per table, run once per row: SQLite has no round trip to save.</summary>
internal sealed class SqliteBulkWriter(BenefitDb db) : IBulkWriter
{
    private static readonly ConcurrentDictionary<Type, object> Tables = new();

    public Task InsertAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var table = Table<T>();
        Run(table.InsertSql, rows, table.BindInsert, mustHit: false, ct);
        return Task.CompletedTask;
    }

    public Task UpdateAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var table = Table<T>();
        Run(table.UpdateSql, rows, table.BindUpdate, mustHit: true, ct);
        return Task.CompletedTask;
    }

    private SqliteTable<T> Table<T>() where T : class => (SqliteTable<T>)Tables.GetOrAdd(typeof(T), static (_, model) => new SqliteTable<T>(model), db.Model);

    private void Run<T>(string sql, IReadOnlyList<T> rows, Func<sqlite3_stmt, T, int> bind, bool mustHit, CancellationToken ct) where T : class
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("Bulk writes need a write transaction.");
        var connection = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        Check(raw.sqlite3_prepare_v2(connection, sql, out var statement), connection);
        using (statement)
        {
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                Check(bind(statement, row), connection);
                // The code of a failed step comes again from the reset, with its message.
                if (raw.sqlite3_step(statement) != raw.SQLITE_DONE) Check(raw.sqlite3_reset(statement), connection);
                else raw.sqlite3_reset(statement);
                if (mustHit && raw.sqlite3_changes(connection) is var hit and not 1) throw new InvalidOperationException($"{typeof(T).Name}: update met {hit} rows instead of 1.");
            }
        }
    }

    private static void Check(int code, sqlite3 connection) => SqliteException.ThrowExceptionForRC(code, connection);
}
