namespace BenefitWorkflow.BankSimulator.Answers;

/// <summary>What an answer says of a payment.</summary>
public enum AnswerStatus
{
    Settled = 1,
    Rejected = 2,
    Returned = 3,

    /// <summary>Not final.</summary>
    Pending = 4,
}

/// <param name="At">When it happened at the bank.</param>
public sealed record AnswerRow(string EndToEndId, string Account, string Name, long Fen, AnswerStatus Status, string? Reason, DateTimeOffset At);

/// <summary>A file for the payer that waits to be delivered.</summary>
/// <param name="Id">Running number.</param>
public sealed record Answer(long Id, string Name, byte[] Content);
