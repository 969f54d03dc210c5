using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Messaging;

/// <summary>The outbox as subscribers read it: numbered events only, so that what the feed gives never changes.</summary>
public sealed class OutboxFeed(BenefitStore store)
{
    /// <summary>Most events in one page.</summary>
    public const int LargestPage = 1_000;

    /// <summary>Events behind a sequence number, ascending.</summary>
    /// <param name="after">0 or more; 0 for the first event.</param>
    /// <param name="limit">1 to <see cref="LargestPage"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public async Task<FeedPageV1> ReadAsync(long after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
        await using var db = store.Read();
        var rows = await db.Outbox.Where(m => m.Sequence > after).OrderBy(m => m.Sequence).Take(limit)
            .Select(m => new { m.Sequence, m.Type, m.Payload }).ToListAsync(ct);
        var last = await LastAsync(db, ct);
        return new(
            [.. rows.Select(m => new FeedEventV1(m.Sequence!.Value, m.Type, JsonSerializer.Deserialize<JsonElement>(m.Payload)))], last);
    }

    /// <summary>Where events stand between commit and subscriber.</summary>
    /// <param name="ledgerWatermark">Passed through; null where the ledger runs elsewhere.</param>
    public async Task<EventHealth> HealthAsync(long? ledgerWatermark, CancellationToken ct)
    {
        await using var db = store.Read();
        var oldest = await db.Outbox.Where(m => m.PublishedAt == null).OrderBy(m => m.Id).Select(m => (DateTimeOffset?)m.OccurredAt).FirstOrDefaultAsync(ct);
        return new(
            await db.Outbox.LongCountAsync(m => m.Sequence == null, ct),
            await db.Outbox.LongCountAsync(m => m.PublishedAt == null && m.Sequence != null, ct),
            await LastAsync(db, ct),
            ledgerWatermark) { OldestWaitingAt = oldest };
    }

    private static async Task<long> LastAsync(BenefitDb db, CancellationToken ct) => await db.Outbox.MaxAsync(m => m.Sequence, ct) ?? 0;
}

/// <summary>Answer of <c>GET /api/events/health</c>.</summary>
/// <param name="Unsequenced">Committed, not numbered yet; 0 when the relay keeps up.</param>
/// <param name="Unpublished">Numbered, not confirmed by the bus yet.</param>
/// <param name="LastSequence">Highest number given; 0 when none.</param>
/// <param name="LedgerWatermark">The embedded ledger is complete up to this number; null where the ledger runs as a process of its own.</param>
/// <param name="ControlAlarms">Days whose control totals differ in the embedded ledger; null as above.</param>
public sealed record EventHealth(long Unsequenced, long Unpublished, long LastSequence, long? LedgerWatermark, int? ControlAlarms = null)
{
    /// <summary>When the oldest event happened that the bus has not confirmed; null: none waits.</summary>
    public DateTimeOffset? OldestWaitingAt { get; init; }
}
