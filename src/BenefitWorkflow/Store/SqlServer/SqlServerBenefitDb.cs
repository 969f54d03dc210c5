using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>For a service with many users or replicas. Text compares by code point, as it does in memory and on SQLite.</summary>
public sealed class SqlServerBenefitDb(DbContextOptions<SqlServerBenefitDb> options) : BenefitDb(options)
{
    // Of the database and of every column: EF sends lists as OPENJSON, whose columns have the database's collation, and SQL Server
    // compares no two columns of different collations.
    internal const string Collation = "Latin1_General_100_BIN2";

    // A primary key, which is clustered, may have 900 bytes, another index 1,700; a character takes two.
    private const int LoneText = 400, OneOfTwoTexts = 200, OneOfThreeTexts = 140;

    // Indexed bytes are digests.
    private const int Digest = 64;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>().HavePrecision(3);
        configurationBuilder.Properties<string>().UseCollation(Collation);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.UseCollation(Collation);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            if (IndexedLength(property) is { } length) property.SetMaxLength(length);
    }

    /// <summary>Characters or bytes of a property that is in a key or an index, where nvarchar(max) may not be; null for any other.</summary>
    private static int? IndexedLength(IReadOnlyProperty property)
    {
        var places = property.GetContainingKeys().Select(k => k.Properties).Concat(property.GetContainingIndexes().Select(i => i.Properties)).ToList();
        if (places.Count == 0) return null;
        if (property.ClrType == typeof(byte[])) return Digest;
        if (property.ClrType != typeof(string)) return null;
        return places.Max(p => p.Count(other => other.ClrType == typeof(string))) switch
        {
            1 => LoneText,
            2 => OneOfTwoTexts,
            _ => OneOfThreeTexts,
        };
    }

    // Cut to the millisecond as on SQLite; the server would round.
    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        at => at.ToUniversalTime().AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond)), at => at);

    /// <summary>For <c>dotnet ef migrations add ... --context SqlServerBenefitDb</c>.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<SqlServerBenefitDb>
    {
        public SqlServerBenefitDb CreateDbContext(string[] args) => new(SqlServerProvider.Options("Server=localhost"));
    }
}
