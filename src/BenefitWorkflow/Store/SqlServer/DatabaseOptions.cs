using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>
/// The first migration, written by hand: what a database that somebody else created lacks. Its collation must be the columns', and its
/// readers must not wait for the writer. Changes nothing where the service creates the database itself.
/// </summary>
[DbContext(typeof(SqlServerBenefitDb))]
[Migration("20260101000000_DatabaseOptions")]
internal sealed class DatabaseOptions : Migration
{
    // Neither can be set within a transaction.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
        IF CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) <> N'{SqlServerBenefitDb.Collation}'
            ALTER DATABASE CURRENT COLLATE {SqlServerBenefitDb.Collation};
        IF NOT EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND is_read_committed_snapshot_on = 1)
            ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
        """, suppressTransaction: true);

    // The database's options stay: others may rely on them by now.
    protected override void Down(MigrationBuilder migrationBuilder)
    {
    }
}
