using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Identity;

/// <summary>That an account was changed: whose, from what to what, by whom and when. Never altered, so that who might do what on a day can be told years later.</summary>
public sealed class AccountChange
{
    internal const string Sequence = "account_changes";

    public long Id { get; init; }
    public required string AccountId { get; init; }
    public AccountChangeKind Kind { get; init; }

    /// <summary>Comma-separated role keys, the name, JSON by role of where roles are held, the address, or <c>active</c> and <c>disabled</c>; empty: none.</summary>
    public required string Before { get; init; }
    public required string After { get; init; }

    /// <summary>Account id of the administrator, or of the person themselves.</summary>
    public required string By { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>What was changed of an account.</summary>
public enum AccountChangeKind
{
    Roles = 1,
    DisplayName = 2,

    /// <summary>Where the roles are held.</summary>
    Scopes = 3,
    Email = 4,

    /// <summary>Disabled or enabled.</summary>
    State = 5,
}

internal sealed class AccountChangeMapping : IEntityTypeConfiguration<AccountChange>
{
    public void Configure(EntityTypeBuilder<AccountChange> b)
    {
        b.ToTable("account_changes");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.AccountId);
    }
}
