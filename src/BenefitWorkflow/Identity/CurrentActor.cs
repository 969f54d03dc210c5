using System.Security.Claims;

namespace BenefitWorkflow.Identity;

/// <summary>The signed-in account of a request, and the roles an endpoint demands (answered by <see cref="RoleRefusal"/>).</summary>
public static class CurrentActor
{
    /// <summary>Claim with the <see cref="Account.SessionStamp"/> under which a session began.</summary>
    internal const string Stamp = "bw.stamp";

    public static Actor Of(HttpContext http) => Of(http.User);

    public static Actor Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The request is not signed in."),
        user.FindFirstValue(ClaimTypes.Name) ?? "",
        user.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet());

    /// <summary>The account as it acts through work that goes on without a request.</summary>
    internal static Actor Of(Account account) => new(account.Id, account.DisplayName, account.RoleKeys().ToHashSet());

    internal static ClaimsIdentity Identity(Account account, string scheme) => new(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.DisplayName), new Claim(Stamp, account.SessionStamp),
            .. account.RoleKeys().Select(role => new Claim(ClaimTypes.Role, role)),
        ], scheme);

    /// <summary>Refuses the request with 403 unless the account has one of the roles, before anything of its body is read.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder builder, params string[] roles) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(roles));
}
