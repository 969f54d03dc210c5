using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BenefitWorkflow.Store.Sqlite;

/// <summary>The embedded default. Instants are whole Unix milliseconds, so that they compare and sort as numbers.</summary>
public sealed class SqliteBenefitDb(DbContextOptions<SqliteBenefitDb> options) : BenefitDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    /// <summary>For <c>dotnet ef migrations add ... --context SqliteBenefitDb</c>.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<SqliteBenefitDb>
    {
        public SqliteBenefitDb CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteBenefitDb>().UseSqlite("Data Source=design-time.db").Options);
    }
}
