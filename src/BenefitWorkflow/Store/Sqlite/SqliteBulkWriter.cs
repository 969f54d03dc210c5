using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>One prepared statement per table, run once per row: SQLite has no round trip to save.</summary>
internal sealed class SqliteBulkWriter(BenefitDb db) : IBulkWriter
{
    private static readonly ConcurrentDictionary<Type, BulkTable> Tables = new();

    public Task InsertAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var table = Table<T>();
        var names = string.Join(", ", table.Columns.Select(c => c.Name));
        var values = string.Join(", ", table.Columns.Select((_, i) => "@p" + i));
        Run($"INSERT INTO {table.Name} ({names}) VALUES ({values})", table.Columns, rows, mustHit: false, ct);
        return Task.CompletedTask;
    }

    public Task UpdateAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var table = Table<T>();
        var set = string.Join(", ", table.NonKey.Select((c, i) => $"{c.Name} = @p{i}"));
        var where = string.Join(" AND ", table.Key.Select((c, i) => $"{c.Name} = @p{table.NonKey.Count + i}"));
        Run($"UPDATE {table.Name} SET {set} WHERE {where}", [.. table.NonKey, .. table.Key], rows, mustHit: true, ct);
        return Task.CompletedTask;
    }

    private BulkTable Table<T>() => Tables.GetOrAdd(typeof(T), static (type, model) => new BulkTable(model, type), db.Model);

    private void Run<T>(string sql, IReadOnlyList<BulkTable.Column> columns, IReadOnlyList<T> rows, bool mustHit, CancellationToken ct) where T : class
    {
        using var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Bulk writes need a write transaction.");
        command.CommandText = sql;
        var parameters = new SqliteParameter[columns.Count];
        for (var i = 0; i < parameters.Length; i++) command.Parameters.Add(parameters[i] = new SqliteParameter { ParameterName = "@p" + i });
        command.Prepare();
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < parameters.Length; i++)
            {
                // The type is inferred from the value; resetting it first keeps a former row's type out.
                parameters[i].ResetSqliteType();
                parameters[i].Value = columns[i].Read(row);
            }
            var hit = command.ExecuteNonQuery();
            if (mustHit && hit != 1) throw new InvalidOperationException($"{typeof(T).Name}: update met {hit} rows instead of 1.");
        }
    }
}
