using System.Collections.Concurrent;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>
/// Large sets go in by bulk copy, for an update into a temporary table first and from there by one statement. Small ones are one statement
/// with parameters.
/// </summary>
internal sealed class SqlServerBulkWriter(BenefitDb db) : IBulkWriter
{
    /// <summary>From this many rows on a set is copied. Below, the copy's own round trips cost more, and parameters stay far below SQL Server's 2,100.</summary>
    internal const int CopyFrom = 20;

    private static readonly ConcurrentDictionary<Type, SqlServerTable> Tables = new();

    public async Task InsertAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = Table<T>();
        if (rows.Count >= CopyFrom)
        {
            await CopyAsync(table, table.Name, rows, ct);
            return;
        }
        await using var command = SqlServerProvider.Command(db, table.InsertSql(rows.Count));
        table.Bind(command, rows);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task UpdateAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = Table<T>();
        var met = rows.Count < CopyFrom ? await UpdateFewAsync(table, rows, ct) : await UpdateManyAsync(table, rows, ct);
        if (met != rows.Count) throw new InvalidOperationException($"{typeof(T).Name}: update met {met} rows instead of {rows.Count}.");
    }

    private async Task<int> UpdateFewAsync<T>(SqlServerTable table, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        await using var command = SqlServerProvider.Command(db, table.UpdateSql(rows.Count));
        table.Bind(command, rows);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<int> UpdateManyAsync<T>(SqlServerTable table, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        await using (var create = SqlServerProvider.Command(db, table.CreateStagingSql)) await create.ExecuteNonQueryAsync(ct);
        await CopyAsync(table, table.Staging, rows, ct);
        await using var update = SqlServerProvider.Command(db, table.UpdateFromStagingSql);
        return (int)(await update.ExecuteScalarAsync(ct))!;
    }

    private async Task CopyAsync<T>(SqlServerTable table, string destination, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        using var copy = SqlServerProvider.BulkCopy(db, destination);
        // By name: the table's columns may stand in another order than the model's.
        foreach (var column in table.Bulk.Columns) copy.ColumnMappings.Add(column.Name, column.Name);
        await using var reader = new RowReader<T>(table.Bulk, rows);
        await copy.WriteToServerAsync(reader, ct);
    }

    private SqlServerTable Table<T>() where T : class => Tables.GetOrAdd(typeof(T), static (type, model) => new SqlServerTable(model, type), db.Model);
}
