using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SQLitePCL;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>
/// An entity type as statements and the binding of a row to them, straight to SQLite: a command object with its parameters and reader costs
/// several times what the row itself does.
/// </summary>
internal sealed class SqliteTable<T> where T : class
{
    private delegate int Bind(sqlite3_stmt statement, int index, T row);

    private readonly Bind[] _insert, _update;

    public string InsertSql { get; }
    public string UpdateSql { get; }

    /// <exception cref="InvalidOperationException">The type is not mapped, or one of its columns has a type that nothing here writes.</exception>
    public SqliteTable(IModel model)
    {
        var entity = model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped.");
        var name = entity.GetTableName()!;
        var key = entity.FindPrimaryKey()!.Properties.ToHashSet();
        List<IProperty> all = [.. entity.GetProperties()];
        List<IProperty> changing = [.. all.Where(p => p.Changes())];
        InsertSql = $"INSERT INTO {name} ({string.Join(", ", all.Select(p => p.GetColumnName()))}) VALUES ({string.Join(", ", all.Select(_ => "?"))})";
        UpdateSql = $"UPDATE {name} SET {string.Join(", ", changing.Select(p => p.GetColumnName() + " = ?"))} WHERE {string.Join(" AND ", all.Where(key.Contains).Select(p => p.GetColumnName() + " = ?"))}";
        var binds = all.ToDictionary(p => p, BindOf);
        (_insert, _update) = ([.. all.Select(p => binds[p])], [.. changing.Concat(all.Where(key.Contains)).Select(p => binds[p])]);
    }

    /// <returns>SQLite's result code.</returns>
    public int BindInsert(sqlite3_stmt statement, T row) => BindAll(_insert, statement, row);

    /// <inheritdoc cref="BindInsert"/>
    public int BindUpdate(sqlite3_stmt statement, T row) => BindAll(_update, statement, row);

    private static int BindAll(Bind[] binds, sqlite3_stmt statement, T row)
    {
        for (var i = 0; i < binds.Length; i++)
            if (binds[i](statement, i + 1, row) is var code && code != raw.SQLITE_OK) return code;
        return raw.SQLITE_OK;
    }

    private static Bind BindOf(IProperty property)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var value = ColumnValue.Of(property, row);
        var (statement, index) = (Expression.Parameter(typeof(sqlite3_stmt)), Expression.Parameter(typeof(int)));
        var type = Nullable.GetUnderlyingType(value.Type);
        var write = typeof(Binding).GetMethod(nameof(Binding.Write), [typeof(sqlite3_stmt), typeof(int), type ?? value.Type])
            ?? throw new InvalidOperationException($"{typeof(T).Name}.{property.Name}: nothing writes {value.Type} to SQLite.");
        Expression body = type is null
            ? Expression.Call(write, statement, index, value)
            : Expression.Condition(Expression.Property(value, "HasValue"),
                Expression.Call(write, statement, index, Expression.Property(value, "Value")), Expression.Call(typeof(Binding), nameof(Binding.Null), null, statement, index));
        return Expression.Lambda<Bind>(body, statement, index, row).Compile();
    }
}

/// <summary>One value as SQLite stores what EF reads again.</summary>
internal static class Binding
{
    public static int Null(sqlite3_stmt statement, int index) => raw.sqlite3_bind_null(statement, index);

    public static int Write(sqlite3_stmt statement, int index, long value) => raw.sqlite3_bind_int64(statement, index, value);

    public static int Write(sqlite3_stmt statement, int index, int value) => raw.sqlite3_bind_int64(statement, index, value);

    public static int Write(sqlite3_stmt statement, int index, bool value) => raw.sqlite3_bind_int64(statement, index, value ? 1 : 0);

    public static int Write(sqlite3_stmt statement, int index, Guid value) => Write(statement, index, value.ToString().ToUpperInvariant());

    public static int Write(sqlite3_stmt statement, int index, DateOnly value) => Write(statement, index, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static int Write(sqlite3_stmt statement, int index, string? value)
    {
        if (value is null) return raw.sqlite3_bind_null(statement, index);
        // With its length, since a text may hold any character; without one for the empty text, whose address would be null and mean no text.
        if (value.Length == 0) return raw.sqlite3_bind_text(statement, index, "");
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = most <= 1_024 ? stackalloc byte[most] : new byte[most];
        return raw.sqlite3_bind_text(statement, index, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    public static int Write(sqlite3_stmt statement, int index, byte[]? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, index, 0),
        _ => raw.sqlite3_bind_blob(statement, index, (ReadOnlySpan<byte>)value),
    };
}
