using System.Security.Claims;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Components.Authorization;

namespace BenefitWorkflow.Ui;

/// <summary>The account behind a page. A page may stay open for hours: every act asks how the account stands now.</summary>
internal sealed class SignedIn(AuthenticationStateProvider authentication, AccountStore accounts, TimeProvider time)
{
    /// <summary>As it was at sign-in; enough to decide what is shown.</summary>
    public async Task<Actor> ShownAsync() => CurrentActor.Of((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>As it stands now; null where the account was disabled or the session ended meanwhile.</summary>
    public async Task<Actor?> ActsAsync(CancellationToken ct)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        return user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && await accounts.FindAsync(id, ct) is { } account && CurrentActor.IsLive(user, account, time.GetUtcNow())
            ? CurrentActor.Of(account) : null;
    }
}
