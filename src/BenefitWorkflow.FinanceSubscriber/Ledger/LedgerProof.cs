using System.Text.Json;
using BenefitWorkflow.Contracts;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>One thing that is not as it must be.</summary>
/// <param name="Code">
/// <c>event.altered</c> (content does not match its digest), <c>event.missing</c>, <c>total.differs</c> (a total is not the sum of its events),
/// <c>payment.settled-twice</c>, <c>payment.paid-above-order</c>, <c>payment.returned-above-settled</c>.
/// </param>
/// <param name="Where">Sequence number or run, total's day/programme/source/type, or payment reference.</param>
public sealed record ProofFinding(string Code, string Where);

/// <summary>Answer to "do the books follow from the events".</summary>
/// <param name="Events">Number of events read.</param>
/// <param name="PaymentsChecked">False when events are missing: a payment cannot be judged by half its events.</param>
/// <param name="Findings">Empty when all is well; at most 1,000.</param>
public sealed record LedgerProof(long Events, bool PaymentsChecked, IReadOnlyList<ProofFinding> Findings);

/// <summary>Recomputes the books from the stored events and compares.</summary>
internal static class LedgerProver
{
    private const int MostFindings = 1_000;

    public static LedgerProof Prove(SqliteConnection connection)
    {
        var findings = new List<ProofFinding>();
        var sums = new TotalTable();
        var payments = new Dictionary<string, Payment>(StringComparer.Ordinal);
        long events = 0, expected = 1;
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT sequence, type, payload, digest FROM event ORDER BY sequence";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var sequence = reader.GetInt64(0);
                if (sequence > expected)
                {
                    findings.Add(new("event.missing", sequence - 1 == expected ? $"{expected}" : $"{expected}-{sequence - 1}"));
                }

                expected = sequence + 1;
                events++;
                if (Read(sequence, reader.GetString(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)) is not { } @event)
                {
                    findings.Add(new("event.altered", $"{sequence}"));
                    continue;
                }

                sums.Add(@event);
                Follow(payments, @event);
            }
        }

        var complete = findings.Count == 0;
        findings.AddRange(Compare(sums.Sums, TotalTable.ReadSums(connection)));
        if (complete)
        {
            findings.AddRange(Judge(payments));
        }

        return new(events, complete, findings.Count <= MostFindings ? findings : findings[..MostFindings]);
    }

    private static IDisbursementEventV1? Read(long sequence, string type, string payload, byte[] digest)
    {
        if (!LedgerEntry.DigestOf(type, payload).AsSpan().SequenceEqual(digest))
        {
            return null;
        }

        try
        {
            var @event = EventCatalog.Deserialize(type, payload);
            return @event.Sequence == sequence && EventCheck.IsSound(@event) ? @event : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<ProofFinding> Compare(
        IReadOnlyDictionary<TotalKey, TotalValue> computed, Dictionary<TotalKey, TotalValue> stored) =>
        computed.Keys.Union(stored.Keys)
            .Where(key => computed.GetValueOrDefault(key) != stored.GetValueOrDefault(key))
            .Select(key => $"{key.Day:yyyy-MM-dd}/{key.Programme}/{(key.Source.Length == 0 ? "*" : key.Source)}/{key.Type}")
            .Order(StringComparer.Ordinal)
            .Select(where => new ProofFinding("total.differs", where));

    private static void Follow(Dictionary<string, Payment> payments, IDisbursementEventV1 @event)
    {
        if (@event is IPaymentEventV1 p)
        {
            var so = payments.GetValueOrDefault(p.PaymentReference);
            payments[p.PaymentReference] = p switch
            {
                PaymentOrderedV1 => so with { OrderedFen = so.OrderedFen + p.AmountFen },
                PaymentSettledV1 => so with { SettledFen = so.SettledFen + p.AmountFen, Settlements = so.Settlements + 1 },
                PaymentReturnedV1 => so with { ReturnedFen = so.ReturnedFen + p.AmountFen },
                _ => so,
            };
        }
    }

    private static IEnumerable<ProofFinding> Judge(Dictionary<string, Payment> payments)
    {
        foreach (var (reference, p) in payments.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (p.Settlements > 1)
            {
                yield return new("payment.settled-twice", reference);
            }

            if (p.SettledFen > p.OrderedFen)
            {
                yield return new("payment.paid-above-order", reference);
            }

            if (p.ReturnedFen > p.SettledFen)
            {
                yield return new("payment.returned-above-settled", reference);
            }
        }
    }

    private readonly record struct Payment(long OrderedFen, long SettledFen, int Settlements, long ReturnedFen);
}
