using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PostgreSql;
using BenefitWorkflow.Store.Sqlite;
using BenefitWorkflow.Store.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BenefitWorkflow.Tests.Store.SqlServer;

public sealed class SqlServerModelTests
{
    public static TheoryData<StoreKind> Kinds => [.. Enum.GetValues<StoreKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Model_OfEveryProduct_HasNoChangeWithoutAMigration(StoreKind kind)
    {
        // Compares the model with the last migration's snapshot: no database is asked.
        using BenefitDb db = kind switch
        {
            StoreKind.Sqlite => new SqliteBenefitDb.Design().CreateDbContext([]),
            StoreKind.PostgreSql => new PostgreSqlBenefitDb.Design().CreateDbContext([]),
            _ => new SqlServerBenefitDb.Design().CreateDbContext([]),
        };
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Keys_InBytes_FitWhatTheServerAllows()
    {
        using var db = OfflineSqlServer.Context();
        var entities = db.Model.GetEntityTypes().ToList();
        Assert.NotEmpty(entities);
        Assert.All(entities, e => Assert.InRange(e.FindPrimaryKey()!.Properties.Sum(Bytes), 1, 900));
        // A nonclustered index carries the clustered key along, but not within its limit.
        Assert.All(entities.SelectMany(e => e.GetIndexes()), i => Assert.InRange(i.Properties.Sum(Bytes), 1, 1_700));
    }

    [Theory]
    [InlineData(typeof(IdempotencyRecord), nameof(IdempotencyRecord.Key), "nvarchar(400)")]
    [InlineData(typeof(ReleasedVersion), nameof(ReleasedVersion.Kind), "nvarchar(200)")]
    [InlineData(typeof(IdempotencyRecord), nameof(IdempotencyRecord.ResultJson), "nvarchar(max)")]
    [InlineData(typeof(Beneficiary), nameof(Beneficiary.IdHash), "varbinary(64)")]
    [InlineData(typeof(Beneficiary), nameof(Beneficiary.IdCipher), "varbinary(max)")]
    [InlineData(typeof(PaymentOrder), nameof(PaymentOrder.DueAt), "datetimeoffset(3)")]
    [InlineData(typeof(Notice), nameof(Notice.StartsOn), "date")]
    public void Column_Type_HasALengthOnlyWhereItIsIndexed(Type entity, string property, string type)
    {
        using var db = OfflineSqlServer.Context();
        Assert.Equal(type, db.Model.FindEntityType(entity)!.FindProperty(property)!.GetColumnType());
    }

    [Fact]
    public void Identity_OfARow_IsNeverGivenByTheServer()
    {
        using var db = OfflineSqlServer.Context();
        Assert.All(db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()), p => Assert.Equal(ValueGenerated.Never, p.ValueGenerated));
    }

    [Fact]
    public void Instants_AreCutToTheMillisecondInUtc()
    {
        using var db = OfflineSqlServer.Context();
        var converter = db.Model.FindEntityType(typeof(PaymentOrder))!.FindProperty(nameof(PaymentOrder.DueAt))!.GetTypeMapping().Converter!;
        var at = new DateTimeOffset(2023, 3, 1, 8, 0, 0, 123, TimeSpan.FromHours(8)).AddTicks(9_999);
        var stored = (DateTimeOffset)converter.ConvertToProvider(at)!;
        Assert.Equal((new DateTime(2023, 3, 1, 0, 0, 0, 123), TimeSpan.Zero), (stored.DateTime, stored.Offset));
    }

    [Fact]
    public void Rows_AsBulkCopyReadsThem_AreTheRowsColumnByColumn()
    {
        using var db = OfflineSqlServer.Context();
        foreach (var entity in db.Model.GetEntityTypes())
            typeof(SqlServerModelTests).GetMethod(nameof(ReadsEveryColumn), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(entity.ClrType).Invoke(null, [db.Model]);
    }

    private static void ReadsEveryColumn<T>(IModel model) where T : class
    {
        var table = new BulkTable(model, typeof(T));
        T[] rows = [SampleRows.Make<T>(model, 3, nulls: false), SampleRows.Make<T>(model, 4, nulls: true)];
        using var reader = new RowReader<T>(table, rows);
        foreach (var row in rows)
        {
            Assert.True(reader.Read());
            foreach (var column in table.Columns)
            {
                var i = reader.GetOrdinal(column.Name);
                Assert.Equal(column.Name, reader.GetName(i));
                var value = column.Read(row);
                Assert.Equal(value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : value, reader.GetValue(i));
                Assert.Equal(value is DBNull, reader.IsDBNull(i));
                if (value is not DBNull) Assert.IsType(reader.GetFieldType(i), reader.GetValue(i));
            }
        }
        Assert.False(reader.Read());
        Assert.Equal(-1, reader.GetOrdinal("no such column"));
    }

    /// <summary>Of a value at its longest, as SQL Server counts it in an index.</summary>
    private static int Bytes(IProperty property) => property.GetColumnType() switch
    {
        var type when type.StartsWith("nvarchar(", StringComparison.Ordinal) => 2 * int.Parse(type[9..^1], System.Globalization.CultureInfo.InvariantCulture),
        var type when type.StartsWith("varbinary(", StringComparison.Ordinal) => int.Parse(type[10..^1], System.Globalization.CultureInfo.InvariantCulture),
        "bigint" => 8,
        "int" => 4,
        "bit" => 1,
        "datetimeoffset(3)" => 9,
        "date" => 3,
        var other => throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name}: {other} in a key"),
    };
}
