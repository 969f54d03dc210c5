using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>Something in a bank's answers that a person of finance must look into; stays until somebody settles it with a note.</summary>
public sealed class BankAlert
{
    public long Id { get; init; }
    public BankAlertKind Kind { get; init; }

    /// <summary>Of the file that gave rise to it.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public required byte[] FileHash { get; init; }

    /// <summary>What it is about: a message id, or an end-to-end id.</summary>
    public required string Subject { get; init; }

    public required string RaisedBy { get; init; }
    public DateTimeOffset RaisedAt { get; init; }
    public string? SettledBy { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>What came of it; null: open.</summary>
    public string? Note { get; private set; }

    public void Settle(string by, string note, DateTimeOffset now) => (SettledBy, Note, SettledAt) = (by, note, now);
}

public enum BankAlertKind
{
    /// <summary>A message id came again with another content: a mistake at the bank, or a forged file. Nothing of it was taken in.</summary>
    MessageIdReused = 1,

    /// <summary>The bank says that it has a payment already: its outcome must be inquired, it is never issued anew.</summary>
    DuplicateRejection = 2,

    /// <summary>The account was debited for a payment that the bank had refused: it was paid after all, and may have been issued anew since.</summary>
    PaidAfterRefusal = 3,

    /// <summary>An answer that the exchange fetched cannot be read, or some of its rows do not fit to this day; it was laid aside. The subject is the refusal's code.</summary>
    AnswerLaidAside = 4,
}

internal sealed class BankAlertMapping : IEntityTypeConfiguration<BankAlert>
{
    public void Configure(EntityTypeBuilder<BankAlert> b)
    {
        b.ToTable("bank_alerts");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        // The same file again raises nothing anew.
        b.HasIndex(x => new { x.Kind, x.Subject, x.FileHash }).IsUnique();
        b.HasIndex(x => x.SettledAt);
    }
}
