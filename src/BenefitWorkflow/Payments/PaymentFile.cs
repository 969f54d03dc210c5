using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>
/// One part of a released batch as the bank gets it. The bytes are not stored: they are made of what never changes, and their hash is kept,
/// so that what is handed over or downloaded years later is the same file or none.
/// </summary>
public sealed class PaymentFile
{
    public long Id { get; init; }
    public long BatchId { get; init; }

    /// <summary>1-based.</summary>
    public int Part { get; init; }
    public int Parts { get; init; }

    /// <summary>Unique.</summary>
    public required string FileName { get; init; }

    /// <summary>Names the file towards the bank, whose answers refer to it; unique.</summary>
    public required string MessageId { get; init; }

    /// <summary>Key and version of the format that wrote it.</summary>
    public required string Format { get; init; }
    public int FormatVersion { get; init; }

    /// <summary>The payer's profile as JSON, as it was at the release; null: the format does without.</summary>
    public string? Profile { get; init; }

    public int Count { get; init; }
    public long TotalFen { get; init; }

    /// <summary>Size of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>HMAC under the audit key over the batch's digest and everything above: nobody who only writes to the database can exchange the file.</summary>
    public byte[] Seal { get; private set; } = [];

    public DateTimeOffset MadeAt { get; init; }

    public PaymentFileState State { get; private set; } = PaymentFileState.Made;

    /// <summary>Where it was handed over; null: not yet.</summary>
    public string? Channel { get; private set; }

    /// <summary>Of the last attempt; null: none.</summary>
    public DateTimeOffset? SendingAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Code of what led to Unknown or Refused; null otherwise.</summary>
    public string? ReasonCode { get; private set; }

    internal PaymentFile WithSeal(byte[] seal)
    {
        Seal = seal;
        return this;
    }

    /// <summary>Made -> Sending: written down before the first byte goes.</summary>
    public void BeginSending(string channel, DateTimeOffset now)
    {
        Require(PaymentFileState.Made);
        (State, Channel, SendingAt, ReasonCode) = (PaymentFileState.Sending, channel, now, null);
    }

    /// <summary>Made (carried by hand), Sending or Unknown (found at the other end) -> Sent.</summary>
    public void MarkSent(string channel, DateTimeOffset now)
    {
        Require(PaymentFileState.Made, PaymentFileState.Sending, PaymentFileState.Unknown);
        (State, Channel, SentAt, ReasonCode) = (PaymentFileState.Sent, channel, now, null);
    }

    /// <summary>Sending or Sent -> Unknown.</summary>
    public void LoseSight(string reasonCode)
    {
        Require(PaymentFileState.Sending, PaymentFileState.Sent);
        (State, ReasonCode) = (PaymentFileState.Unknown, reasonCode);
    }

    /// <summary>Sending, Sent or Unknown -> Refused: the other end did not take the file as a whole.</summary>
    public void Refuse(string reasonCode)
    {
        Require(PaymentFileState.Sending, PaymentFileState.Sent, PaymentFileState.Unknown);
        (State, ReasonCode) = (PaymentFileState.Refused, reasonCode);
    }

    /// <summary>Sending -> Made: it certainly did not show at the other end, and is handed over again.</summary>
    public void TakeBack()
    {
        Require(PaymentFileState.Sending);
        (State, Channel, SendingAt) = (PaymentFileState.Made, null, null);
    }

    /// <summary>Unknown or Refused -> Made: people have made sure that the bank never had it. Message id and bytes stay.</summary>
    public void AllowAgain()
    {
        Require(PaymentFileState.Unknown, PaymentFileState.Refused);
        (State, ReasonCode) = (PaymentFileState.Made, null);
    }

    private void Require(params ReadOnlySpan<PaymentFileState> states)
    {
        if (!states.Contains(State)) throw new InvalidOperationException($"Payment file {MessageId} is {State}.");
    }
}

/// <summary>Made -> Sending -> Sent, Unknown or Refused; Sent -> Unknown; Unknown -> Sent; Sending -> Made where it certainly did not show. From Unknown and Refused only people lead back to Made.</summary>
public enum PaymentFileState
{
    /// <summary>Made at the release; not handed over.</summary>
    Made = 1,

    /// <summary>Being handed over. Found so at a start, it becomes Unknown.</summary>
    Sending = 2,

    /// <summary>The other end has it whole.</summary>
    Sent = 3,

    /// <summary>It may or may not be at the other end; never sent again by itself.</summary>
    Unknown = 4,

    /// <summary>The other end did not take it.</summary>
    Refused = 5,
}

internal sealed class PaymentFileMapping : IEntityTypeConfiguration<PaymentFile>
{
    public void Configure(EntityTypeBuilder<PaymentFile> b)
    {
        b.ToTable("payment_files");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.BatchId, x.Part }).IsUnique();
        b.HasIndex(x => x.MessageId).IsUnique();
        b.HasIndex(x => x.FileName).IsUnique();
        b.HasIndex(x => x.State);
    }
}
