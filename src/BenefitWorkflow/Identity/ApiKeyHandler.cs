using System.Security.Claims;
using System.Text.Encodings.Web;
using BenefitWorkflow.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BenefitWorkflow.Identity;

/// <summary>Signs a request in by its X-Api-Key header.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccountStore accounts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey", Header = "X-Api-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header].ToString() is not { Length: > 0 } key) return AuthenticateResult.NoResult();
        return await accounts.FindByKeyAsync(key, Context.RequestAborted) is { } account
            ? AuthenticateResult.Success(new AuthenticationTicket(CurrentActor.WithScopes(new ClaimsPrincipal(CurrentActor.Identity(account, Scheme.Name)), account), Scheme.Name))
            : AuthenticateResult.Fail("The API key is unknown or revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.Of(Problems.SignInRequired, StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
}
