using System.Globalization;
using System.Security.Claims;

namespace BenefitWorkflow.Identity;

/// <summary>The signed-in account of a request, and the roles an endpoint demands (answered by <see cref="RoleRefusal"/>).</summary>
public static class CurrentActor
{
    /// <summary>However busy, a session ends half a day after sign-in.</summary>
    internal static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    /// <summary>A session that nobody uses ends after this pause, by request or on an open page.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromHours(8);

    // The account's stamp under which a session began, and when.
    private const string Stamp = "bw.stamp", Began = "bw.began";

    private const string Scopes = "bw.scopes";

    public static Actor Of(HttpContext http) => Of(http.User);

    public static Actor Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The request is not signed in."),
        user.FindFirstValue(ClaimTypes.Name) ?? "",
        user.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet()) { Scopes = RoleScope.Read(user.FindFirstValue(Scopes)) };

    /// <summary>The account as it acts through work that goes on without a request.</summary>
    internal static Actor Of(Account account) => new(account.Id, account.DisplayName, account.RoleKeys().ToHashSet()) { Scopes = RoleScope.Read(account.ScopesJson) };

    internal static ClaimsIdentity Identity(Account account, string scheme) => new(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.DisplayName),
            .. account.RoleKeys().Select(role => new Claim(ClaimTypes.Role, role)),
        ], scheme);

    /// <summary>Adds where the roles are held: for this request alone, since a cookie has no room for two hundred units.</summary>
    internal static ClaimsPrincipal WithScopes(ClaimsPrincipal user, Account account) =>
        account.ScopesJson is not { } scopes ? user : new ClaimsPrincipal(new ClaimsIdentity(user.Claims.Append(new Claim(Scopes, scopes)), user.Identity?.AuthenticationType));

    /// <summary>The account as a person's session carries it.</summary>
    internal static ClaimsIdentity Session(Account account, string scheme, DateTimeOffset now)
    {
        var identity = Identity(account, scheme);
        identity.AddClaims([new Claim(Stamp, account.SessionStamp), new Claim(Began, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))]);
        return identity;
    }

    /// <summary>What tells a session from another one of the same account; null where there is none, as with a key.</summary>
    internal static string? SessionText(ClaimsPrincipal user) =>
        user.FindFirstValue(Stamp) is { } stamp && user.FindFirstValue(Began) is { } began ? $"{stamp} {began} {Of(user).Id}" : null;

    /// <summary>The session again that <see cref="SessionText"/> told; null where it is not this account's, or of another stamp.</summary>
    internal static ClaimsPrincipal? SessionOf(string text, Account account, string scheme) =>
        text.Split(' ', 3) is [var stamp, var began, var id] && id == account.Id && stamp == account.SessionStamp && long.TryParse(began, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new ClaimsPrincipal(Session(account, scheme, DateTimeOffset.FromUnixTimeSeconds(seconds))) : null;

    /// <summary>True while a session may go on: its account works, has the roles and the stamp it began with, and it is not too old.</summary>
    internal static bool IsLive(ClaimsPrincipal user, Account account, DateTimeOffset now) =>
        user.FindFirstValue(Stamp) == account.SessionStamp
        && long.TryParse(user.FindFirstValue(Began), NumberStyles.None, CultureInfo.InvariantCulture, out var began) && now - DateTimeOffset.FromUnixTimeSeconds(began) < LongestSession
        && Of(user).Roles.SetEquals(account.RoleKeys());

    /// <summary>Refuses the request with 403 unless the account has one of the roles, before anything of its body is read.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder builder, params string[] roles) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(roles));
}
