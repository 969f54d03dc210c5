using System.Globalization;
using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Control;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>
/// The days and their last check. <c>touched</c> grows with every group of events that changes a day's totals, and a check keeps the value it
/// saw: a day that changed under a check is due again.
/// </summary>
internal static class ControlTable
{
    private const int MostDays = 62;

    public static void Touch(SqliteConnection connection, SqliteTransaction transaction, IEnumerable<DateOnly> days)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO control (day, touched) VALUES ($day, 1) ON CONFLICT DO UPDATE SET touched = touched + 1";
        var day = command.Parameters.Add("$day", SqliteType.Text);
        foreach (var d in days)
        {
            day.Value = Text(d);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The day's lines from the events up to a number: its totals less what lies above. Needs a transaction, or the two are of different moments.</summary>
    public static (IReadOnlyList<ControlLineV1> Lines, long Touched) Lines(SqliteConnection connection, DateOnly day, long upTo)
    {
        var sums = TotalTable.ReadSums(connection, day, day);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type, payload FROM event WHERE sequence > $up_to";
        command.Parameters.AddWithValue("$up_to", upTo);
        var above = new TotalTable();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var e = EventCatalog.Deserialize(reader.GetString(0), reader.GetString(1));
                if (LegalDay.Of(e.OccurredAt) == day) above.Add(e);
            }
        }

        foreach (var (key, value) in above.Sums)
        {
            var all = sums.GetValueOrDefault(key);
            sums[key] = new(all.AmountFen - value.AmountFen, all.Events - value.Events);
        }

        command.CommandText = "SELECT touched FROM control WHERE day = $day";
        command.Parameters.AddWithValue("$day", Text(day));
        var lines = sums.Where(s => s.Value.Events != 0 || s.Value.AmountFen != 0).GroupBy(s => (s.Key.Programme, s.Key.Source))
            .OrderBy(g => g.Key.Programme, StringComparer.Ordinal).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
            .Select(g => Line(g.Key.Programme, g.Key.Source, g.ToDictionary(s => s.Key.Type, s => new ControlFigureV1(s.Value.Events, s.Value.AmountFen))))
            .Where(l => l.Ordered.Count + l.Released.Count + l.Settled.Count + l.Failed.Count + l.Returned.Count != 0);
        return ([.. lines], command.ExecuteScalar() as long? ?? 0);
    }

    /// <summary>Keeps a report. Returns the status before; null where the day was never checked.</summary>
    public static ControlStatus? Save(SqliteConnection connection, ControlReport report, long touched)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT status FROM control WHERE day = $day";
        command.Parameters.AddWithValue("$day", Text(report.Day));
        var before = command.ExecuteScalar() as long?;
        command.CommandText =
            """
            INSERT INTO control (day, touched, checked, status, checked_at, up_to, pending, findings)
            VALUES ($day, 0, $touched, $status, $at, $up_to, $pending, $findings)
            ON CONFLICT DO UPDATE SET checked = excluded.checked, status = excluded.status, checked_at = excluded.checked_at, up_to = excluded.up_to,
                pending = excluded.pending, findings = excluded.findings
            """;
        command.Parameters.AddWithValue("$touched", touched);
        command.Parameters.AddWithValue("$status", (int)report.Status);
        command.Parameters.AddWithValue("$at", report.CheckedAt.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$up_to", report.UpTo);
        command.Parameters.AddWithValue("$pending", report.Pending);
        command.Parameters.AddWithValue("$findings", JsonSerializer.Serialize(report.Findings));
        command.ExecuteNonQuery();
        return (ControlStatus?)before;
    }

    /// <summary>Days to check, oldest first.</summary>
    public static IReadOnlyList<DateOnly> Due(SqliteConnection connection, DateOnly today)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT day FROM control WHERE checked IS NOT touched OR status IS NOT $agreed ORDER BY day LIMIT $limit";
        command.Parameters.AddWithValue("$agreed", (int)ControlStatus.Agreed);
        command.Parameters.AddWithValue("$limit", MostDays - 2);
        var days = new SortedSet<DateOnly> { today.AddDays(-1), today };
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            days.Add(Day(reader.GetString(0)));
        }

        return [.. days];
    }

    /// <summary>Reports, newest day first; null filters nothing.</summary>
    public static IReadOnlyList<ControlReport> Read(SqliteConnection connection, DateOnly? day, ControlStatus? status, int limit)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT day, status, checked_at, up_to, pending, findings FROM control
            WHERE status IS NOT NULL AND ($day IS NULL OR day = $day) AND ($status IS NULL OR status = $status) ORDER BY day DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$day", day is { } d ? Text(d) : DBNull.Value);
        command.Parameters.AddWithValue("$status", status is { } s ? (int)s : DBNull.Value);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var reports = new List<ControlReport>();
        while (reader.Read())
        {
            reports.Add(new(
                Day(reader.GetString(0)), (ControlStatus)reader.GetInt32(1), DateTimeOffset.ParseExact(reader.GetString(2), "O", CultureInfo.InvariantCulture),
                reader.GetInt64(3), reader.GetInt64(4), JsonSerializer.Deserialize<List<ControlFinding>>(reader.GetString(5))!));
        }

        return reports;
    }

    private static ControlLineV1 Line(string programme, string source, Dictionary<string, ControlFigureV1> byType)
    {
        ControlFigureV1 Of(string type) => byType.GetValueOrDefault(type);
        return new(programme, source.Length == 0 ? null : source, Of(nameof(PaymentOrderedV1)), Of(nameof(PaymentReleasedV1)),
            Of(nameof(PaymentSettledV1)), Of(nameof(PaymentFailedV1)), Of(nameof(PaymentReturnedV1)));
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
