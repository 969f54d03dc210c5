using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments.Exceptions;

/// <summary>The signed voucher of a payment in cash, kept encrypted with why it was not the bank. One per order; a dropped proposal's is replaced.</summary>
public sealed class CashVoucher
{
    /// <summary>Id of the order.</summary>
    public long Id { get; init; }

    public long CaseId { get; init; }

    /// <summary>Why the bank could not do it, 1 to 1,000 characters.</summary>
    public required string Reason { get; set; }

    /// <summary>As it was uploaded; encrypted, since people name files by names and identity numbers.</summary>
    public required byte[] FileNameCipher { get; set; }

    public required string MediaType { get; set; }

    /// <summary>SHA-256 of the document as it was uploaded.</summary>
    public required byte[] Hash { get; set; }

    public required byte[] ContentCipher { get; set; }
    public required string ProposedBy { get; set; }
    public DateTimeOffset ProposedAt { get; set; }
    public string? ConfirmedBy { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    public void Confirm(string by, DateTimeOffset now) => (ConfirmedBy, ConfirmedAt) = (by, now);
}

internal sealed class CashVoucherMapping : IEntityTypeConfiguration<CashVoucher>
{
    public void Configure(EntityTypeBuilder<CashVoucher> b)
    {
        b.ToTable("cash_vouchers");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
    }
}
