using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BenefitWorkflow.Store.SqlServer;

/// <summary>SQL Server 2019 or later; several service processes may share a database. Readers see what is committed and never wait.</summary>
public sealed class SqlServerProvider : IStoreProvider
{
    /// <summary>Seconds that a statement may take, and that a writer waits for another process's transaction.</summary>
    private const int Timeout = 60;

    /// <summary>A statement of its own: the next one reads what the last writer committed. Answers sp_getapplock's code, negative where the lock was not had.</summary>
    internal static string LockSql { get; } = $"""
        DECLARE @code int;
        EXEC @code = sp_getapplock @Resource = N'BenefitWorkflow.Writer', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = {Timeout * 1000};
        SELECT @code;
        """;

    private readonly DbContextOptions<SqlServerBenefitDb> _options;

    /// <param name="connectionString">As Microsoft.Data.SqlClient takes it.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public SqlServerProvider(string connectionString)
    {
        var connection = new SqlConnectionStringBuilder(connectionString);
        if (!connection.ShouldSerialize("Application Name")) connection.ApplicationName = "BenefitWorkflow";
        _options = Options(connection.ToString());
    }

    public BenefitDb CreateContext() => new SqlServerBenefitDb(_options);

    /// <exception cref="TimeoutException">Another process has been writing for a minute.</exception>
    public async Task BecomeWriterAsync(BenefitDb db, CancellationToken ct)
    {
        await using var command = Command(db, LockSql);
        // The lock's own time runs out first, so that its code says what happened.
        command.CommandTimeout = Timeout + 30;
        var code = (int)(await command.ExecuteScalarAsync(ct))!;
        if (code < 0) throw new TimeoutException($"The database's writer lock was not granted (sp_getapplock returned {code}).");
    }

    public IBulkWriter BulkWriter(BenefitDb db) => new SqlServerBulkWriter(db);

    // One parameter per list, however long: the statement stays the same and SQL Server's 2,100 parameters are never reached.
    internal static DbContextOptions<SqlServerBenefitDb> Options(string connectionString) => new DbContextOptionsBuilder<SqlServerBenefitDb>()
        .UseSqlServer(connectionString, o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter).CommandTimeout(Timeout))
        .Options;

    /// <summary>A statement within the context's transaction, which must be open.</summary>
    internal static SqlCommand Command(BenefitDb db, string sql)
    {
        var transaction = Transaction(db);
#pragma warning disable CA2100 // made from the model's names
        return new SqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = Timeout };
#pragma warning restore CA2100
    }

    internal static SqlBulkCopy BulkCopy(BenefitDb db, string table)
    {
        var transaction = Transaction(db);
        // Without CheckConstraints a bulk copy skips the checks on the budget accounts.
        return new SqlBulkCopy(transaction.Connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.KeepNulls, transaction)
        {
            DestinationTableName = table,
            BulkCopyTimeout = Timeout,
        };
    }

    private static SqlTransaction Transaction(BenefitDb db) => (SqlTransaction)((DbTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
        ?? throw new InvalidOperationException("Writes need a write transaction."));
}
