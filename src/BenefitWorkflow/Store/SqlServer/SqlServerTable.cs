using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>An entity type's statements, made from the model alone. Every name is bracketed: <c>by</c> and <c>key</c> are words of the language.</summary>
internal sealed class SqlServerTable
{
    private readonly IReadOnlyList<(BulkTable.Column Column, RelationalTypeMapping Mapping, IClrPropertyGetter Getter)> _parameters;
    private readonly string _names, _set, _match;

    public BulkTable Bulk { get; }

    /// <summary>Bracketed.</summary>
    public string Name { get; }

    /// <summary>The session's own temporary table; not bracketed, since SqlBulkCopy looks for the sign in front.</summary>
    public string Staging { get; }

    /// <summary>
    /// Same columns, types and collations as the table. Must be sent without parameters: a statement with parameters has a scope of its own,
    /// and the temporary table would end with it.
    /// </summary>
    public string CreateStagingSql { get; }

    /// <summary>Writes what is staged over the table's rows, removes the staging table and answers how many rows were met.</summary>
    public string UpdateFromStagingSql { get; }

    public SqlServerTable(IModel model, Type type)
    {
        Bulk = new BulkTable(model, type);
        _parameters = [.. Bulk.Columns.Select(c => (c, c.Property.GetRelationalTypeMapping(), c.Property.GetGetter()))];
        Name = $"[{Bulk.Name}]";
        Staging = $"#staging_{Bulk.Name}";
        _names = string.Join(", ", Bulk.Columns.Select(c => $"[{c.Name}]"));
        _set = string.Join(", ", Bulk.Changing.Select(c => $"t.[{c.Name}] = s.[{c.Name}]"));
        _match = string.Join(" AND ", Bulk.Key.Select(c => $"t.[{c.Name}] = s.[{c.Name}]"));
        CreateStagingSql = $"SELECT TOP (0) {_names} INTO {Staging} FROM {Name};";
        UpdateFromStagingSql = $"""
            UPDATE t SET {_set} FROM {Name} AS t INNER JOIN {Staging} AS s ON {_match};
            DECLARE @met int = @@ROWCOUNT;
            DROP TABLE {Staging};
            SELECT @met;
            """;
    }

    /// <summary>Inserts <paramref name="rows"/> rows given by <see cref="Bind"/>.</summary>
    public string InsertSql(int rows) => $"INSERT INTO {Name} ({_names}) VALUES {Values(rows)};";

    /// <summary>Updates <paramref name="rows"/> rows given by <see cref="Bind"/> and answers how many were met.</summary>
    public string UpdateSql(int rows) => $"""
        UPDATE t SET {_set} FROM {Name} AS t INNER JOIN (VALUES {Values(rows)}) AS s ({_names}) ON {_match};
        SELECT @@ROWCOUNT;
        """;

    /// <summary>Adds a typed parameter per row and column, in the statements' order.</summary>
    public void Bind<T>(SqlCommand command, IReadOnlyList<T> rows) where T : class
    {
        foreach (var row in rows)
        foreach (var (column, mapping, getter) in _parameters)
            command.Parameters.Add(mapping.CreateParameter(command, $"@p{command.Parameters.Count}", getter.GetClrValue(row), column.Property.IsNullable));
    }

    private string Values(int rows)
    {
        var columns = Bulk.Columns.Count;
        return string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range(row * columns, columns).Select(i => $"@p{i}"))})"));
    }
}
