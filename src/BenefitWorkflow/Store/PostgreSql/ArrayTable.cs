using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace BenefitWorkflow.Store.PostgreSql;

/// <summary>An entity type as columns of arrays: one parameter per column, however many rows.</summary>
internal sealed class ArrayTable<T> where T : class
{
    private readonly IReadOnlyList<Column> _columns, _updated;

    public string Name { get; }
    public string InsertSql { get; }
    public string UpdateSql { get; }
    public string CopySql { get; }

    public ArrayTable(IModel model)
    {
        var entity = model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped.");
        Name = entity.GetTableName()!;
        _columns = [.. entity.GetProperties().Select(ColumnOf)];
        _updated = [.. _columns.Where(c => c.IsKey || c.Changes)];
        InsertSql = $"INSERT INTO {Name} ({Names(_columns)}) SELECT * FROM {Rows(_columns)}";
        UpdateSql = $"""
            UPDATE {Name} AS t SET {string.Join(", ", _columns.Where(c => c.Changes).Select(c => $"{c.Name} = s.{c.Name}"))}
            FROM {Rows(_updated)} AS s({Names(_updated)}) WHERE {string.Join(" AND ", _columns.Where(c => c.IsKey).Select(c => $"t.{c.Name} = s.{c.Name}"))}
            """;
        CopySql = $"COPY {Name} ({Names(_columns)}) FROM STDIN (FORMAT BINARY)";

        static string Names(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(c => c.Name));
        static string Rows(IReadOnlyList<Column> columns) => $"unnest({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.Type}[]"))})";
    }

    public void BindInsert(NpgsqlParameterCollection parameters, IReadOnlyList<T> rows) => Bind(_columns, parameters, rows);

    public void BindUpdate(NpgsqlParameterCollection parameters, IReadOnlyList<T> rows) => Bind(_updated, parameters, rows);

    private static void Bind(IReadOnlyList<Column> columns, NpgsqlParameterCollection parameters, IReadOnlyList<T> rows)
    {
        foreach (var column in columns) parameters.Add(column.Parameter(rows));
    }

    public void Copy(NpgsqlBinaryImporter importer, T row)
    {
        importer.StartRow();
        foreach (var column in _columns) column.Write(importer, row);
    }

    private static Column ColumnOf(IProperty property)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var value = ColumnValue.Of(property, row);
        return (Column)Activator.CreateInstance(typeof(Column<>).MakeGenericType(typeof(T), value.Type), property, Expression.Lambda(value, row).Compile())!;
    }

    private abstract class Column(IProperty property)
    {
        public string Name { get; } = property.GetColumnName();
        public bool IsKey { get; } = property.IsPrimaryKey();
        public bool Changes { get; } = property.Changes();

        /// <summary>Without its collation or length: the parameter's type, e.g. <c>text</c>.</summary>
        public string Type { get; } = property.GetColumnType();

        public abstract NpgsqlParameter Parameter(IReadOnlyList<T> rows);
        public abstract void Write(NpgsqlBinaryImporter importer, T row);
    }

    private sealed class Column<TValue>(IProperty property, Func<T, TValue> read) : Column(property)
    {
        public override NpgsqlParameter Parameter(IReadOnlyList<T> rows)
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++) values[i] = read(rows[i]);
            return new NpgsqlParameter<TValue[]> { TypedValue = values };
        }

        public override void Write(NpgsqlBinaryImporter importer, T row)
        {
            var value = read(row);
            if (value is null) importer.WriteNull();
            else importer.Write(value, Type);
        }
    }
}
