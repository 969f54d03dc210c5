using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.BankSimulator.Book;

/// <summary>The tables of the bank's book. Instants are Unix milliseconds.</summary>
internal static class BookSchema
{
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS file (
            message_id TEXT PRIMARY KEY, name TEXT NOT NULL, form INTEGER NOT NULL, sha256 BLOB NOT NULL, payer TEXT NOT NULL,
            count INTEGER NOT NULL, total_fen INTEGER NOT NULL, taken_at INTEGER NOT NULL, laid_aside INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS refused_file (id INTEGER PRIMARY KEY, name TEXT NOT NULL, message_id TEXT, why TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS instruction (
            end_to_end_id TEXT PRIMARY KEY, message_id TEXT NOT NULL, row INTEGER NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
            fen INTEGER NOT NULL CHECK (fen > 0), outcome INTEGER NOT NULL, state INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS move (
            id INTEGER PRIMARY KEY, end_to_end_id TEXT NOT NULL, message_id TEXT NOT NULL, fen INTEGER NOT NULL, status INTEGER NOT NULL, reason TEXT,
            due_at INTEGER NOT NULL, done_at INTEGER, part INTEGER NOT NULL, silent INTEGER NOT NULL, repeated INTEGER NOT NULL, duplicate INTEGER NOT NULL, stated INTEGER NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS ix_move_due ON move (due_at) WHERE done_at IS NULL;
        CREATE INDEX IF NOT EXISTS ix_move_stated ON move (id) WHERE stated = 0;
        CREATE INDEX IF NOT EXISTS ix_move_message ON move (message_id) WHERE done_at IS NULL;
        CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, content BLOB NOT NULL, made_at INTEGER NOT NULL, delivered_at INTEGER) STRICT;
        CREATE INDEX IF NOT EXISTS ix_answer_waiting ON answer (id) WHERE delivered_at IS NULL;
        CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            // What the bank has told must survive its death.
            connection.Run(null, "PRAGMA journal_mode = WAL");
            connection.Run(null, "PRAGMA synchronous = FULL");
            connection.Run(null, "PRAGMA busy_timeout = 30000");
            connection.Run(null, Tables);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
