using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

public enum BankResult
{
    /// <summary>成功: the bank credited the payee, or booked the debit.</summary>
    Settled = 1,

    /// <summary>失败.</summary>
    Failed = 2,

    /// <summary>退票.</summary>
    Returned = 3,

    /// <summary>处理中: the bank has it; the last word is still to come (ACCP, ACSP, PDNG ...).</summary>
    Pending = 4,

    /// <summary>Money on the account that is no payment of ours coming or going, e.g. a deposit on a statement.</summary>
    Other = 5,
}

/// <summary>One line of a bank's answer. May hold personal data: never logged.</summary>
/// <param name="Row">1-based: the row of a table, the place among the transactions of a message.</param>
/// <param name="EndToEndId">Empty where the bank gives none.</param>
/// <param name="AmountFen">Null where the bank states none; then it is not compared.</param>
/// <param name="ReasonCode">ISO code; null for a credit.</param>
/// <param name="At">The first instant of what the bank states.</param>
/// <param name="Refusal">Why the line cannot be read; the rest is then default.</param>
/// <param name="Span">How much time the statement covers: a second, a minute, a whole day; zero: the instant itself.</param>
/// <param name="Account">The payee's account; null where the bank does not repeat it.</param>
/// <param name="Name">The payee's name; null where the bank does not repeat it.</param>
/// <param name="WholeFile">Message id of our file where the line is about every payment of it; null: about one payment.</param>
/// <param name="Statement">Id of the account statement that it stands on; null: none.</param>
public sealed record BankResultRow(
    int Row, string EndToEndId, long? AmountFen, BankResult Result, string? ReasonCode, DateTimeOffset At, Refusal? Refusal, TimeSpan Span = default,
    string? Account = null, string? Name = null, string? WholeFile = null, string? Statement = null)
{
    /// <summary>True where all of the stated time lies before <paramref name="earliest"/>. A bank's clock that shows no seconds, or only the day, is given the benefit of the doubt.</summary>
    public bool IsBefore(DateTimeOffset earliest) => At < earliest && At + Span <= earliest;

    public override string ToString() => $"{nameof(BankResultRow)} {Row}";
}

/// <summary>An account statement within an answer, complete once the answer has been read to its end.</summary>
/// <param name="Account">Of the payer.</param>
/// <param name="OpeningFen">Null where the statement has none.</param>
/// <param name="CreditFen">Sum of the booked credits.</param>
/// <param name="DebitFen">Sum of the booked debits.</param>
public sealed record BankStatementHead(
    string Id, string? Account, DateTimeOffset? From, DateTimeOffset? To, long? OpeningFen, long? ClosingFen, long CreditFen, long DebitFen, int Entries)
{
    /// <summary>Opening, credits and debits give the closing balance; true where one of them is not stated.</summary>
    public bool Balances => OpeningFen is not { } opening || ClosingFen is not { } closing || opening + CreditFen - DebitFen == closing;

    public override string ToString() => nameof(BankStatementHead);
}
