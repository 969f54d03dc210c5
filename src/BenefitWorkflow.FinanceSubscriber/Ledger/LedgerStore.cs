using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Control;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>
/// The finance system's books: one SQLite file (WAL, synchronous=FULL). Events go in by <see cref="LedgerWriter"/>; a group is one transaction of
/// inbox rows and totals, so a crash loses or doubles nothing that was acknowledged. Safe for concurrent use.
/// </summary>
public sealed class LedgerStore : IDisposable
{
    private const int GapsShown = 1_000;

    private readonly Lock _writing = new();
    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private SequenceSet _arrived;
    private long _announced;
    private bool _stale;

    /// <summary>Opens the ledger file, creating or upgrading it.</summary>
    /// <param name="file">Path; its folder is created.</param>
    /// <param name="time">Clock for arrival times.</param>
    /// <exception cref="InvalidOperationException">The file was written by a later version.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or is no SQLite database.</exception>
    public LedgerStore(string file, TimeProvider time)
    {
        var path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _time = time;
        // No pool: a closed ledger has no handle left on its file.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        _connection = new SqliteConnection(_connectionString);
        try
        {
            _connection.Open();
            // 64 MiB hold the indexes of millions of events; a checkpoint about every 16 MiB costs less than one per group.
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;");
            LedgerSchema.Upgrade(_connection);
            _arrived = ReadArrived();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>True when an event below the highest one, or below what the feed has named, is missing.</summary>
    public bool HasGap
    {
        get
        {
            lock (_writing)
            {
                return _arrived.HasGap || _announced > _arrived.Highest;
            }
        }
    }

    /// <summary>Every event from 1 to this one is in the books; 0 when the first is missing.</summary>
    public long Watermark
    {
        get
        {
            lock (_writing)
            {
                return _arrived.Watermark;
            }
        }
    }

    /// <summary>What is missing now.</summary>
    public LedgerGaps Gaps()
    {
        lock (_writing)
        {
            var gaps = _arrived.Gaps(GapsShown).ToList();
            if (_announced > _arrived.Highest && gaps.Count < GapsShown)
            {
                gaps.Add(new(_arrived.Highest + 1, _announced));
            }

            return new(_arrived.Watermark, _arrived.Highest, _announced, gaps);
        }
    }

    /// <summary>Control totals from the books, optionally of some days or one programme.</summary>
    /// <param name="from">First day, included; null for all.</param>
    /// <param name="to">Last day, included; null for all.</param>
    /// <param name="programme">Programme key; null for all.</param>
    public LedgerTotals Totals(DateOnly? from = null, DateOnly? to = null, string? programme = null)
    {
        using var reading = OpenForReading();
        return TotalTable.Read(reading, from, to, programme);
    }

    /// <summary>Events set aside, by number; at most <paramref name="limit"/>.</summary>
    /// <param name="openOnly">True to leave out what was resolved.</param>
    /// <param name="limit">1 or more. Default 1,000.</param>
    public IReadOnlyList<QuarantinedEvent> Quarantine(bool openOnly = false, int limit = 1_000)
    {
        using var reading = OpenForReading();
        return QuarantineTable.Read(reading, openOnly, limit);
    }

    /// <summary>Recomputes everything from the stored events and compares; see <see cref="LedgerProof"/>. Reads the whole ledger.</summary>
    public LedgerProof Prove()
    {
        using var reading = OpenForReading();
        // One snapshot: events and totals must be of the same moment.
        using var snapshot = reading.BeginTransaction(deferred: true);
        return LedgerProver.Prove(reading);
    }

    /// <summary>The last control report of a day; null where it was never checked.</summary>
    public ControlReport? ControlReport(DateOnly day)
    {
        using var reading = OpenForReading();
        return ControlTable.Read(reading, day, null, 1).FirstOrDefault();
    }

    /// <summary>Days whose control totals differ, newest first; at most 1,000.</summary>
    public IReadOnlyList<ControlReport> ControlAlarms()
    {
        using var reading = OpenForReading();
        return ControlTable.Read(reading, null, ControlStatus.Differs, GapsShown);
    }

    /// <summary>Control lines of a day from the events up to a number, and what tells whether the day changed since.</summary>
    internal (IReadOnlyList<ControlLineV1> Lines, long Touched) ControlLines(DateOnly day, long upTo)
    {
        using var reading = OpenForReading();
        using var snapshot = reading.BeginTransaction(deferred: true);
        return ControlTable.Lines(reading, day, upTo);
    }

    internal IReadOnlyList<DateOnly> ControlDue(DateOnly today)
    {
        using var reading = OpenForReading();
        return ControlTable.Due(reading, today);
    }

    internal ControlStatus? SaveControl(ControlReport report, long touched)
    {
        lock (_writing)
        {
            return ControlTable.Save(_connection, report, touched);
        }
    }

    /// <summary>The feed named this as its highest number: what lies above the books is missing.</summary>
    internal void Announce(long last)
    {
        lock (_writing)
        {
            _announced = Math.Max(_announced, last);
        }
    }

    /// <summary>Applies a group in one transaction. On an exception nothing is applied, or the caller repeats it safely.</summary>
    internal ApplyOutcome[] Apply(IReadOnlyList<LedgerEntry> entries)
    {
        lock (_writing)
        {
            if (_stale)
            {
                _arrived = ReadArrived();
                _stale = false;
            }

            // Whether a commit that threw took effect is unknown until the file is read again.
            _stale = true;
            var outcomes = Write(entries);
            for (var i = 0; i < entries.Count; i++)
            {
                if (outcomes[i] == ApplyOutcome.Applied)
                {
                    _arrived.Add(entries[i].Sequence);
                }
            }

            _stale = false;
            return outcomes;
        }
    }

    private ApplyOutcome[] Write(IReadOnlyList<LedgerEntry> entries)
    {
        var now = _time.GetUtcNow().ToString("O");
        var outcomes = new ApplyOutcome[entries.Count];
        using var transaction = _connection.BeginTransaction(deferred: false);
        using var inbox = new InboxTable(_connection, transaction, now);
        using var quarantine = new QuarantineTable(_connection, transaction, now);
        var totals = new TotalTable();
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var fault = entry.Fault;
            if (fault is null && inbox.TryAdd(entry))
            {
                totals.Add(entry.Event!);
                outcomes[i] = ApplyOutcome.Applied;
                continue;
            }

            fault ??= inbox.Compare(entry);
            if (fault is { } reason)
            {
                quarantine.Add(entry, reason);
            }

            outcomes[i] = fault is null ? ApplyOutcome.Duplicate : ApplyOutcome.Quarantined;
        }

        totals.Write(_connection, transaction);
        ControlTable.Touch(_connection, transaction, totals.Sums.Keys.Select(key => key.Day).Distinct());
        quarantine.ResolveUnreadable();
        inbox.NoteWatermark(_arrived.Watermark);
        transaction.Commit();
        return outcomes;
    }

    // The stored watermark is that of some earlier commit, so only what came after it is read.
    private SequenceSet ReadArrived()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM state WHERE key = 'watermark'";
        var arrived = new SequenceSet((long)command.ExecuteScalar()!);
        command.CommandText = "SELECT sequence FROM event WHERE sequence > $after ORDER BY sequence";
        command.Parameters.AddWithValue("$after", arrived.Watermark);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            arrived.Add(reader.GetInt64(0));
        }

        return arrived;
    }

    private SqliteConnection OpenForReading()
    {
        var reading = new SqliteConnection(_connectionString);
        reading.Open();
        return reading;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _connection.Dispose();
        }
    }
}
