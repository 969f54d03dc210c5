using System.Globalization;
using System.Runtime.InteropServices;
using BenefitWorkflow.Contracts;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>
/// Sums per day, programme, source and event type. The empty source is the event as a whole. Adding is commutative, so the order of arrival is
/// without effect.
/// </summary>
internal sealed class TotalTable
{
    private readonly Dictionary<TotalKey, TotalValue> _sums = [];

    public IReadOnlyDictionary<TotalKey, TotalValue> Sums => _sums;

    public void Add(IDisbursementEventV1 e)
    {
        var day = LegalDay.Of(e.OccurredAt);
        var type = EventCatalog.NameOf(e);
        Add(new(day, e.Programme, "", type), e.AmountFen);
        foreach (var share in e.Funding)
        {
            Add(new(day, e.Programme, share.Source, type), share.AmountFen);
        }
    }

    public void Write(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO total (day, programme, source, type, amount_fen, events) VALUES ($day, $programme, $source, $type, $amount, $events)
            ON CONFLICT DO UPDATE SET amount_fen = amount_fen + excluded.amount_fen, events = events + excluded.events
            """;
        var day = command.Parameters.Add("$day", SqliteType.Text);
        var programme = command.Parameters.Add("$programme", SqliteType.Text);
        var source = command.Parameters.Add("$source", SqliteType.Text);
        var type = command.Parameters.Add("$type", SqliteType.Text);
        var amount = command.Parameters.Add("$amount", SqliteType.Integer);
        var events = command.Parameters.Add("$events", SqliteType.Integer);
        foreach (var (key, value) in _sums)
        {
            day.Value = Text(key.Day);
            programme.Value = key.Programme;
            source.Value = key.Source;
            type.Value = key.Type;
            amount.Value = value.AmountFen;
            events.Value = value.Events;
            command.ExecuteNonQuery();
        }
    }

    public static Dictionary<TotalKey, TotalValue> ReadSums(
        SqliteConnection connection, DateOnly? from = null, DateOnly? to = null, string? programme = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT day, programme, source, type, amount_fen, events FROM total
            WHERE day BETWEEN $from AND $to AND ($programme IS NULL OR programme = $programme)
            """;
        command.Parameters.AddWithValue("$from", Text(from ?? DateOnly.MinValue));
        command.Parameters.AddWithValue("$to", Text(to ?? DateOnly.MaxValue));
        command.Parameters.AddWithValue("$programme", (object?)programme ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        var sums = new Dictionary<TotalKey, TotalValue>();
        while (reader.Read())
        {
            var day = DateOnly.ParseExact(reader.GetString(0), "yyyy-MM-dd", CultureInfo.InvariantCulture);
            sums.Add(
                new(day, reader.GetString(1), reader.GetString(2), reader.GetString(3)),
                new(reader.GetInt64(4), reader.GetInt64(5)));
        }

        return sums;
    }

    public static LedgerTotals Read(SqliteConnection connection, DateOnly? from, DateOnly? to, string? programme)
    {
        var lines = new Dictionary<(DateOnly Day, string Programme, string Source), LedgerFigures>();
        var sum = new LedgerFigures();
        foreach (var (key, value) in ReadSums(connection, from, to, programme))
        {
            ref var figures = ref CollectionsMarshal.GetValueRefOrAddDefault(lines, (key.Day, key.Programme, key.Source), out _);
            figures = (figures ?? new()).Plus(key.Type, value.AmountFen, value.Events);
            if (key.Source.Length == 0)
            {
                sum = sum.Plus(key.Type, value.AmountFen, value.Events);
            }
        }

        var ordered = lines
            .OrderBy(l => l.Key.Day)
            .ThenBy(l => l.Key.Programme, StringComparer.Ordinal)
            .ThenBy(l => l.Key.Source, StringComparer.Ordinal)
            .Select(l => new LedgerLine(l.Key.Day, l.Key.Programme, l.Key.Source.Length == 0 ? null : l.Key.Source, l.Value))
            .ToLookup(l => l.Source is null);
        return new([.. ordered[true]], [.. ordered[false]], sum);
    }

    private void Add(TotalKey key, long amountFen)
    {
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        value = new(value.AmountFen + amountFen, value.Events + 1);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal readonly record struct TotalKey(DateOnly Day, string Programme, string Source, string Type);

internal readonly record struct TotalValue(long AmountFen, long Events);
