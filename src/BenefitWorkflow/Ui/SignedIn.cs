using System.Security.Claims;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace BenefitWorkflow.Ui;

/// <summary>The account behind a page. A page may stay open for hours: every act asks how the account stands now.</summary>
internal sealed class SignedIn(AuthenticationStateProvider authentication, SessionState session, SessionTicket tickets, IJSRuntime js)
{
    /// <summary>As it was at sign-in; enough to decide what is shown.</summary>
    /// <exception cref="SessionEndedException">The session has ended: nothing more is read.</exception>
    public async Task<Actor> ShownAsync() => session.HasEnded ? throw new SessionEndedException() : CurrentActor.Of(await UserAsync());

    /// <summary>As it stands now; null where the session has ended, which the layout then tells. A session that the same person began in another tab counts.</summary>
    public async Task<Actor?> ActsAsync(CancellationToken ct)
    {
        if (await AccountAsync(ct) is { } account) return CurrentActor.Of(account);
        session.Refuse();
        return null;
    }

    /// <summary>Whether the page goes on, now that somebody says so.</summary>
    public async Task<bool> GoesOnAsync() => await AccountAsync(default) is not null;

    private async Task<Account?> AccountAsync(CancellationToken ct)
    {
        var user = await UserAsync();
        return await session.LiveAsync(user, ct) ?? await TakeAsync(user, ct);
    }

    /// <summary>Takes over the session that the browser's cookie has now; the page itself still carries the one it was opened with.</summary>
    private async Task<Account?> TakeAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id || await TicketAsync() is not { } ticket || await tickets.ReadAsync(ticket, id, ct) is not { } again) return null;
        session.Begin();
        var account = await session.LiveAsync(again, ct);
        if (account is not null && authentication is IHostEnvironmentAuthenticationStateProvider kept) kept.SetAuthenticationState(Task.FromResult(new AuthenticationState(again)));
        return account;
    }

    private async Task<string?> TicketAsync()
    {
        try
        {
            return await js.InvokeAsync<string?>("benefitWorkflow.session");
        }
        // The browser is gone, or there is none while a page is drawn beforehand.
        catch (Exception e) when (e is JSException or JSDisconnectedException or InvalidOperationException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<ClaimsPrincipal> UserAsync() => (await authentication.GetAuthenticationStateAsync()).User;
}
