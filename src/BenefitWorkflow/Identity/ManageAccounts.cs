using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;

namespace BenefitWorkflow.Identity;

/// <summary>Accounts and keys, for administrators.</summary>
internal static class ManageAccounts
{
    /// <param name="System">True: a system's account, which gets API keys instead of a password.</param>
    public sealed record NewAccount(string? Id = null, string? DisplayName = null, IReadOnlyList<string>? Roles = null, string? Password = null, bool System = false)
    {
        public override string ToString() => $"{nameof(NewAccount)} {Id}";
    }

    public sealed record NewKey(string? Label = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").RequireRoles(Roles.Administrator);
        accounts.MapGet("", async (AccountStore store, CancellationToken ct) => TypedResults.Ok((await store.ListAllAsync(ct)).Select(a => new
        {
            a.Id, a.DisplayName, Roles = a.RoleKeys(), Scopes = RoleScope.Read(a.ScopesJson), a.ScopesChangedBy, a.ScopesChangedAt, a.Email, a.IsSystem, SecondFactor = a.SecondFactorCipher is not null, a.SecondFactorResetBy, a.SecondFactorResetAt, a.PasswordIsTemporary, a.PasswordResetBy, a.PasswordResetAt, a.Disabled, a.DisabledChangedBy, a.DisabledChangedAt,
        })));
        accounts.MapPost("", CreateAsync);
        ChangeAccount.Map(api, accounts);
        accounts.MapDelete("/{id}/second-factor", async (string id, SecondFactor factor, HttpContext http, CancellationToken ct) =>
            await factor.ResetAsync(id, CurrentActor.Of(http), ct) is not { } refusal ? Results.NoContent() : refusal == NotFound ? Problems.NotFound(NotFound) : Problems.Of(refusal));
        PasswordReset.Map(accounts);
        accounts.MapGet("/{id}/api-keys", async (string id, AccountStore store, CancellationToken ct) =>
            TypedResults.Ok((await store.ListKeysAsync(id, ct)).Select(k => new { k.Id, k.Label, k.IssuedBy, k.CreatedAt, k.RevokedAt })));
        accounts.MapPost("/{id}/api-keys", IssueAsync);
        accounts.MapDelete("/api-keys/{id:long}", async (long id, AccountStore store, CancellationToken ct) =>
            await store.RevokeKeyAsync(id, ct) ? Results.NoContent() : Problems.NotFound(NotFound));
    }

    private static async Task<IResult> CreateAsync(NewAccount request, AccountStore store, CancellationToken ct)
    {
        var (id, name, roles) = (request.Id ?? "", request.DisplayName ?? "", request.Roles ?? []);
        var refusal = request.System ? await store.CreateSystemAsync(id, name, roles, request.Password, ct) : await store.CreateAccountAsync(id, name, roles, request.Password, ct);
        return refusal is null ? TypedResults.Created($"/api/accounts/{request.Id}") : Problems.Of(refusal);
    }

    private static async Task<IResult> IssueAsync(string id, NewKey request, AccountStore store, HttpContext http, CancellationToken ct)
    {
        var (key, refusal) = await store.IssueKeyAsync(id, request.Label ?? "", CurrentActor.Of(http).Id, ct);
        return refusal is null ? TypedResults.Ok(new { Key = key }) : refusal == NotFound ? Problems.NotFound(NotFound) : Problems.Of(refusal);
    }

    internal static Refusal Own { get; } = new("account.own", "不得停用、启用、限定、重设自己的账号或变更自己的角色；请由另一管理员办理。", "Nobody disables, enables, limits or resets their own account or changes its roles; another administrator must.");

    internal static Refusal NotFound { get; } = new("account.not-found", "没有该账号或密钥。", "There is no such account or key.");
}
