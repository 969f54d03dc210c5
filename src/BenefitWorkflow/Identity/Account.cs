using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Identity;

/// <summary>A person who works with the service, or a system that does.</summary>
public sealed class Account
{
    /// <summary>Sign-in name; written into history as the actor.</summary>
    public required string Id { get; init; }

    public required string DisplayName { get; set; }

    /// <summary>Comma-separated keys of <see cref="Roles"/>.</summary>
    public required string RoleList { get; set; }

    /// <summary>Hash by ASP.NET Core's password hasher.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>True for a system: it signs in by API keys only, and decides nothing. Never changed, so that no person's account becomes one.</summary>
    public bool IsSystem { get; init; }

    /// <summary>A disabled account neither signs in nor goes on working, whatever key or session it has.</summary>
    public bool Disabled { get; private set; }

    /// <summary>Who last disabled or enabled it, and when; null: nobody yet.</summary>
    public string? DisabledChangedBy { get; private set; }
    public DateTimeOffset? DisabledChangedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Changes whenever older sessions must end: they carry the one they began with.</summary>
    public string SessionStamp { get; private set; } = NewStamp();

    /// <summary>Encrypted secret of the second factor (RFC 6238); null: the password is enough.</summary>
    public byte[]? SecondFactorCipher { get; private set; }

    /// <summary>Time step of the last code taken, so that no code counts twice; null: none yet.</summary>
    public long? SecondFactorStep { get; private set; }

    public DateTimeOffset? SecondFactorSince { get; private set; }

    /// <summary>The administrator who last turned the second factor off for this person, and when; null: nobody yet.</summary>
    public string? SecondFactorResetBy { get; private set; }
    public DateTimeOffset? SecondFactorResetAt { get; private set; }

    /// <summary>Where notifications go; null: nowhere but to the site.</summary>
    public string? Email { get; private set; }

    /// <summary>Where its roles are held, as JSON by role; null: all of them everywhere.</summary>
    public string? ScopesJson { get; private set; }

    /// <summary>Who last set the scopes, and when; null: nobody yet.</summary>
    public string? ScopesChangedBy { get; private set; }
    public DateTimeOffset? ScopesChangedAt { get; private set; }

    /// <summary><see cref="RoleList"/> taken apart.</summary>
    public string[] RoleKeys() => RoleList.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The administrator who last gave it a temporary password, and when; null: nobody yet.</summary>
    public string? PasswordResetBy { get; private set; }
    public DateTimeOffset? PasswordResetAt { get; private set; }

    /// <summary>The password is only good for choosing another.</summary>
    public bool PasswordIsTemporary { get; private set; }

    /// <summary>Ends every session of the account.</summary>
    public void SetPassword(string hash) => (PasswordHash, PasswordIsTemporary, SessionStamp) = (hash, false, NewStamp());

    /// <summary>A temporary password given by an administrator; ends every session of the account.</summary>
    public void ResetPassword(string hash, string by, DateTimeOffset now) =>
        (PasswordHash, PasswordIsTemporary, PasswordResetBy, PasswordResetAt, SessionStamp) = (hash, true, by, now, NewStamp());

    /// <param name="cipher">Null: no second factor from now on.</param>
    /// <param name="step">Of the code that proved the secret; null where there is none.</param>
    public void SetSecondFactor(byte[]? cipher, long? step, DateTimeOffset now) =>
        (SecondFactorCipher, SecondFactorStep, SecondFactorSince, SessionStamp) = (cipher, step, cipher is null ? null : now, NewStamp());

    /// <summary>Turned off by an administrator.</summary>
    public void ResetSecondFactor(string by, DateTimeOffset now)
    {
        SetSecondFactor(null, null, now);
        (SecondFactorResetBy, SecondFactorResetAt) = (by, now);
    }

    /// <summary>Ends every session of the account.</summary>
    public void EndSessions() => SessionStamp = NewStamp();

    public void UseSecondFactor(long step) => SecondFactorStep = step;

    /// <summary>Ends every session of the account, which carry the scopes they began with.</summary>
    internal void SetScopes(IReadOnlyDictionary<string, RoleScope> scopes, string by, DateTimeOffset now) =>
        (ScopesJson, ScopesChangedBy, ScopesChangedAt, SessionStamp) = (RoleScope.Write(scopes), by, now, NewStamp());

    /// <summary>Scopes of roles no longer held vanish; every session of the account ends.</summary>
    internal void SetRoles(IReadOnlyCollection<string> roles) =>
        (RoleList, ScopesJson, SessionStamp) = (string.Join(',', roles), RoleScope.Write(RoleScope.Read(ScopesJson).Where(s => roles.Contains(s.Key)).ToDictionary()), NewStamp());

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    public void SetEmail(string? email) => Email = email;

    /// <summary>Sessions of before do not come back with the account.</summary>
    public void SetDisabled(bool disabled, string by, DateTimeOffset now) => (Disabled, DisabledChangedBy, DisabledChangedAt, SessionStamp) = (disabled, by, now, NewStamp());
}

/// <summary>A key by which a system (or the demo's staff) signs in; only its hash is stored.</summary>
public sealed class ApiKey
{
    public long Id { get; init; }
    public required string AccountId { get; init; }
    public required string Label { get; init; }

    /// <summary>SHA-256 of the key; the key itself has 256 random bits, so no salt is needed.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>Account id of who issued it; <c>system</c> for the demo's.</summary>
    public required string IssuedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> b)
    {
        b.ToTable("accounts");
        b.HasKey(x => x.Id);
    }
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> b)
    {
        b.ToTable("api_keys");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.KeyHash).IsUnique();
    }
}
