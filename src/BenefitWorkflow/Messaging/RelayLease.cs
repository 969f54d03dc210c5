using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Messaging;

/// <summary>
/// Which of several replicas publishes. It only saves work: two that publish at once repeat events, which every consumer recognises, so a clock
/// that is off does no harm. The holder is known by the instant it wrote, which nobody else can have written.
/// </summary>
internal sealed class RelayLease(BenefitStore store, TimeProvider time)
{
    /// <summary>The row of <see cref="NumberSequence"/> that holds the end of the lease, in Unix milliseconds.</summary>
    internal const string Name = "event_relay_lease";

    /// <summary>How long a dead holder keeps the others waiting.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    // Renewed with this much left: longer than a group of publications may take.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    private long _until;

    /// <summary>Takes the lease, or prolongs it when its end is near; false: another replica publishes.</summary>
    public async Task<bool> HoldAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (_until - now > (long)Reserve.TotalMilliseconds) return true;
        await using var tx = await store.BeginWriteAsync(ct);
        var row = await tx.Db.NumberSequences.FirstOrDefaultAsync(s => s.Name == Name, ct);
        if (row is not null && row.Next > now && row.Next != _until) return false;
        var until = Math.Max(now + (long)Length.TotalMilliseconds, (row?.Next ?? 0) + 1);
        if (row is null)
        {
            await tx.InsertAsync(new NumberSequence { Name = Name, Next = until }, ct);
        }
        else
        {
            row.Next = until;
            await tx.UpdateAsync(row, ct);
        }

        await tx.CommitAsync(ct);
        _until = until;
        return true;
    }
}
