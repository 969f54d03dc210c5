using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>The events that were applied: tells a new one from a repetition, by the table's own unique keys.</summary>
internal sealed class InboxTable : IDisposable
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _watermark;

    public InboxTable(SqliteConnection connection, SqliteTransaction transaction, string now)
    {
        _insert = connection.CreateCommand();
        _insert.Transaction = transaction;
        _insert.CommandText =
            """
            INSERT INTO event (sequence, event_id, type, payload, digest, received_at)
            VALUES ($sequence, $event_id, $type, $payload, $digest, $now) ON CONFLICT DO NOTHING
            """;
        _insert.Parameters.Add("$sequence", SqliteType.Integer);
        _insert.Parameters.Add("$event_id", SqliteType.Blob);
        _insert.Parameters.Add("$type", SqliteType.Text);
        _insert.Parameters.Add("$payload", SqliteType.Text);
        _insert.Parameters.Add("$digest", SqliteType.Blob);
        _insert.Parameters.AddWithValue("$now", now);

        _find = connection.CreateCommand();
        _find.Transaction = transaction;
        _find.CommandText = "SELECT sequence, event_id, digest FROM event WHERE sequence = $sequence OR event_id = $event_id";
        _find.Parameters.Add("$sequence", SqliteType.Integer);
        _find.Parameters.Add("$event_id", SqliteType.Blob);

        _watermark = connection.CreateCommand();
        _watermark.Transaction = transaction;
        _watermark.CommandText = "UPDATE state SET value = max(value, $watermark) WHERE key = 'watermark'";
    }

    /// <summary>True when the event is new and now in the table; false when its id or its number is taken.</summary>
    public bool TryAdd(LedgerEntry entry)
    {
        _insert.Parameters[0].Value = entry.Sequence;
        _insert.Parameters[1].Value = Key(entry.EventId);
        _insert.Parameters[2].Value = entry.Type;
        _insert.Parameters[3].Value = entry.Payload;
        _insert.Parameters[4].Value = entry.Digest;
        return _insert.ExecuteNonQuery() == 1;
    }

    /// <summary>For an event whose id or number is taken: null when it is a plain repetition, otherwise what was reused.</summary>
    public QuarantineReason? Compare(LedgerEntry entry)
    {
        var id = Key(entry.EventId);
        _find.Parameters[0].Value = entry.Sequence;
        _find.Parameters[1].Value = id;
        using var reader = _find.ExecuteReader();
        var reason = QuarantineReason.SequenceReused;
        while (reader.Read())
        {
            if (!id.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(1)))
            {
                continue;
            }

            // The digest covers the number too, so equal content under the same id has the same number.
            if (entry.Digest.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2)))
            {
                return null;
            }

            reason = QuarantineReason.EventIdReused;
        }

        return reason;
    }

    public void NoteWatermark(long watermark)
    {
        _watermark.Parameters.AddWithValue("$watermark", watermark);
        _watermark.ExecuteNonQuery();
    }

    /// <summary>The id in RFC 9562 byte order, in which time-ordered ids sort by time.</summary>
    public static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    public void Dispose()
    {
        _insert.Dispose();
        _find.Dispose();
        _watermark.Dispose();
    }
}
