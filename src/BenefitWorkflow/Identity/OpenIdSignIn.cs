using System.Security.Claims;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BenefitWorkflow.Identity;

/// <summary>Settings of the section <c>Identity:OpenId</c>; without an authority nobody signs in this way.</summary>
public sealed class OpenIdSettings
{
    /// <summary>Issuer's address, whose <c>/.well-known/openid-configuration</c> is read (OpenID Connect Discovery 1.0, 4). Null: off.</summary>
    public string? Authority { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Null: a public client, protected by PKCE (RFC 7636) alone.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Claim of the id token that names the account here; default <c>preferred_username</c>.</summary>
    public string AccountClaim { get; init; } = "preferred_username";

    /// <summary>As the button names it; default 统一身份认证.</summary>
    public string Name { get; init; } = "统一身份认证 Single sign-on";

    /// <exception cref="InvalidDataException">What is set cannot work; says which setting and what to do.</exception>
    internal static OpenIdSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Identity:OpenId").Get<OpenIdSettings>() ?? new();
        if (string.IsNullOrWhiteSpace(settings.Authority)) return new();
        // Tokens go over this connection: in the clear only on the machine itself.
        if (!Uri.TryCreate(settings.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !(authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
            throw new InvalidDataException($"Identity:OpenId:Authority “{settings.Authority}” 不是 https 地址；请更正。 / Identity:OpenId:Authority '{settings.Authority}' is no https address; correct it.");
        if (string.IsNullOrWhiteSpace(settings.ClientId))
            throw new InvalidDataException("缺少 Identity:OpenId:ClientId；请填写在身份提供方登记的客户端标识。 / Identity:OpenId:ClientId is missing; give the client id registered with the provider.");
        return settings;
    }

    internal bool IsOn => Authority is not null;
}

/// <summary>
/// Sign-in by an OpenID Connect provider (authorization code with PKCE). The provider says who somebody is; account, roles and scopes stay here,
/// so that whoever has no account gets none. A second factor that the account has is asked for all the same.
/// </summary>
internal static partial class OpenIdSignIn
{
    public const string Scheme = "OpenId", Start = "/sign-in/openid", Callback = "/sign-in/openid/done";

    private const string Back = "bw.return";

    public static AuthenticationBuilder AddOpenId(this AuthenticationBuilder authentication, OpenIdSettings settings)
    {
        if (!settings.IsOn) return authentication;
        return authentication.AddOpenIdConnect(Scheme, o =>
        {
            (o.Authority, o.ClientId, o.ClientSecret) = (settings.Authority, settings.ClientId, settings.ClientSecret);
            o.RequireHttpsMetadata = !new Uri(settings.Authority!).IsLoopback;
            (o.ResponseType, o.ResponseMode, o.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
            (o.MapInboundClaims, o.SaveTokens, o.GetClaimsFromUserInfoEndpoint) = (false, false, false);
            o.CallbackPath = Callback;
            o.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            // The provider leads back by a link, so lax is enough, and works without https on the machine itself.
            (o.CorrelationCookie.SameSite, o.NonceCookie.SameSite) = (SameSiteMode.Lax, SameSiteMode.Lax);
            (o.CorrelationCookie.SecurePolicy, o.NonceCookie.SecurePolicy) = (CookieSecurePolicy.SameAsRequest, CookieSecurePolicy.SameAsRequest);
            o.Events.OnTicketReceived = EnterAsync;
            o.Events.OnRemoteFailure = FailAsync;
        });
    }

    public static void Map(IEndpointRouteBuilder app, OpenIdSettings settings)
    {
        if (!settings.IsOn) return;
        app.MapGet(Start, StartAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task StartAsync(HttpContext http, string? returnUrl)
    {
        try
        {
            await http.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = "/", Items = { [Back] = LocalPath.Of(returnUrl) } });
        }
#pragma warning disable CA1031 // Whatever keeps the provider's description from being read: the reader is told that signing in failed.
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
#pragma warning restore CA1031
        {
            await FailedAsync(http, e);
        }
    }

    private static async Task EnterAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var claim = services.GetRequiredService<OpenIdSettings>().AccountClaim;
        var back = LocalPath.Of(context.Properties?.Items.TryGetValue(Back, out var path) == true ? path : null);
        context.HandleResponse();
        var account = context.Principal?.FindFirstValue(claim) is { } id ? await services.GetRequiredService<AccountStore>().FindAsync(id, context.HttpContext.RequestAborted) : null;
        if (account is null or { IsSystem: true })
        {
            // Without the claim's value: it is a person's name somewhere else.
            LogNoAccount(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OpenIdSignIn)), claim);
            await SignInPages.Page("登录 Sign in", NoAccount, "<p><a href=/sign-in>返回 Back</a></p>", StatusCodes.Status403Forbidden).ExecuteAsync(context.HttpContext);
            return;
        }
        await (await SignInPages.EnterFromElsewhereAsync(context.HttpContext, account, back)).ExecuteAsync(context.HttpContext);
    }

    private static Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        return FailedAsync(context.HttpContext, context.Failure);
    }

    private static Task FailedAsync(HttpContext http, Exception? why)
    {
        // By its kind alone: the message may quote what the provider sent.
        LogFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OpenIdSignIn)), why?.GetType().Name ?? "");
        return SignInPages.Page("登录 Sign in", Failed, "<p><a href=/sign-in>返回 Back</a></p>", StatusCodes.Status502BadGateway).ExecuteAsync(http);
    }

    internal static Refusal NoAccount { get; } = new("identity.openid-no-account",
        "您已通过身份认证，但在本系统没有可用账号；请联系管理员。", "You are known to the provider, but have no account here that may work; ask an administrator.");

    internal static Refusal Failed { get; } = new("identity.openid-failed",
        "身份提供方未完成认证，或登录已超时；请重新登录，仍不成功请联系管理员。", "The provider did not finish signing you in, or it took too long; try again, and tell an administrator if it goes on.");

    [LoggerMessage(EventId = 2410, Level = LogLevel.Warning, Message = "Somebody the provider knows has no account: claim {Claim} is missing or names none")]
    private static partial void LogNoAccount(ILogger logger, string claim);

    [LoggerMessage(EventId = 2411, Level = LogLevel.Warning, Message = "Sign-in by OpenID Connect failed: {Exception}")]
    private static partial void LogFailed(ILogger logger, string exception);
}
