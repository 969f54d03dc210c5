using System.Collections;
using System.Data.Common;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>Rows in the shape that SqlBulkCopy reads, without a copy of them.</summary>
internal sealed class RowReader<T>(BulkTable table, IReadOnlyList<T> rows) : DbDataReader where T : class
{
    private int _row = -1;

    public override int FieldCount => table.Columns.Count;
    public override bool HasRows => rows.Count > 0;
    public override bool IsClosed => false;
    public override int Depth => 0;
    public override int RecordsAffected => -1;

    public override bool Read() => ++_row < rows.Count;
    public override bool NextResult() => false;

    public override object GetValue(int ordinal) => table.Columns[ordinal].Read(rows[_row]) switch
    {
        // Bulk copy knows days as instants at midnight.
        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
        var value => value,
    };

    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;
    public override string GetName(int ordinal) => table.Columns[ordinal].Name;

    /// <returns>-1 for a name that is not a column.</returns>
    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < table.Columns.Count; i++)
            if (table.Columns[i].Name == name) return i;
        return -1;
    }

    public override Type GetFieldType(int ordinal)
    {
        var property = table.Columns[ordinal].Property;
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(DateOnly) ? typeof(DateTime) : type;
    }

    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => GetValue(GetOrdinal(name));
    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);
    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);
    public override char GetChar(int ordinal) => (char)GetValue(ordinal);
    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);
    public override decimal GetDecimal(int ordinal) => (decimal)GetValue(ordinal);
    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);
    public override float GetFloat(int ordinal) => (float)GetValue(ordinal);
    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);
    public override short GetInt16(int ordinal) => (short)GetValue(ordinal);
    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);
    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);
    public override string GetString(int ordinal) => (string)GetValue(ordinal);
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    // Only asked of a source that streams its fields.
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();
}
