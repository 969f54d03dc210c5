using System.Security.Claims;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BenefitWorkflow.Ui;

/// <summary>
/// Looks once a minute whether the session behind an open page still goes on; where not, the page shows nothing any more. A page needs no
/// cookie once it is open, so the cookie's own check does not reach it.
/// </summary>
internal sealed class SessionWatch(ILoggerFactory loggers, AccountStore accounts, TimeProvider time) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        // Pages by an API key are one answer and never stay open.
        return user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && await accounts.FindAsync(id, cancellationToken) is { } account && CurrentActor.IsLive(user, account, time.GetUtcNow());
    }
}
