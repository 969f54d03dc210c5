using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace BenefitWorkflow.Identity;

/// <summary>
/// How an open page whose session ended comes to the one that began in another tab: the browser fetches a ticket with its cookie and hands it to the page,
/// which takes it for the same account alone. It is worth nothing a minute later, or once the account's stamp has changed.
/// </summary>
internal sealed class SessionTicket(IDataProtectionProvider protection, AccountStore accounts, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _tickets = protection.CreateProtector("open-page.session").ToTimeLimitedDataProtector();

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/sign-in/session", (HttpContext http, SessionTicket tickets) =>
    {
        http.Response.Headers.CacheControl = "no-store";
        return tickets.Of(http.User) is { } ticket ? Results.Text(ticket) : Results.NoContent();
    }).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Null where the request has no session: nobody, or a key.</summary>
    private string? Of(ClaimsPrincipal user) => CurrentActor.SessionText(user) is { } session ? _tickets.Protect(session, Life) : null;

    /// <summary>The session of a ticket; null where it is forged, too old, over, or somebody else's.</summary>
    /// <param name="account">Id of the account whose page it is.</param>
    public async Task<ClaimsPrincipal?> ReadAsync(string ticket, string account, CancellationToken ct)
    {
        string said;
        try
        {
            said = _tickets.Unprotect(ticket);
        }
        catch (CryptographicException)
        {
            return null;
        }
        if (await accounts.FindAsync(account, ct) is not { } found || CurrentActor.SessionOf(said, found, CookieAuthenticationDefaults.AuthenticationScheme) is not { } user) return null;
        return CurrentActor.IsLive(user, found, time.GetUtcNow()) ? CurrentActor.WithScopes(user, found) : null;
    }
}
