using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BenefitWorkflow.Store.PostgreSql;

/// <summary>For a service with many users or replicas. Text compares by code point, as it does in memory and on SQLite.</summary>
public sealed class PostgreSqlBenefitDb(DbContextOptions<PostgreSqlBenefitDb> options) : BenefitDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var index in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetIndexes()))
            // Filters are written for databases without a boolean type.
            if (index.GetFilter() is { } filter) index.SetFilter(filter.Replace(" = 1", "", StringComparison.Ordinal));
    }

    // timestamptz takes instants in UTC only, and to the microsecond.
    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        at => at.ToUniversalTime().AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)), at => at);

    /// <summary>For <c>dotnet ef migrations add ... --context PostgreSqlBenefitDb</c>.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<PostgreSqlBenefitDb>
    {
        public PostgreSqlBenefitDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlBenefitDb>().UseNpgsql("Host=localhost").Options);
    }
}
