using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using Microsoft.AspNetCore.Identity;

namespace BenefitWorkflow.Identity;

/// <summary>
/// POST /api/accounts/{id}/password-reset: a temporary password for who forgot theirs. It is shown once, holds for a day and leads to nothing but
/// the choice of an own one; a second factor is asked for as before. Who reset it and when stays on the account, since whoever has a person's
/// password could act in their name: the old one stops working, so the person notices.
/// </summary>
internal sealed class PasswordReset(AccountStore accounts, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    // Without letters and digits that are read for one another.
    private const string Signs = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";
    private const int Length = 16;

    private readonly PasswordHasher<Account> _hasher = new();

    internal static void Map(IEndpointRouteBuilder accounts) =>
        accounts.MapPost("/{id}/password-reset", async (string id, PasswordReset reset, HttpContext http, CancellationToken ct) =>
        {
            var (password, refusal) = await reset.RunAsync(id, CurrentActor.Of(http), ct);
            http.Response.Headers.CacheControl = "no-store";
            return refusal is null ? TypedResults.Ok(new { Password = password }) : refusal == ManageAccounts.NotFound ? Http.Problems.NotFound(refusal) : Http.Problems.Of(refusal);
        });

    public async Task<(string? Password, Refusal? Refusal)> RunAsync(string id, Actor by, CancellationToken ct)
    {
        if (RoleRefusal.Unless(by, [Roles.Administrator]) is { } lacking) return (null, lacking);
        if (id == by.Id) return (null, ManageAccounts.Own);
        var password = RandomNumberGenerator.GetString(Signs, Length);
        var refusal = await accounts.ChangeAsync(id, account =>
        {
            if (account.IsSystem) return (false, AccountStore.SystemHasNoPassword);
            account.ResetPassword(_hasher.HashPassword(account, password), by.Id, time.GetUtcNow());
            return (true, null);
        }, ct);
        return refusal is null ? (password, null) : (null, refusal);
    }

    /// <summary>The person's own password in the place of the temporary one; every session of the account ends.</summary>
    /// <param name="stamp">Of the account when the temporary one was given.</param>
    /// <returns>The account as it is then, or why not.</returns>
    public async Task<(Account? Account, Refusal? Refusal)> ReplaceAsync(string id, string stamp, string password, CancellationToken ct)
    {
        if (PasswordRules.Check(id, password) is { } weak) return (null, weak);
        var refusal = await accounts.ChangeAsync(id, account =>
        {
            if (account.Disabled || !account.PasswordIsTemporary || account.SessionStamp != stamp) return (false, SignInPages.TooLate);
            if (_hasher.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed) return (false, AccountStore.SamePassword);
            account.SetPassword(_hasher.HashPassword(account, password));
            return (true, null);
        }, ct);
        return refusal is null ? (await accounts.FindAsync(id, ct), null) : (null, refusal);
    }

    internal static Refusal Over { get; } = new("identity.temporary-password-over", "临时密码已超过 24 小时；请管理员重新签发。", "The temporary password is older than 24 hours; ask an administrator for another.");
}
