namespace BenefitWorkflow.Notifications;

/// <summary>How many notifications the reader of a window has not read. Asked for twice a minute at most, and anew when some were read in this window.</summary>
internal sealed class UnreadCount(Inbox inbox, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private int? _known;
    private DateTimeOffset _at;

    /// <summary>Some were read in this window.</summary>
    public event Action? Changed;

    public async Task<int> ReadAsync(string account, CancellationToken ct)
    {
        if (_known is { } known && time.GetUtcNow() - _at < Fresh) return known;
        var count = await inbox.UnreadAsync(account, ct);
        (_known, _at) = (count, time.GetUtcNow());
        return count;
    }

    public void Forget()
    {
        _known = null;
        Changed?.Invoke();
    }
}
