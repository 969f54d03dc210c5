using System.Net.Mail;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Ui;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Identity;

/// <summary>
/// PUT /api/accounts/{id}/roles, /scopes, /name and /email, POST .../disable and .../enable: somebody moves desks, takes another name or leaves
/// and keeps their account, so that history names one person. Roles are checked as at creation, sessions end with what somebody may do, and
/// where a role is no longer held its limits vanish with it. Every change is kept with who and when.
/// </summary>
internal sealed class ChangeAccount(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    public const int LongestName = 60, LongestEmail = 254;

    /// <summary>So many changes of an account are read, newest first.</summary>
    public const int MostRead = 200;

    /// <summary>What <see cref="AccountChangeKind.State"/> goes between.</summary>
    public const string Active = "active", Disabled = "disabled";

    public sealed record NewRoles(IReadOnlyList<string>? Roles = null);

    public sealed record NewName(string? DisplayName = null)
    {
        public override string ToString() => nameof(NewName);
    }

    /// <param name="Email">Null or empty: none.</param>
    public sealed record NewEmail(string? Email = null)
    {
        public override string ToString() => nameof(NewEmail);
    }

    /// <param name="Scopes">By role; a role that is not there is held everywhere.</param>
    public sealed record NewScopes(IReadOnlyDictionary<string, RoleScope?>? Scopes = null);

    /// <param name="api">For what auditors may read.</param>
    /// <param name="accounts">The administrators'.</param>
    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder accounts)
    {
        accounts.MapPut("/{id}/roles", async (string id, NewRoles request, ChangeAccount useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.SetRolesAsync(CurrentActor.Of(http), id, request.Roles ?? [], ct)));
        accounts.MapPut("/{id}/name", async (string id, NewName request, ChangeAccount useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.RenameAsync(CurrentActor.Of(http), id, request.DisplayName ?? "", ct)));
        accounts.MapPut("/{id}/email", async (string id, NewEmail request, ChangeAccount useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.SetEmailAsync(CurrentActor.Of(http), id, request.Email, ct)));
        accounts.MapPut("/{id}/scopes", async (string id, NewScopes request, ChangeAccount useCase, HttpContext http, CancellationToken ct) =>
            Answer(await useCase.SetScopesAsync(CurrentActor.Of(http), id, request.Scopes ?? new Dictionary<string, RoleScope?>(), ct)));
        accounts.MapPost("/{id}/disable", async (string id, ChangeAccount useCase, HttpContext http, CancellationToken ct) => Answer(await useCase.SetDisabledAsync(CurrentActor.Of(http), id, true, ct)));
        accounts.MapPost("/{id}/enable", async (string id, ChangeAccount useCase, HttpContext http, CancellationToken ct) => Answer(await useCase.SetDisabledAsync(CurrentActor.Of(http), id, false, ct)));
        api.MapGet("/accounts/{id}/changes", async (string id, ChangeAccount useCase, HttpContext http, CancellationToken ct) =>
        {
            // Where somebody is written to is no auditor's business, that it was changed is.
            var whole = CurrentActor.Of(http).Is(Roles.Administrator);
            return TypedResults.Ok((await useCase.HistoryAsync(id, ct)).Select(c => (Change: c, Told: whole || c.Kind != AccountChangeKind.Email))
                .Select(c => new { c.Change.Id, c.Change.Kind, Before = c.Told ? c.Change.Before : null, After = c.Told ? c.Change.After : null, c.Change.By, c.Change.At }));
        }).RequireRoles(Roles.Administrator, Roles.Auditor);
    }

    /// <returns>Null where it has them now, or had them before.</returns>
    public Task<Refusal?> SetRolesAsync(Actor by, string id, IReadOnlyList<string> roles, CancellationToken ct) => ChangeAsync(by, id, AccountChangeKind.Roles, async (account, db) =>
    {
        // Their own too: else somebody with the administrator's role could give themselves all others, or leave the service without one.
        if (by.Id == id) return (null, ManageAccounts.Own);
        string[] wanted = [.. roles.Distinct(StringComparer.Ordinal)];
        if (Check(wanted, account.IsSystem) is { } refusal) return (null, refusal);
        if (wanted.ToHashSet(StringComparer.Ordinal).SetEquals(account.RoleKeys())) return (null, null);
        if (!wanted.Contains(Roles.Administrator) && await IsLastAdministratorAsync(account, db, ct)) return (null, LastAdministrator);
        var before = account.RoleList;
        account.SetRoles(wanted);
        return ((before, account.RoleList), null);
    }, ct);

    /// <returns>Null where it is called so now, or was before.</returns>
    public Task<Refusal?> RenameAsync(Actor by, string id, string name, CancellationToken ct) => ChangeAsync(by, id, AccountChangeKind.DisplayName, (account, _) =>
    {
        var (before, wanted) = (account.DisplayName, name.Trim());
        if (wanted.Length is 0 or > LongestName) return Nothing(NoName);
        if (wanted == before) return Nothing();
        account.DisplayName = wanted;
        return Changed(before, wanted);
    }, ct);

    /// <summary>Disables or enables an account; its sessions end for good.</summary>
    /// <returns>Null where it is so now, or was before.</returns>
    public Task<Refusal?> SetDisabledAsync(Actor by, string id, bool disabled, CancellationToken ct) => ChangeAsync(by, id, AccountChangeKind.State, async (account, db) =>
    {
        if (by.Id == id) return (null, ManageAccounts.Own);
        if (account.Disabled == disabled) return (null, null);
        if (disabled && await IsLastAdministratorAsync(account, db, ct)) return (null, LastAdministrator);
        account.SetDisabled(disabled, by.Id, time.GetUtcNow());
        return (disabled ? (Active, Disabled) : (Disabled, Active), null);
    }, ct);

    /// <summary>Limits an account's roles to programmes and units; its sessions end.</summary>
    /// <param name="scopes">By role; a role that is not there is held everywhere.</param>
    /// <returns>Null where it was set, or was so already.</returns>
    public Task<Refusal?> SetScopesAsync(Actor by, string id, IReadOnlyDictionary<string, RoleScope?> scopes, CancellationToken ct) => ChangeAsync(by, id, AccountChangeKind.Scopes, (account, _) =>
    {
        if (by.Id == id) return Nothing(ManageAccounts.Own);
        var (tidy, refusal) = RoleScope.Check(scopes, account.RoleKeys(), catalog);
        var before = account.ScopesJson;
        if (refusal is not null || RoleScope.Write(tidy) == before) return Nothing(refusal);
        account.SetScopes(tidy, by.Id, time.GetUtcNow());
        return Changed(before ?? "", account.ScopesJson ?? "");
    }, ct);

    /// <summary>An administrator's act, or everybody's own.</summary>
    /// <param name="email">Null or empty: none.</param>
    /// <returns>Null where it was set, or was so already.</returns>
    public Task<Refusal?> SetEmailAsync(Actor by, string id, string? email, CancellationToken ct)
    {
        var address = string.IsNullOrWhiteSpace(email) ? null : email.Trim();
        // A plain address: a display name or a list would be sent to more than one, or to another than it seems.
        if (address is not null && (address.Length > LongestEmail || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !MailAddress.TryCreate(address, out var parsed) || parsed.Address != address))
            return Task.FromResult<Refusal?>(new Refusal("account.email", "邮箱地址不正确；请更正，或留空。", "The e-mail address is not one; correct it or leave it out."));
        return ChangeAsync(by, id, AccountChangeKind.Email, (account, _) =>
        {
            var before = account.Email;
            if (before == address) return Nothing();
            account.SetEmail(address);
            return Changed(before ?? "", address ?? "");
        }, ct);
    }

    /// <summary>What was changed of an account, newest first; at most <see cref="MostRead"/>.</summary>
    public async Task<IReadOnlyList<AccountChange>> HistoryAsync(string id, CancellationToken ct)
    {
        if (!AccountStore.IsId(id)) return [];
        await using var db = store.Read();
        return await db.AccountChanges.Where(c => c.AccountId == id).OrderByDescending(c => c.Id).Take(MostRead).ToListAsync(ct);
    }

    /// <summary>Whether an account may have these roles.</summary>
    internal static Refusal? Check(IReadOnlyList<string> roles, bool isSystem)
    {
        if (roles.Count == 0 || roles.Any(r => !Roles.Assignable.Contains(r)))
            return new Refusal("account.roles", $"请选择角色：{string.Join("、", Roles.Assignable.Select(r => $"{Words.RoleNames(r).Zh}（{r}）"))}。", $"Choose roles from: {string.Join(", ", Roles.Assignable.Select(r => $"{Words.RoleNames(r).En} ({r})"))}.");
        if (roles.Contains(Roles.Administrator) && roles.Contains(Roles.Auditor))
            return new Refusal("account.administrator-is-auditor", "管理员不得兼任审计员。", "An administrator may not be an auditor.");
        if (isSystem && roles.Any(r => !Roles.OfSystems.Contains(r)))
            return new Refusal("account.system-roles", $"系统账号只能有以下角色：{string.Join("、", Roles.OfSystems)}；决定须由人作出。", $"A system has only the roles {string.Join(", ", Roles.OfSystems)}; people decide.");
        return null;
    }

    internal static Refusal NoName { get; } = new("account.display-name", "请填写姓名 displayName，不超过 60 字。", "Give the person's name in displayName, at most 60 characters.");

    private static Refusal LastAdministrator { get; } = new("account.last-administrator", "这是最后一个可用的管理员账号；请先让另一账号任管理员。", "This is the last administrator at work; make another account an administrator first.");

    private static async Task<bool> IsLastAdministratorAsync(Account account, BenefitDb db, CancellationToken ct) =>
        account is { Disabled: false } && account.RoleKeys().Contains(Roles.Administrator)
        && !(await db.Accounts.Where(a => a.Id != account.Id && !a.Disabled).Select(a => a.RoleList).ToListAsync(ct)).Exists(list => list.Split(',').Contains(Roles.Administrator));

    private static Task<((string Before, string After)? Change, Refusal? Refusal)> Changed(string before, string after) => Task.FromResult<((string, string)?, Refusal?)>(((before, after), null));

    private static Task<((string Before, string After)? Change, Refusal? Refusal)> Nothing(Refusal? refusal = null) => Task.FromResult<((string, string)?, Refusal?)>((null, refusal));

    private async Task<Refusal?> ChangeAsync(Actor by, string id, AccountChangeKind kind, Func<Account, BenefitDb, Task<((string Before, string After)? Change, Refusal? Refusal)>> change, CancellationToken ct)
    {
        // Their own address only.
        if (!(kind == AccountChangeKind.Email && by.Id == id) && RoleRefusal.Unless(by, [Roles.Administrator]) is { } lacking) return lacking;
        if (!AccountStore.IsId(id)) return ManageAccounts.NotFound;
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.Accounts.FirstOrDefaultAsync(a => a.Id == id, ct) is not { } account) return ManageAccounts.NotFound;
        var (changed, refusal) = await change(account, tx.Db);
        if (changed is not var (before, after)) return refusal;
        await tx.UpdateAsync(account, ct);
        await tx.InsertAsync(new AccountChange { Id = await tx.TakeNumbersAsync(AccountChange.Sequence, 1, ct), AccountId = id, Kind = kind, Before = before, After = after, By = by.Id, At = time.GetUtcNow() }, ct);
        await tx.CommitAsync(ct);
        return null;
    }

    private static IResult Answer(Refusal? refusal) =>
        refusal is null ? Results.NoContent() : refusal == ManageAccounts.NotFound ? Problems.NotFound(refusal) : Problems.Of(refusal);
}
