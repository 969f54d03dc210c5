using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>What stands on an entry before its transactions.</summary>
internal sealed class CashEntry
{
    public long? Amount { get; set; }
    public Refusal? Refusal { get; set; }
    public bool IsCredit { get; set; }
    public bool IsReversal { get; set; }
    public string? Status { get; set; }
    public (DateTimeOffset At, TimeSpan Span)? At { get; set; }

    private bool IsBooked => Status == "BOOK";

    public BankStatementHead Into(BankStatementHead head) => head with
    {
        Entries = head.Entries + 1,
        CreditFen = head.CreditFen + (IsBooked && IsCredit ? Amount ?? 0 : 0), DebitFen = head.DebitFen + (IsBooked && !IsCredit ? Amount ?? 0 : 0),
    };

    /// <param name="reason">Null: no return.</param>
    public BankResultRow Row(int row, string id, long? amount, string? reason, (DateTimeOffset At, TimeSpan Span)? at)
    {
        // A reversal takes back what was booked the other way.
        var result = !IsBooked ? IsCredit ? BankResult.Other : BankResult.Pending
            : IsCredit ? reason is not null || IsReversal ? BankResult.Returned : BankResult.Other
            : IsReversal ? BankResult.Other : BankResult.Settled;
        var refusal = Refusal ?? (at is null ? IsoAnswer.TimeUnreadable(row) : null);
        return refusal is not null ? new BankResultRow(row, id, null, default, null, default, refusal)
            : new BankResultRow(row, id, amount, result, result == BankResult.Returned ? reason ?? BankReasons.Narrative : null, at!.Value.At, null, at.Value.Span);
    }
}
