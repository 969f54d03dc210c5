using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace BenefitWorkflow.Identity;

/// <summary>
/// Codes of an authenticator app beside the password (TOTP, RFC 6238: SHA-1, six digits, thirty seconds, one step of drift either way). No code
/// counts twice. Wrong codes count towards the lock-out like wrong passwords.
/// </summary>
public sealed class SecondFactor(BenefitStore store, AccountStore accounts, Protector protector, TimeProvider time)
{
    private const int SecretLength = 20;

    private static readonly VerificationWindow Drift = new(previous: 1, future: 1);

    /// <summary>A new secret in base 32, to be shown once and confirmed by a code; nothing is stored yet.</summary>
    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretLength));

    /// <summary>What an authenticator app reads from a QR code.</summary>
    public static string Uri(string account, string secret) => new OtpUri(OtpType.Totp, secret, account, "BenefitWorkflow").ToString();

    /// <summary>Turns the second factor on; every session of the account ends.</summary>
    /// <returns>Null where it is on.</returns>
    public Task<Refusal?> TurnOnAsync(string id, string password, string secret, string code, CancellationToken ct) => accounts.ChangeOwnAsync(id, password, account =>
    {
        if (account.SecondFactorCipher is not null) return new Refusal("identity.code-on", "双重验证已启用；更换前请先停用。", "A second factor is on already; turn it off before another.");
        if (Step(Base32Encoding.ToBytes(secret), code) is not { } step) return Wrong;
        account.SetSecondFactor(protector.Encrypt(secret), step, time.GetUtcNow());
        return null;
    }, ct);

    /// <summary>Turns one's own second factor off; every session of the account ends.</summary>
    public Task<Refusal?> TurnOffAsync(string id, string password, CancellationToken ct) => accounts.ChangeOwnAsync(id, password, account =>
    {
        account.SetSecondFactor(null, null, time.GetUtcNow());
        return null;
    }, ct);

    /// <summary>An administrator turns another's off, whose phone is lost; every session of the account ends.</summary>
    /// <param name="by">The administrator.</param>
    public async Task<Refusal?> ResetAsync(string id, Actor by, CancellationToken ct)
    {
        if (RoleRefusal.Unless(by, [Roles.Administrator]) is { } lacking) return lacking;
        if (id == by.Id) return ManageAccounts.Own;
        return await accounts.ChangeAsync(id, account =>
        {
            account.ResetSecondFactor(by.Id, time.GetUtcNow());
            return (true, null);
        }, ct);
    }

    /// <summary>Takes a code at sign-in, once.</summary>
    /// <returns>Null where it is right.</returns>
    public async Task<Refusal?> TakeAsync(string id, string code, CancellationToken ct)
    {
        if (accounts.LockOut.Begin(id) is { } locked) return locked;
        await using var transaction = await store.BeginWriteAsync(ct);
        if (await transaction.Db.Accounts.FirstOrDefaultAsync(a => a.Id == id && !a.Disabled, ct) is not { SecondFactorCipher: { } cipher } account
            || Step(Base32Encoding.ToBytes(protector.Decrypt(cipher)), code) is not { } step || step <= account.SecondFactorStep)
            return Wrong;
        account.UseSecondFactor(step);
        await transaction.UpdateAsync(account, ct);
        await transaction.CommitAsync(ct);
        accounts.LockOut.Forget(id);
        return null;
    }

    private long? Step(byte[] secret, string code) =>
        new Totp(secret).VerifyTotp(time.GetUtcNow().UtcDateTime, new string([.. code.Where(char.IsAsciiDigit)]), out var step, Drift) ? step : null;

    private static Refusal Wrong { get; } = new("identity.wrong-code", "验证码不正确或已用过；请输入新的验证码，并核对手机时间。", "The code is wrong or was used; take the next one, and check the phone's clock.");
}
