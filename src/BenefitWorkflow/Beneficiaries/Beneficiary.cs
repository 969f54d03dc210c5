using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>A person who may receive aid (受助人). Identity number, phone and account are stored encrypted, with keyed hashes to search by.</summary>
public sealed class Beneficiary
{
    public long Id { get; init; }
    public long HouseholdId { get; private set; }

    /// <summary>Name as on the identity card, normalised (U+00B7 as the dot).</summary>
    public required string Name { get; init; }

    public required byte[] IdCipher { get; init; }
    public required byte[] IdHash { get; init; }
    public byte[]? PhoneCipher { get; private set; }
    public byte[]? PhoneHash { get; private set; }
    public required string Unit { get; init; }
    public BeneficiaryStatus Status { get; private set; } = BeneficiaryStatus.Active;

    /// <summary>The account on file: the first that was stated, then the last that a second person confirmed. Payments go to their case's own account.</summary>
    public string? BankName { get; private set; }
    public byte[]? AccountCipher { get; private set; }
    public byte[]? AccountHash { get; private set; }

    /// <summary>Name as on the bank card; may differ from <see cref="Name"/>.</summary>
    public string? AccountName { get; private set; }

    /// <summary>When <see cref="AccountHash"/> and <see cref="AccountName"/> last became what they are; null while there is no account.</summary>
    public DateTimeOffset? AccountSince { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public void JoinHousehold(long householdId) => HouseholdId = householdId;

    public void SetPhone(byte[] cipher, byte[] hash) => (PhoneCipher, PhoneHash) = (cipher, hash);

    public void KeepAccount(string? bankName, byte[] cipher, byte[] hash, string accountName, DateTimeOffset now)
    {
        if (AccountHash is null || !AccountHash.AsSpan().SequenceEqual(hash) || AccountName != accountName) AccountSince = now;
        (BankName, AccountCipher, AccountHash, AccountName) = (bankName, cipher, hash, accountName);
    }

    public void SetStatus(BeneficiaryStatus status) => Status = status;
}

/// <summary>One household (户): counted apart from persons (人) and grants (人次).</summary>
public sealed class Household
{
    public long Id { get; init; }

    /// <summary>Keyed hash of the head's identity number: one file per household, headed by the worker.</summary>
    public required byte[] HeadIdHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class BeneficiaryMapping : IEntityTypeConfiguration<Beneficiary>
{
    public void Configure(EntityTypeBuilder<Beneficiary> b)
    {
        b.ToTable("beneficiaries");
        b.HasKey(x => x.Id);
        b.InitIsSetOnce();
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.IdHash).IsUnique();
        b.HasIndex(x => x.HouseholdId);
        b.HasIndex(x => x.AccountHash);
        // The work list is searched by the beginning of a name.
        b.HasIndex(x => new { x.Name, x.Id });
    }
}

internal sealed class HouseholdMapping : IEntityTypeConfiguration<Household>
{
    public void Configure(EntityTypeBuilder<Household> b)
    {
        b.ToTable("households");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.HeadIdHash).IsUnique();
    }
}
