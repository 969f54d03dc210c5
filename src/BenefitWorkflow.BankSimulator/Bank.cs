using System.Security.Cryptography;
using BenefitWorkflow.BankSimulator.Answers;
using BenefitWorkflow.BankSimulator.Book;
using BenefitWorkflow.BankSimulator.Instructions;
using BenefitWorkflow.BankSimulator.Outcomes;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.BankSimulator;

/// <summary>What became of a file that was presented.</summary>
public enum Taking
{
    /// <summary>In the book; its payments will be answered.</summary>
    Taken = 1,

    /// <summary>The bank had read it and died before it laid it aside: nothing to do.</summary>
    Resumed = 2,

    /// <summary>The message id was there already: refused as a whole (AM05).</summary>
    Duplicate = 3,

    /// <summary>Not a file the bank reads; only the bank's own log tells.</summary>
    Unreadable = 4,
}

/// <summary>
/// The bank: a book in a file of its own, and what it makes of payments. It credits an end-to-end id once, whatever comes, and everything it
/// does is in the book before anybody hears of it. Not for concurrent use.
/// </summary>
/// <param name="day">Length of one of its days.</param>
/// <param name="statementEvery">How often it sends a statement; null: never.</param>
public sealed class Bank(string file, Func<Instruction, Outcome> outcomes, TimeSpan day, TimeSpan? statementEvery = null) : IDisposable
{
    private readonly SqliteConnection _book = BookSchema.Open(file);
    private readonly AnswerMaker _answers = new();

    /// <param name="name">The file's, without folders.</param>
    public Taking Take(string name, byte[] bytes, DateTimeOffset now)
    {
        using var tx = _book.BeginTransaction();
        InstructionFile read;
        try
        {
            read = InstructionReader.Read(name, bytes);
        }
        catch (UnreadableFileException e)
        {
            _book.Run(tx, "INSERT INTO refused_file (name, why, at) VALUES ($1, $2, $3)", name, e.Message, Ms(now));
            tx.Commit();
            return Taking.Unreadable;
        }
        var hash = SHA256.HashData(bytes);
        var known = _book.Ask(tx, "SELECT sha256, laid_aside FROM file WHERE message_id = $1", r => (Hash: (byte[])r.GetValue(0), LaidAside: r.GetBoolean(1)), read.MessageId);
        if (known.Count > 0)
        {
            if (!known[0].LaidAside && known[0].Hash.AsSpan().SequenceEqual(hash)) return Taking.Resumed;
            _book.Run(tx, "INSERT INTO refused_file (name, message_id, why, at) VALUES ($1, $2, 'duplicate message id', $3)", name, read.MessageId, Ms(now));
            _answers.Refuse(_book, tx, read, now);
            tx.Commit();
            return Taking.Duplicate;
        }
        _book.Run(tx, "INSERT INTO file VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)", read.MessageId, name, (int)read.Form, hash, read.PayerAccount, read.Rows.Count, read.Rows.Sum(r => r.Fen), Ms(now));
        foreach (var row in read.Rows) Enter(tx, read.MessageId, row, now);
        tx.Commit();
        return Taking.Taken;
    }

    /// <summary>The file is where the bank keeps what it has read: the same again is a repetition.</summary>
    public void LaidAside(string name) => _book.Run(null, "UPDATE file SET laid_aside = 1 WHERE name = $1", name);

    public bool Knows(string messageId) => _book.Number(null, "SELECT COUNT(*) FROM file WHERE message_id = $1", messageId) > 0;

    /// <summary>Does what is due: credits, refuses, sends back, states. Answers lie ready afterwards.</summary>
    /// <returns>How many payments moved.</returns>
    public int Work(DateTimeOffset now)
    {
        using var tx = _book.BeginTransaction();
        var due = _book.Ask(tx, $"{Move.Select} WHERE m.done_at IS NULL AND m.due_at <= $1 ORDER BY m.id", Move.Of, Ms(now));
        foreach (var move in due)
        {
            _book.Run(tx, "UPDATE move SET done_at = $1 WHERE id = $2", Ms(now), move.Id);
            if (!move.Duplicate)
                _book.Run(tx, "UPDATE instruction SET state = $1 WHERE end_to_end_id = $2", (int)StateOf(move.Status), move.EndToEndId);
        }
        _answers.Tell(_book, tx, due, now);
        if (statementEvery is { } every) _answers.State(_book, tx, every, now);
        tx.Commit();
        return due.Count;
    }

    /// <summary>What was not delivered yet, oldest first. Who is unsure delivers again: the payer takes it once.</summary>
    public IReadOnlyList<Answer> Undelivered() =>
        _book.Ask(null, "SELECT id, name, content FROM answer WHERE delivered_at IS NULL ORDER BY id", r => new Answer(r.GetInt64(0), r.GetString(1), (byte[])r.GetValue(2)));

    public void Delivered(long answerId, DateTimeOffset now) => _book.Run(null, "UPDATE answer SET delivered_at = $1 WHERE id = $2", Ms(now), answerId);

    public IReadOnlyList<BookLine> Lines() => _book.Ask(null, "SELECT end_to_end_id, message_id, fen, state FROM instruction ORDER BY end_to_end_id",
        r => new BookLine(r.GetString(0), r.GetString(1), r.GetInt64(2), (BookState)r.GetInt32(3)));

    public BookTotals Totals()
    {
        return new BookTotals(Count("file"), Count("instruction"), In(BookState.Accepted), In(BookState.Credited), In(BookState.Rejected), In(BookState.Returned),
            _book.Number(null, "SELECT SUM(fen) FROM instruction WHERE state = $1", (int)BookState.Credited), Count("move WHERE duplicate = 1"), Count("refused_file"), Count("answer WHERE delivered_at IS NULL"));

        int Count(string what) => (int)_book.Number(null, $"SELECT COUNT(*) FROM {what}");
        int In(BookState state) => (int)_book.Number(null, "SELECT COUNT(*) FROM instruction WHERE state = $1", (int)state);
    }

    /// <summary>True while something is still to come: a move that is due later, an answer that nobody has, a credit that no statement has told.</summary>
    public bool IsBusy => _book.Number(null, "SELECT (SELECT COUNT(*) FROM move WHERE done_at IS NULL OR (silent = 1 AND stated = 0)) + (SELECT COUNT(*) FROM answer WHERE delivered_at IS NULL)") > 0;

    public void Dispose() => _book.Dispose();

    private void Enter(SqliteTransaction tx, string messageId, Instruction row, DateTimeOffset now)
    {
        if (_book.Number(tx, "SELECT COUNT(*) FROM instruction WHERE end_to_end_id = $1", row.EndToEndId) > 0)
        {
            Plan(AnswerStatus.Rejected, Reasons.Duplicate, now, duplicate: true);
            return;
        }
        var outcome = outcomes(row);
        _book.Run(tx, "INSERT INTO instruction VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", row.EndToEndId, messageId, row.Row, row.Account, row.Name, row.Fen, (int)outcome.Kind, (int)BookState.Accepted);
        var later = now + outcome.Days * day;
        switch (outcome.Kind)
        {
            case OutcomeKind.Reject:
                Plan(AnswerStatus.Rejected, outcome.Reason, now);
                break;
            case OutcomeKind.Return:
                Plan(AnswerStatus.Settled, null, now);
                Plan(AnswerStatus.Returned, outcome.Reason, later);
                break;
            case OutcomeKind.Delay:
                Plan(AnswerStatus.Settled, null, later);
                break;
            case OutcomeKind.Drop:
                Plan(AnswerStatus.Settled, null, now, silent: true);
                break;
            default:
                Plan(AnswerStatus.Settled, null, now, part: outcome.Kind == OutcomeKind.Partial ? 2 : 1, repeated: outcome.Kind == OutcomeKind.Repeat);
                break;
        }

        void Plan(AnswerStatus status, string? reason, DateTimeOffset at, int part = 1, bool silent = false, bool repeated = false, bool duplicate = false) =>
            _book.Run(tx, "INSERT INTO move (end_to_end_id, message_id, fen, status, reason, due_at, part, silent, repeated, duplicate, stated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                row.EndToEndId, messageId, row.Fen, (int)status, reason, Ms(at), part, silent, repeated, duplicate);
    }

    private static BookState StateOf(AnswerStatus status) => status switch
    {
        AnswerStatus.Settled => BookState.Credited,
        AnswerStatus.Rejected => BookState.Rejected,
        _ => BookState.Returned,
    };

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
