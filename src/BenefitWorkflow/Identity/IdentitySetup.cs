using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace BenefitWorkflow.Identity;

public static class IdentitySetup
{
    private const string Either = "CookieOrKey";

    public static IServiceCollection AddIdentity(this IServiceCollection services, string dataFolder, IConfiguration configuration)
    {
        var openId = OpenIdSettings.Read(configuration);
        services.AddSingleton(openId).AddSingleton<AccountStore>().AddSingleton<SecondFactor>().AddSingleton<PasswordReset>().AddSingleton<SessionTicket>().AddSingleton<ChangeAccount>().AddSingleton<FirstRun>();
        services.AddDataProtection().SetApplicationName("BenefitWorkflow").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "cookie-keys")));
        services.AddAntiforgery();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, o => o.ForwardDefaultSelector = http =>
                http.Request.Headers.ContainsKey(ApiKeyHandler.Header) || http.Request.Path.StartsWithSegments("/api") && !http.Request.Cookies.ContainsKey("bw.session")
                    ? ApiKeyHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(o =>
            {
                o.Cookie.Name = "bw.session";
                o.Cookie.SameSite = SameSiteMode.Strict;
                o.LoginPath = "/sign-in";
                o.ReturnUrlParameter = "returnUrl";
                o.ExpireTimeSpan = CurrentActor.LongestPause;
                o.Events.OnValidatePrincipal = AsTheAccountStandsAsync;
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddOpenId(openId);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RoleRefusal>();
        // Closed unless an endpoint says otherwise.
        services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>A session ends with the next request once its account is disabled, has other roles, another password or another second factor.</summary>
    private static async Task AsTheAccountStandsAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountStore>();
        var id = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (id is not null && await accounts.FindAsync(id, context.HttpContext.RequestAborted) is { } account
            && CurrentActor.IsLive(context.Principal!, account, context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()))
        {
            context.ReplacePrincipal(CurrentActor.WithScopes(context.Principal!, account));
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>Until there is an account, every page leads to the set-up.</summary>
    public static void UseFirstRun(this WebApplication app) => app.Use((http, next) =>
    {
        if (!http.RequestServices.GetRequiredService<FirstRun>().IsPending || http.Request.Path.StartsWithSegments("/setup") || http.Request.Path.StartsWithSegments("/health")
            || http.Request.Path.StartsWithSegments("/api")) return next(http);
        http.Response.Redirect("/setup");
        return Task.CompletedTask;
    });

    public static void MapIdentity(this IEndpointRouteBuilder api) => ManageAccounts.Map(api);

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        SignInPages.Map(app);
        SessionTicket.Map(app);
        OpenIdSignIn.Map(app, app.ServiceProvider.GetRequiredService<OpenIdSettings>());
    }
}
