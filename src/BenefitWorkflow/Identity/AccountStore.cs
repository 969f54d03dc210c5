using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Identity;

/// <summary>Accounts and API keys.</summary>
public sealed class AccountStore(BenefitStore store, TimeProvider time)
{
    private readonly PasswordHasher<Account> _hasher = new();

    internal LockOut LockOut { get; } = new(time);

    public async Task<bool> AnyAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Accounts.AnyAsync(ct);
    }

    /// <summary>Every account that may work.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken ct) => [.. (await ListAllAsync(ct)).Where(a => !a.Disabled)];

    /// <summary>Disabled ones too.</summary>
    public async Task<IReadOnlyList<Account>> ListAllAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Accounts.OrderBy(a => a.Id).ToListAsync(ct);
    }

    /// <summary>A person's account; one whose only role is the finance system's is a system's.</summary>
    /// <param name="password">Null: the account cannot sign in by password.</param>
    /// <returns>Null where it was created.</returns>
    public Task<Refusal?> CreateAccountAsync(string id, string displayName, IReadOnlyList<string> roles, string? password, CancellationToken ct) =>
        CreateAsync(id, displayName, roles, password, roles is [Roles.FinanceSystem], ct);

    /// <summary>A system's account, which signs in by API keys.</summary>
    /// <returns>Null where it was created.</returns>
    public Task<Refusal?> CreateSystemAsync(string id, string displayName, IReadOnlyList<string> roles, string? password, CancellationToken ct) =>
        CreateAsync(id, displayName, roles, password, isSystem: true, ct);

    private async Task<Refusal?> CreateAsync(string id, string displayName, IReadOnlyList<string> roles, string? password, bool isSystem, CancellationToken ct)
    {
        if (!IsId(id) || id == Actor.System.Id || id == Notices.Objection.Public)
            return new Refusal("account.id", "账号须为 2 至 64 位字母、数字或 - _ .。", "An account id has 2 to 64 letters, digits or - _ .");
        if (ChangeAccount.Check(roles, isSystem) is { } unfit) return unfit;
        if (isSystem && password is not null)
            return SystemHasNoPassword;
        if (string.IsNullOrWhiteSpace(displayName) || displayName.Length > ChangeAccount.LongestName) return ChangeAccount.NoName;
        if (password is not null && PasswordRules.Check(id, password) is { } weak) return weak;
        var account = new Account { Id = id, DisplayName = displayName, RoleList = string.Join(',', roles), PasswordHash = "", IsSystem = isSystem, CreatedAt = time.GetUtcNow() };
        if (password is not null) account.PasswordHash = _hasher.HashPassword(account, password);
        await using var transaction = await store.BeginWriteAsync(ct);
        if (await transaction.Db.Accounts.AnyAsync(a => a.Id == id, ct)) return new Refusal("account.exists", $"账号 {id} 已存在。", $"There is already an account {id}.");
        await transaction.InsertAsync(account, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>The key in plain text, shown this once; only its hash is stored. For tests and the demo's staff too, whom <see cref="IssueKeyAsync"/> refuses.</summary>
    /// <param name="issuedBy">Account id of who asked for it.</param>
    public async Task<string> CreateKeyAsync(string accountId, string label, string issuedBy, CancellationToken ct)
    {
        var key = "bw_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var transaction = await store.BeginWriteAsync(ct);
        await transaction.InsertAsync(new ApiKey
        {
            Id = await transaction.TakeNumbersAsync("api_keys", 1, ct), AccountId = accountId, Label = label, KeyHash = Hash(key), IssuedBy = issuedBy, CreatedAt = time.GetUtcNow(),
        }, ct);
        await transaction.CommitAsync(ct);
        return key;
    }

    /// <summary>The account's keys by age, revoked ones too; the keys themselves are not kept.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(string accountId, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.ApiKeys.Where(k => k.AccountId == accountId).OrderBy(k => k.Id).ToListAsync(ct);
    }

    /// <returns>False where there is no such key, or it was revoked before.</returns>
    public async Task<bool> RevokeKeyAsync(long id, CancellationToken ct)
    {
        await using var transaction = await store.BeginWriteAsync(ct);
        if (await transaction.Db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id && k.RevokedAt == null, ct) is not { } key) return false;
        key.RevokedAt = time.GetUtcNow();
        await transaction.UpdateAsync(key, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>A key for a system, asked for by an administrator: whoever has a person's key is that person to the history.</summary>
    public async Task<(string? Key, Refusal? Refusal)> IssueKeyAsync(string accountId, string label, string issuedBy, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(label)) return (null, new Refusal("account.key-label", "请填写密钥用途 label。", "Say in label what the key is for."));
        if (await FindAsync(accountId, ct) is not { } account) return (null, ManageAccounts.NotFound);
        if (!account.IsSystem)
            return (null, new Refusal("account.keys-for-systems-only", "密钥只能签发给系统账号；人员请用密码登录，系统请另建 system 账号。", "Keys are for systems only; people sign in by password, and a system gets an account of its own with system: true."));
        return (await CreateKeyAsync(accountId, label.Trim(), issuedBy, ct), null);
    }

    /// <summary>Loads, changes and writes an account.</summary>
    /// <param name="change">Whether anything changed, else nothing is written; and what it refuses.</param>
    /// <returns>Null where it was done.</returns>
    internal async Task<Refusal?> ChangeAsync(string id, Func<Account, (bool Changed, Refusal? Refusal)> change, CancellationToken ct)
    {
        if (!IsId(id)) return ManageAccounts.NotFound;
        await using var transaction = await store.BeginWriteAsync(ct);
        if (await transaction.Db.Accounts.FirstOrDefaultAsync(a => a.Id == id, ct) is not { } account) return ManageAccounts.NotFound;
        var (changed, refusal) = change(account);
        if (refusal is not null || !changed) return refusal;
        await transaction.UpdateAsync(account, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Ends every session of an account, open pages with it.</summary>
    public Task EndSessionsAsync(string id, CancellationToken ct) => ChangeAsync(id, account =>
    {
        account.EndSessions();
        return (true, null);
    }, ct);

    public async Task<Account?> FindByKeyAsync(string key, CancellationToken ct)
    {
        var hash = Hash(key);
        await using var db = store.Read();
        return await db.ApiKeys.Where(k => k.KeyHash == hash && k.RevokedAt == null)
            .Join(db.Accounts.Where(a => !a.Disabled), k => k.AccountId, a => a.Id, (_, a) => a).FirstOrDefaultAsync(ct);
    }

    public async Task<Account?> FindAsync(string id, CancellationToken ct)
    {
        if (!IsId(id)) return null;
        await using var db = store.Read();
        return await db.Accounts.FirstOrDefaultAsync(a => a.Id == id && !a.Disabled, ct);
    }

    /// <summary>
    /// The account, or why not; after five failures, none five minutes apart, an account is locked until five minutes after the last of them.
    /// Where the account has a second factor, its code is still to come.
    /// </summary>
    public async Task<(Account? Account, Refusal? Refusal)> SignInAsync(string id, string password, CancellationToken ct)
    {
        var wrong = new Refusal("identity.wrong-password", "账号或密码不正确。", "Account or password is wrong.");
        if (!IsId(id)) return (null, wrong);
        if (LockOut.Begin(id) is { } locked) return (null, locked);
        if (await FindAsync(id, ct) is not { } account || !IsPassword(account, password)) return (null, wrong);
        if (account.PasswordIsTemporary && time.GetUtcNow() - account.PasswordResetAt >= PasswordReset.Life) return (null, PasswordReset.Over);
        // With a second factor only its code forgets: who has the password alone must not guess codes for ever.
        if (account.SecondFactorCipher is null) LockOut.Forget(id);
        else LockOut.GiveBack(id);
        return (account, null);
    }

    /// <summary>Changes one's own password; every session of the account ends.</summary>
    /// <returns>Null where it was changed.</returns>
    public async Task<Refusal?> ChangePasswordAsync(string id, string password, string newPassword, CancellationToken ct)
    {
        if (PasswordRules.Check(id, newPassword) is { } weak) return weak;
        return await ChangeOwnAsync(id, password, account =>
        {
            LockOut.Forget(id);
            if (password == newPassword) return SamePassword;
            account.SetPassword(_hasher.HashPassword(account, newPassword));
            return null;
        }, ct);
    }

    /// <summary>Changes how a person signs in, who says the present password once more; a wrong one counts towards the lock-out.</summary>
    /// <param name="change">Null where it was made; what it refuses is not written.</param>
    internal async Task<Refusal?> ChangeOwnAsync(string id, string password, Func<Account, Refusal?> change, CancellationToken ct)
    {
        if (LockOut.Begin(id) is { } locked) return locked;
        await using var transaction = await store.BeginWriteAsync(ct);
        if (await transaction.Db.Accounts.FirstOrDefaultAsync(a => a.Id == id && !a.Disabled, ct) is not { } account || !IsPassword(account, password))
            return new Refusal("account.password-wrong", "原密码不正确。", "The present password is wrong.");
        LockOut.GiveBack(id);
        if (change(account) is { } refusal) return refusal;
        await transaction.UpdateAsync(account, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private bool IsPassword(Account account, string password) =>
        account.PasswordHash.Length > 0 && _hasher.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed;

    /// <summary>What can be an account's id. Asked before every look-up: a database may take trailing blanks for nothing.</summary>
    internal static bool IsId(string id) => id.Length is >= 2 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    internal static Refusal SystemHasNoPassword { get; } = new("account.system-password", "系统账号不设密码；请为其签发密钥。", "A system has no password; issue it a key.");

    internal static Refusal SamePassword { get; } = new("account.password-same", "新密码须与原密码不同。", "The new password must be another one.");

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
