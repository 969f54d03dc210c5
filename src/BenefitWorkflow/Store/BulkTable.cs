using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BenefitWorkflow.Store;

/// <summary>An entity type as a flat table: names and value readers, taken from the EF model once.</summary>
internal sealed class BulkTable
{
    public string Name { get; }
    public IReadOnlyList<Column> Columns { get; }
    public IReadOnlyList<Column> Key { get; }

    /// <summary>What an update writes.</summary>
    public IReadOnlyList<Column> Changing { get; }

    public BulkTable(IModel model, Type type)
    {
        var entity = model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not mapped.");
        Name = entity.GetTableName()!;
        Columns = [.. entity.GetProperties().Select(p => new Column(p))];
        var key = entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()).ToHashSet();
        Key = [.. Columns.Where(c => key.Contains(c.Name))];
        Changing = [.. Columns.Where(c => c.Property.Changes())];
    }

    internal sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly ValueConverter? _converter = property.GetTypeMapping().Converter;

        public string Name { get; } = property.GetColumnName();
        public IProperty Property { get; } = property;

        /// <summary>The value as the database driver takes it; never null, <see cref="DBNull"/> for none.</summary>
        public object Read(object row)
        {
            var value = _getter.GetClrValue(row);
            if (value is null) return DBNull.Value;
            return _converter is null ? value : _converter.ConvertToProvider(value) ?? DBNull.Value;
        }
    }
}
