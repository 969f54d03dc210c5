using System.Text.RegularExpressions;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>Every statement that is written by hand for SQL Server, and the migrations, against the server's own grammar. Nothing is run.</summary>
public sealed class SqlServerStatementTests
{
    private static Schema Schema => OfflineSqlServer.Schema;

    [Fact]
    public void Migrations_AsAScript_CreateEveryTableOfTheModel()
    {
        Assert.Empty(TSql.Parse(OfflineSqlServer.MigrationScript).Errors);
        using var db = OfflineSqlServer.Context();
        Assert.True(db.Model.GetEntityTypes().Count() > 20);
        Assert.All(db.Model.GetEntityTypes(), entity => Assert.Equal(
            entity.GetProperties().Select(p => p.GetColumnName()).Order(), Schema.Tables[entity.GetTableName()!].Order()));
    }

    [Fact]
    public void Migrations_AsAScript_SwitchReadersToVersionsAndTheDatabaseToTheColumnsCollation()
    {
        var tree = TSql.Parse(OfflineSqlServer.MigrationScript).Tree!;
        var option = Assert.Single(TSql.Find<AlterDatabaseSetStatement>(tree).SelectMany(s => s.Options).OfType<OnOffDatabaseOption>());
        Assert.Equal((DatabaseOptionKind.ReadCommittedSnapshot, OptionState.On), (option.OptionKind, option.OptionState));
        var collation = Assert.Single(TSql.Find<AlterDatabaseCollateStatement>(tree)).Collation.Value;
        var texts = TSql.Find<ColumnDefinition>(tree).Where(c => c.Collation is not null).ToList();
        Assert.True(texts.Count > 50);
        Assert.All(texts, c => Assert.Equal(collation, c.Collation.Value));
        using var db = OfflineSqlServer.Context();
        Assert.Equal(collation, db.GetService<IDesignTimeModel>().Model.GetCollation());
    }

    [Fact]
    public void Migrations_OutsideATransaction_SetWhatCannotBeSetInside()
    {
        // BEGIN TRANSACTION and COMMIT stand in the script where the migrations have them.
        var statements = TSql.Find<TSqlStatement>(TSql.Parse(OfflineSqlServer.MigrationScript).Tree!);
        var open = 0;
        var seen = 0;
        foreach (var statement in statements)
        {
            if (statement is BeginTransactionStatement) open++;
            else if (statement is CommitTransactionStatement) open--;
            else if (statement is AlterDatabaseStatement)
            {
                seen++;
                Assert.Equal(0, open);
            }
        }
        Assert.Equal((2, 0), (seen, open));
    }

    [Fact]
    public void Writer_EveryStatementOfEveryEntity_Parses()
    {
        var tables = OfflineSqlServer.Statements().ToList();
        Assert.True(tables.Count > 20);
        foreach (var table in tables)
        foreach (var sql in (string[])[table.CreateStagingSql, table.UpdateFromStagingSql, table.InsertSql(1), table.InsertSql(SqlServerBulkWriter.CopyFrom - 1), table.UpdateSql(1), table.UpdateSql(SqlServerBulkWriter.CopyFrom - 1)])
            Assert.True(Schema.Faults(sql) is [], $"{string.Join("; ", Schema.Faults(sql))}\n{sql}");
    }

    [Fact]
    public void Writer_EveryEntity_HasSomethingToUpdateAndStaysBelowTheServersParameters() => Assert.All(OfflineSqlServer.Statements(), table =>
    {
        Assert.NotEmpty(table.Bulk.Changing);
        Assert.True(table.Bulk.Columns.Count * (SqlServerBulkWriter.CopyFrom - 1) <= 2_000, table.Name);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Writer_Parameters_AreExactlyThoseOfTheStatement(int rows)
    {
        using var db = OfflineSqlServer.Context();
        var table = new SqlServerTable(db.Model, typeof(IdempotencyRecord));
        using var command = new SqlCommand();
        table.Bind(command, [.. Enumerable.Range(1, rows).Select(i => SampleRows.Make<IdempotencyRecord>(db.Model, i, nulls: false))]);

        var bound = command.Parameters.Cast<SqlParameter>().Select(p => p.ParameterName).ToList();
        Assert.Equal(rows * table.Bulk.Columns.Count, bound.Count);
        foreach (var sql in (string[])[table.InsertSql(rows), table.UpdateSql(rows)])
            Assert.Equal(bound, Regex.Matches(sql, @"@p\d+").Select(m => m.Value));
    }

    [Fact]
    public void Writer_EveryEntitysRows_BindWithTypedValues()
    {
        using var db = OfflineSqlServer.Context();
        foreach (var entity in db.Model.GetEntityTypes())
            typeof(SqlServerStatementTests).GetMethod(nameof(BindsTyped), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(entity.ClrType).Invoke(null, [db.Model]);
    }

    private static void BindsTyped<T>(IModel model) where T : class
    {
        var table = new SqlServerTable(model, typeof(T));
        foreach (var nulls in (bool[])[false, true])
        {
            using var command = new SqlCommand();
            table.Bind(command, [SampleRows.Make<T>(model, 5, nulls)]);
            foreach (var (parameter, column) in command.Parameters.Cast<SqlParameter>().Zip(table.Bulk.Columns))
            {
                var type = column.Property.GetColumnType().Split('(')[0];
                Assert.Equal(type, parameter.SqlDbType.ToString(), ignoreCase: true);
                Assert.NotNull(parameter.Value);
                Assert.True(parameter.Value != DBNull.Value || (nulls && column.Property.IsNullable), $"{table.Name}.{column.Name}");
            }
        }
    }

    [Fact]
    public void Writer_WithoutATransaction_Throws()
    {
        using var db = OfflineSqlServer.Context();
        Assert.Throws<InvalidOperationException>(() => SqlServerProvider.Command(db, "SELECT 1"));
        Assert.Throws<InvalidOperationException>(() => SqlServerProvider.BulkCopy(db, "[cases]"));
    }

    [Fact]
    public void Lock_Statement_IsExclusiveAndEndsWithTheTransaction()
    {
        Assert.Empty(Schema.Faults(SqlServerProvider.LockSql));
        var call = Assert.Single(TSql.Find<ExecuteSpecification>(TSql.Parse(SqlServerProvider.LockSql).Tree!));
        var procedure = (ExecutableProcedureReference)call.ExecutableEntity;
        Assert.Equal("sp_getapplock", procedure.ProcedureReference.ProcedureReference.Name.BaseIdentifier.Value);
        var values = procedure.Parameters.ToDictionary(p => p.Variable.Name, p => ((Literal)p.ParameterValue).Value);
        Assert.Equal(("Exclusive", "Transaction"), (values["@LockMode"], values["@LockOwner"]));
        Assert.NotNull(call.Variable);
    }

    [Theory]
    [InlineData("UPDATE t SET t.[next] = s.[next] FROM [number_sequences] AS t INNER JOIN #staging AS s ON t.[name] s.[name];", "syntax")]
    [InlineData("SELECT * FROM cases LIMIT 5", "LIMIT")]
    [InlineData("INSERT INTO accounts (key, by) VALUES (@p0, @p1)", "syntax")]
    [InlineData("SELECT c.[id] FROM [case] AS c", "no table case")]
    [InlineData("SELECT c.[id] FROM [Cases] AS c", "no table Cases")]
    [InlineData("SELECT c.[identity] FROM [cases] AS c", "c.identity: no such column")]
    [InlineData("SELECT x.[id] FROM [cases] AS c", "x.id: no such alias")]
    [InlineData("INSERT INTO [number_sequences] ([name], [nxt]) VALUES (@p0, @p1)", "number_sequences.nxt: no such column")]
    [InlineData("UPDATE t SET t.[nxt] = 1 FROM [number_sequences] AS t", "t.nxt: no such column")]
    [InlineData("SELECT SUM((SELECT TOP (1) o.[amount_fen] FROM [payment_orders] AS o)) FROM [cases] AS c", "SUM over a subquery")]
    public void Check_OfABrokenStatement_SaysWhatIsWrong(string sql, string expected) =>
        Assert.Contains(Schema.Faults(sql), fault => fault.Contains(expected, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Check_OfABrokenMigration_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new Schema(OfflineSqlServer.MigrationScript.Replace("CREATE TABLE [cases] (", "CREATE TABLE cases [", StringComparison.Ordinal)));
}
