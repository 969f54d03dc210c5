using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>Creates and upgrades the ledger's file: step N brings <c>PRAGMA user_version</c> from N to N + 1. A released step never changes.</summary>
internal static class LedgerSchema
{
    // Events are stored in order of arrival and found by index: rows placed by number would rewrite a page each when they come out of order.
    // Strict tables: a sum that leaves the range of a long is an error and does not turn into a floating-point number.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE event (
            arrival INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL UNIQUE,
            event_id BLOB NOT NULL UNIQUE,
            type TEXT NOT NULL,
            payload TEXT NOT NULL,
            digest BLOB NOT NULL,
            received_at TEXT NOT NULL) STRICT;
        CREATE TABLE total (
            day TEXT NOT NULL,
            programme TEXT NOT NULL,
            source TEXT NOT NULL,
            type TEXT NOT NULL,
            amount_fen INTEGER NOT NULL,
            events INTEGER NOT NULL,
            PRIMARY KEY (day, programme, source, type)) STRICT, WITHOUT ROWID;
        CREATE TABLE quarantine (
            reason INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            digest BLOB NOT NULL,
            event_id BLOB NOT NULL,
            type TEXT NOT NULL,
            payload TEXT NOT NULL,
            times INTEGER NOT NULL,
            first_seen_at TEXT NOT NULL,
            last_seen_at TEXT NOT NULL,
            resolved_at TEXT,
            PRIMARY KEY (reason, sequence, digest)) STRICT, WITHOUT ROWID;
        CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO state (key, value) VALUES ('watermark', 0);
        """,
        """
        CREATE TABLE control (
            day TEXT PRIMARY KEY,
            touched INTEGER NOT NULL,
            checked INTEGER,
            status INTEGER,
            checked_at TEXT,
            up_to INTEGER,
            pending INTEGER,
            findings TEXT) STRICT, WITHOUT ROWID;
        INSERT INTO control (day, touched) SELECT DISTINCT day, 1 FROM total;
        """,
    ];

    /// <exception cref="InvalidOperationException">The file was written by a later version, or is no ledger.</exception>
    public static void Upgrade(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = (long)Run(connection, transaction, "PRAGMA user_version")!;
        if (version > Steps.Length)
        {
            throw new InvalidOperationException(
                $"The ledger file '{connection.DataSource}' has schema {version}; this version knows up to {Steps.Length}. Run the version that wrote it.");
        }

        for (; version < Steps.Length; version++)
        {
            Run(connection, transaction, Steps[version]);
            Run(connection, transaction, $"PRAGMA user_version = {version + 1}");
        }

        transaction.Commit();
    }

    private static object? Run(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
