using System.Security.Claims;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Ui;

/// <summary>
/// Whether the session behind an open page still goes on. Where it does not, the page stays with what was typed, but reads and does nothing more
/// until the same person has signed in again in another tab.
/// </summary>
internal sealed class SessionState(AccountStore accounts, TimeProvider time)
{
    private DateTimeOffset _used = time.GetUtcNow();
    private bool _idle;

    public bool HasEnded { get; private set; }

    /// <summary>How often somebody tried to act in vain, so that each time is told anew.</summary>
    public int Refused { get; private set; }

    /// <summary>It ended, or goes on again; not always told within the page's own turn.</summary>
    public event Action? Changed;

    /// <summary>Somebody used the page. Whoever comes back after too long a pause uses nothing any more.</summary>
    public void Use()
    {
        if (!IsIdle()) _used = time.GetUtcNow();
    }

    /// <summary>The account as it stands now; null where the session behind this identity has ended.</summary>
    public async Task<Account?> LiveAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        // Pages by an API key are one answer and never stay open; a key's identity is no session.
        var account = user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && await accounts.FindAsync(id, ct) is { } found && CurrentActor.IsLive(user, found, time.GetUtcNow()) && !IsIdle() ? found : null;
        if (HasEnded == account is null) return account;
        HasEnded = account is null;
        Changed?.Invoke();
        return account;
    }

    /// <summary>An act came to nothing.</summary>
    public void Refuse()
    {
        Refused++;
        Changed?.Invoke();
    }

    /// <summary>Another session is behind the page now.</summary>
    public void Begin() => (_used, _idle) = (time.GetUtcNow(), false);

    private bool IsIdle() => _idle |= time.GetUtcNow() - _used >= CurrentActor.LongestPause;
}

/// <summary>Reading goes no further, and the page stays as it is: a cancelled task changes nothing that is shown.</summary>
internal sealed class SessionEndedException : OperationCanceledException;
