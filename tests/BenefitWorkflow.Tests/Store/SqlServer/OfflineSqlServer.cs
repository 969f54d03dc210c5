using BenefitWorkflow.Store.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>The SQL Server context and its schema where there is no server: everything here comes from the model.</summary>
internal static class OfflineSqlServer
{
    private static readonly Lazy<string> Script = new(() =>
    {
        using var db = Context();
        return db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
    });

    private static readonly Lazy<Schema> Tables = new(() => new Schema(Script.Value));

    /// <summary>Every migration, as a database administrator would run it by hand.</summary>
    public static string MigrationScript => Script.Value;

    public static Schema Schema => Tables.Value;

    /// <summary>A context that must not be asked for data.</summary>
    public static SqlServerBenefitDb Context() => new(SqlServerProvider.Options("Server=nowhere.invalid"));

    public static IEnumerable<SqlServerTable> Statements()
    {
        using var db = Context();
        return [.. db.Model.GetEntityTypes().Select(e => new SqlServerTable(db.Model, e.ClrType))];
    }
}
