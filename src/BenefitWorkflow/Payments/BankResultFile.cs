using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>A bank's answer that was taken in, kept so that the same file again applies only what was refused before.</summary>
public sealed class BankResultFile
{
    public long Id { get; init; }

    /// <summary>As it was called the first time.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the bytes; unique.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Key of the answer's format.</summary>
    public required string Format { get; init; }

    /// <summary>Format and the bank's message id as one text; null where the format has none. Unique: one message id, one content.</summary>
    public string? MessageKey { get; init; }

    /// <summary>Our file that it answers; null: not stated.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>When the bank wrote it; null: not stated.</summary>
    public DateTimeOffset? BankCreatedAt { get; init; }

    public required string TakenInBy { get; init; }
    public DateTimeOffset TakenInAt { get; init; }

    /// <summary>The newest run that takes it in; null: it was taken in at once.</summary>
    public long? RunId { get; private set; }

    public void TakeUp(long runId) => RunId = runId;
}

/// <summary>What became of one row of a bank's answer; written with what the row did, in one transaction.</summary>
public sealed class BankResultLine
{
    public long FileId { get; init; }

    /// <summary>1-based row in the file, or place among its transactions.</summary>
    public int Row { get; init; }

    /// <summary>Empty where the row has none that can be read.</summary>
    public required string EndToEndId { get; init; }

    /// <summary>0 where the row cannot be read.</summary>
    public BankResult Result { get; init; }

    public BankResultLineState State { get; private set; }

    /// <summary>Null where the bank states none.</summary>
    public long? AmountFen { get; init; }

    /// <summary>ISO code; null for a credit.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>What the bank dates it; null where the row cannot be read.</summary>
    public DateTimeOffset? StatedAt { get; init; }

    /// <summary>The order it was matched with, or is proposed for; null: none.</summary>
    public long? OrderId { get; private set; }

    /// <summary>The account statement it stands on; null: none.</summary>
    public string? StatementId { get; init; }

    /// <summary>Of the newest refusal or note; null where the row was applied.</summary>
    public string? Code { get; private set; }
    public string? Zh { get; private set; }
    public string? En { get; private set; }

    /// <summary>Who confirmed or dismissed the proposal; null: nobody had to.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>Why a second person settled the refused row as it did, 1 to 500 characters; null: nobody had to.</summary>
    public string? Note { get; private set; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>True where the row is never looked at again.</summary>
    public bool IsFinal => State is BankResultLineState.Applied or BankResultLineState.Dismissed
        // "In process" of then is no news of a payment whose outcome became unknown since.
        || this is { State: BankResultLineState.Noted, Result: BankResult.Pending };

    /// <param name="told">Null where the row was applied.</param>
    public static BankResultLine Of(long fileId, BankResultRow row, BankResultLineState state, Refusal? told, long? orderId, DateTimeOffset at) => new()
    {
        FileId = fileId, Row = row.Row, EndToEndId = row.EndToEndId, Result = row.Result, State = state, AmountFen = row.AmountFen, ReasonCode = row.ReasonCode,
        StatedAt = row.Result == 0 ? null : row.At, OrderId = orderId, StatementId = row.Statement, Code = told?.Code, Zh = told?.Zh, En = told?.En, At = at,
    };

    /// <summary>A person has matched the proposal, and its payment moved.</summary>
    public void Confirm(string by, DateTimeOffset now) => (State, DecidedBy, Code, Zh, En, At) = (BankResultLineState.Applied, by, null, null, null, now);

    /// <summary>A second person has booked the refused row, or looked at it and left everything as it is.</summary>
    /// <param name="booked">The order that it moved; null: none.</param>
    public void Settle(long? booked, string by, string note, DateTimeOffset now)
    {
        (State, DecidedBy, Note, At) = (booked is null ? BankResultLineState.Dismissed : BankResultLineState.Applied, by, note, now);
        if (booked is not null) (OrderId, Code, Zh, En) = (booked, null, null, null);
    }

    /// <summary>A person says that it is another payment.</summary>
    public void Dismiss(string by, DateTimeOffset now) => (State, DecidedBy, At) = (BankResultLineState.Dismissed, by, now);
}

/// <summary>Refused, Noted or Proposed -> Applied, when the file comes again and the row fits meanwhile, or a person confirms; Proposed or Refused -> Dismissed.</summary>
public enum BankResultLineState
{
    /// <summary>Its payment moved; never looked at again.</summary>
    Applied = 1,

    /// <summary>Nothing was changed.</summary>
    Refused = 2,

    /// <summary>The row names no payment but one fits by account, amount and name; a person decides.</summary>
    Proposed = 3,

    /// <summary>Nothing had to be changed: known already, not the last word, or no payment of ours.</summary>
    Noted = 4,

    /// <summary>A person has said that the proposal is wrong, or that a refused row was looked at and changes nothing.</summary>
    Dismissed = 5,
}

internal sealed class BankResultFileMapping : IEntityTypeConfiguration<BankResultFile>
{
    public void Configure(EntityTypeBuilder<BankResultFile> b)
    {
        b.ToTable("bank_result_files");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Hash).IsUnique();
        b.HasIndex(x => x.MessageKey).IsUnique();
        b.HasIndex(x => x.RunId);
    }
}

internal sealed class BankResultLineMapping : IEntityTypeConfiguration<BankResultLine>
{
    public void Configure(EntityTypeBuilder<BankResultLine> b)
    {
        b.ToTable("bank_result_lines");
        b.HasKey(x => new { x.FileId, x.Row });
        b.Ignore(x => x.IsFinal);
        b.HasIndex(x => new { x.FileId, x.State, x.Row });
        // What the bank has said of a payment, whichever file said it.
        b.HasIndex(x => x.EndToEndId);
        b.HasIndex(x => x.OrderId);
    }
}
