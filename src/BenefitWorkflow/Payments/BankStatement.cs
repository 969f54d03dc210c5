using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>An account statement that was taken in: the bank's last word on a period. Its entries are the lines of its file.</summary>
public sealed class BankStatement
{
    public long Id { get; init; }

    /// <summary>The <see cref="BankResultFile"/> that held it.</summary>
    public long FileId { get; init; }

    /// <summary>The bank's name for it.</summary>
    public required string StatementId { get; init; }

    /// <summary>Keyed hash of the payer's account; null: not stated as a number.</summary>
    public byte[]? AccountHash { get; init; }

    /// <summary>The account's last four digits; null: not stated as a number.</summary>
    public string? AccountEnd { get; init; }

    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Fen; negative is overdrawn; null: not stated.</summary>
    public long? OpeningFen { get; init; }
    public long? ClosingFen { get; init; }

    /// <summary>Sum of the booked credits and debits, fen.</summary>
    public long CreditFen { get; init; }
    public long DebitFen { get; init; }

    public int Entries { get; init; }
    public DateTimeOffset TakenInAt { get; init; }
}

internal sealed class BankStatementMapping : IEntityTypeConfiguration<BankStatement>
{
    public void Configure(EntityTypeBuilder<BankStatement> b)
    {
        b.ToTable("bank_statements");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Property(x => x.From).HasColumnName("from_at");
        b.Property(x => x.To).HasColumnName("to_at");
        b.HasIndex(x => x.FileId);
    }
}
