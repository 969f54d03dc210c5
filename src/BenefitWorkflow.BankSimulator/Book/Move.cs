using BenefitWorkflow.BankSimulator.Answers;
using BenefitWorkflow.BankSimulator.Instructions;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.BankSimulator.Book;

/// <summary>Something that happens to a payment, planned or done.</summary>
/// <param name="Part">Which answer of its file tells it.</param>
/// <param name="Silent">Only a statement tells it.</param>
/// <param name="Repeated">Its answer is sent twice.</param>
/// <param name="Duplicate">It only says that the id was there already.</param>
internal sealed record Move(
    long Id, string EndToEndId, string MessageId, long Fen, AnswerStatus Status, string? Reason, int Part, bool Silent, bool Repeated, bool Duplicate, Form Form, string Payer, string Account, string Name,
    long? DoneAt)
{
    public const string Select =
        """
        SELECT m.id, m.end_to_end_id, m.message_id, m.fen, m.status, m.reason, m.part, m.silent, m.repeated, m.duplicate, f.form, f.payer, i.account, i.name, m.done_at
        FROM move m JOIN file f ON f.message_id = m.message_id JOIN instruction i ON i.end_to_end_id = m.end_to_end_id
        """;

    public static Move Of(SqliteDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetInt64(3), (AnswerStatus)r.GetInt32(4), r.IsDBNull(5) ? null : r.GetString(5), r.GetInt32(6),
        r.GetBoolean(7), r.GetBoolean(8), r.GetBoolean(9), (Form)r.GetInt32(10), r.GetString(11), r.GetString(12), r.GetString(13), r.IsDBNull(14) ? null : r.GetInt64(14));

    public AnswerRow Row(AnswerStatus status, DateTimeOffset at) => new(EndToEndId, Account, Name, Fen, status, status == AnswerStatus.Pending ? null : Reason, at);
}
