using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BenefitWorkflow.Store.PostgreSql;

/// <summary>
/// Large sets go in by binary COPY, small ones and every update by one statement over arrays: a round trip however many rows, and a join
/// by primary key that needs no statistics of a staging table to be planned well.
/// </summary>
internal sealed class PostgreSqlBulkWriter(BenefitDb db) : IBulkWriter
{
    // Below, COPY's own round trips cost more than it saves.
    private const int CopyFrom = 100;

    private static readonly ConcurrentDictionary<Type, object> Tables = new();

    public async Task InsertAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = Table<T>();
        if (rows.Count < CopyFrom)
        {
            await ExecuteAsync(table.InsertSql, table.BindInsert, rows, ct);
            return;
        }
        await using var importer = await Connection.BeginBinaryImportAsync(table.CopySql, ct);
        foreach (var row in rows) table.Copy(importer, row);
        await importer.CompleteAsync(ct);
    }

    public async Task UpdateAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = Table<T>();
        var hit = await ExecuteAsync(table.UpdateSql, table.BindUpdate, rows, ct);
        if (hit != rows.Count) throw new InvalidOperationException($"{typeof(T).Name}: update met {hit} rows instead of {rows.Count}.");
    }

    private NpgsqlConnection Connection => db.Database.CurrentTransaction is null
        ? throw new InvalidOperationException("Bulk writes need a write transaction.")
        : (NpgsqlConnection)db.Database.GetDbConnection();

    private ArrayTable<T> Table<T>() where T : class => (ArrayTable<T>)Tables.GetOrAdd(typeof(T), static (_, model) => new ArrayTable<T>(model), db.Model);

    private async Task<int> ExecuteAsync<T>(string sql, Action<NpgsqlParameterCollection, IReadOnlyList<T>> bind, IReadOnlyList<T> rows, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        bind(command.Parameters, rows);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
