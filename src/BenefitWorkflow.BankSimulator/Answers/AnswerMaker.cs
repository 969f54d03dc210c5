using System.Globalization;
using BenefitWorkflow.BankSimulator.Book;
using BenefitWorkflow.BankSimulator.Instructions;
using BenefitWorkflow.BankSimulator.Outcomes;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.BankSimulator.Answers;

/// <summary>Puts what happened into answers, in the form that the payer writes in. Part of the transaction in which it happened.</summary>
internal sealed class AnswerMaker
{
    private const string LastStatement = "statement", Balance = "balance of ";

    /// <summary>One answer per file and part for what was credited or refused, one per payer for what came back.</summary>
    public void Tell(SqliteConnection book, SqliteTransaction tx, IReadOnlyList<Move> done, DateTimeOffset now)
    {
        foreach (var group in done.Where(m => !m.Silent && m.Status != AnswerStatus.Returned).GroupBy(m => (m.Form, m.MessageId, m.Part)))
        {
            var rows = group.Select(m => m.Row(m.Status, now)).ToList();
            // What is still worked on is said to be so, where the form has a word for it.
            if (group.Key is { Form: Form.Iso20022, Part: 1 })
                rows.AddRange(book.Ask(tx, $"{Move.Select} WHERE m.done_at IS NULL AND m.message_id = $1 AND m.status = $2 ORDER BY m.id", Move.Of, group.Key.MessageId, (int)AnswerStatus.Settled).Select(m => m.Row(AnswerStatus.Pending, now)));
            Keep(book, tx, now, group.Key.MessageId, group.Key.Form, "pain.002", group.Any(m => m.Repeated), (id, form) =>
                form == Form.Iso20022 ? IsoAnswer.Status(id, group.Key.MessageId, now, rows) : DelimitedAnswer.Write(rows));
        }
        foreach (var group in done.Where(m => m.Status == AnswerStatus.Returned).GroupBy(m => (m.Form, m.Payer)))
        {
            var rows = group.Select(m => m.Row(m.Status, now)).ToList();
            Keep(book, tx, now, "returns", group.Key.Form, "camt.054", false, (id, form) => form == Form.Iso20022 ? IsoAnswer.Notification(id, group.Key.Payer, now, rows) : DelimitedAnswer.Write(rows));
        }
    }

    /// <summary>The message id was there already.</summary>
    public void Refuse(SqliteConnection book, SqliteTransaction tx, InstructionFile file, DateTimeOffset now) =>
        Keep(book, tx, now, file.MessageId, file.Form, "pain.002", false, (id, form) => form == Form.Iso20022
            ? IsoAnswer.Refusal(id, file.MessageId, now, Reasons.Duplicate)
            : DelimitedAnswer.Write(file.Rows.Select(row => new AnswerRow(row.EndToEndId, row.Account, row.Name, row.Fen, AnswerStatus.Rejected, Reasons.Duplicate, now))));

    /// <summary>What was booked since the last statement; a text, which has no balances, repeats only what nothing else told.</summary>
    public void State(SqliteConnection book, SqliteTransaction tx, TimeSpan every, DateTimeOffset now)
    {
        var last = book.Number(tx, "SELECT value FROM state WHERE key = $1", LastStatement);
        if (last != 0 && now.ToUnixTimeMilliseconds() - last < every.TotalMilliseconds) return;
        Set(book, tx, LastStatement, now.ToUnixTimeMilliseconds());
        var booked = book.Ask(tx, $"{Move.Select} WHERE m.stated = 0 AND m.done_at IS NOT NULL AND m.duplicate = 0 AND m.status <> $1 ORDER BY m.id", Move.Of, (int)AnswerStatus.Rejected);
        foreach (var group in booked.GroupBy(m => (m.Form, m.Payer)))
        {
            if (group.Key.Form == Form.Iso20022)
            {
                var rows = group.Select(Booked).ToList();
                var opening = book.Number(tx, "SELECT value FROM state WHERE key = $1", Balance + group.Key.Payer);
                Keep(book, tx, now, "statement", Form.Iso20022, "camt.053", false, (id, _) => IsoAnswer.Statement(id, group.Key.Payer, now, opening, rows));
                Set(book, tx, Balance + group.Key.Payer, opening + rows.Sum(r => r.Status == AnswerStatus.Returned ? r.Fen : -r.Fen));
            }
            else if (group.Where(m => m.Silent).Select(Booked).ToList() is { Count: > 0 } untold)
            {
                Keep(book, tx, now, "statement", Form.Delimited, "", false, (_, _) => DelimitedAnswer.Write(untold));
            }
        }
        book.Run(tx, "UPDATE move SET stated = 1 WHERE stated = 0 AND done_at IS NOT NULL");

        static AnswerRow Booked(Move move) => move.Row(move.Status, DateTimeOffset.FromUnixTimeMilliseconds(move.DoneAt!.Value));
    }

    private static void Set(SqliteConnection book, SqliteTransaction tx, string key, long value) =>
        book.Run(tx, "INSERT INTO state (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);

    private static void Keep(SqliteConnection book, SqliteTransaction tx, DateTimeOffset now, string about, Form form, string message, bool twice, Func<string, Form, byte[]> write)
    {
        var next = book.Number(tx, "SELECT COALESCE(MAX(id), 0) + 1 FROM answer");
        var id = string.Create(CultureInfo.InvariantCulture, $"BANK-{next:00000000}");
        var content = write(id, form);
        var ending = form == Form.Iso20022 ? $"{message}.xml" : "txt";
        foreach (var name in twice ? (string[])[$"{id}-{about}.{ending}", $"{id}-{about}-again.{ending}"] : [$"{id}-{about}.{ending}"])
            book.Run(tx, "INSERT INTO answer (id, name, content, made_at) VALUES ($1, $2, $3, $4)", next++, name, content, now.ToUnixTimeMilliseconds());
    }
}
