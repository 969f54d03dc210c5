using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;

namespace BenefitWorkflow.Identity;

/// <summary>Accounts and keys, for administrators.</summary>
internal static class ManageAccounts
{
    public sealed record NewAccount(string? Id, string? DisplayName, IReadOnlyList<string>? Roles, string? Password)
    {
        public override string ToString() => $"{nameof(NewAccount)} {Id}";
    }

    public sealed record NewKey(string? Label);

    public static void Map(IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").RequireRoles(Roles.Administrator);
        accounts.MapGet("", async (AccountStore store, CancellationToken ct) =>
            TypedResults.Ok((await store.ListAsync(ct)).Select(a => new { a.Id, a.DisplayName, Roles = a.RoleList.Split(',') })));
        accounts.MapPost("", async (NewAccount request, AccountStore store, CancellationToken ct) =>
            await store.CreateAccountAsync(request.Id ?? "", request.DisplayName ?? "", request.Roles ?? [], request.Password, ct) is { } refusal
                ? Problems.Of(refusal)
                : TypedResults.Created($"/api/accounts/{request.Id}"));
        accounts.MapGet("/{id}/api-keys", async (string id, AccountStore store, CancellationToken ct) =>
            TypedResults.Ok((await store.ListKeysAsync(id, ct)).Select(k => new { k.Id, k.Label, k.CreatedAt, k.RevokedAt })));
        accounts.MapPost("/{id}/api-keys", async (string id, NewKey request, AccountStore store, CancellationToken ct) =>
        {
            if (string.IsNullOrWhiteSpace(request.Label))
                return Problems.Of(new Refusal("account.key-label", "请填写密钥用途 label。", "Say in label what the key is for."));
            return await store.FindAsync(id, ct) is null ? Problems.NotFound(NotFound) : TypedResults.Ok(new { Key = await store.CreateKeyAsync(id, request.Label, ct) });
        });
        accounts.MapDelete("/api-keys/{id:long}", async (long id, AccountStore store, CancellationToken ct) =>
            await store.RevokeKeyAsync(id, ct) ? Results.NoContent() : Problems.NotFound(NotFound));
    }

    private static Refusal NotFound { get; } = new("account.not-found", "没有该账号或密钥。", "There is no such account or key.");
}
