using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>Events that were set aside, one row per content: a redelivery raises its count.</summary>
internal sealed class QuarantineTable : IDisposable
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _resolve;

    public QuarantineTable(SqliteConnection connection, SqliteTransaction transaction, string now)
    {
        _insert = connection.CreateCommand();
        _insert.Transaction = transaction;
        _insert.CommandText =
            """
            INSERT INTO quarantine (reason, sequence, digest, event_id, type, payload, times, first_seen_at, last_seen_at)
            VALUES ($reason, $sequence, $digest, $event_id, $type, $payload, 1, $now, $now)
            ON CONFLICT DO UPDATE SET times = times + 1, last_seen_at = excluded.last_seen_at
            """;
        _insert.Parameters.AddWithValue("$now", now);

        _resolve = connection.CreateCommand();
        _resolve.Transaction = transaction;
        _resolve.CommandText =
            """
            UPDATE quarantine SET resolved_at = $now
            WHERE reason = $unreadable AND resolved_at IS NULL AND sequence IN (SELECT sequence FROM event)
            """;
        _resolve.Parameters.AddWithValue("$now", now);
        _resolve.Parameters.AddWithValue("$unreadable", (int)QuarantineReason.Unreadable);
    }

    public void Add(LedgerEntry entry, QuarantineReason reason)
    {
        while (_insert.Parameters.Count > 1)
        {
            _insert.Parameters.RemoveAt(1);
        }

        _insert.Parameters.AddWithValue("$reason", (int)reason);
        _insert.Parameters.AddWithValue("$sequence", entry.Sequence);
        _insert.Parameters.AddWithValue("$digest", entry.Digest);
        _insert.Parameters.AddWithValue("$event_id", InboxTable.Key(entry.EventId));
        _insert.Parameters.AddWithValue("$type", entry.Type);
        _insert.Parameters.AddWithValue("$payload", entry.Payload);
        _insert.ExecuteNonQuery();
    }

    /// <summary>What could not be read by an earlier version, and now is in the books, is no longer open.</summary>
    public void ResolveUnreadable() => _resolve.ExecuteNonQuery();

    public static IReadOnlyList<QuarantinedEvent> Read(SqliteConnection connection, bool openOnly, int limit)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT reason, sequence, event_id, type, times, first_seen_at, resolved_at FROM quarantine
            WHERE NOT $open OR resolved_at IS NULL ORDER BY sequence, first_seen_at, reason LIMIT $limit
            """;
        command.Parameters.AddWithValue("$open", openOnly);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var rows = new List<QuarantinedEvent>();
        while (reader.Read())
        {
            rows.Add(new(
                (QuarantineReason)reader.GetInt32(0),
                reader.GetInt64(1),
                new Guid(reader.GetFieldValue<byte[]>(2), bigEndian: true),
                reader.GetString(3),
                reader.GetInt64(4),
                Instant(reader.GetString(5)),
                reader.IsDBNull(6) ? null : Instant(reader.GetString(6))));
        }

        return rows;
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _insert.Dispose();
        _resolve.Dispose();
    }
}
