using System.Globalization;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>The recurring job: ends due notices, few lines at once and many by a run.</summary>
public sealed class CloseDueNotices(BenefitStore store, NoticeCloser closer, RunStarter starter, TimeProvider time)
{
    /// <summary>Most open lines that are worked off within the job.</summary>
    internal int DirectLines { get; init; } = 1_000;

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        List<CloseNoticesRun.Item> due;
        int open;
        await using (var db = store.Read())
        {
            var notices = db.Notices.Where(n => n.State == NoticeState.Posted && n.EndsAt <= now);
            due = (await notices.OrderBy(n => n.EndsAt).ThenBy(n => n.Id)
                .Select(n => new { n.Id, Lines = db.NoticeLines.Count(line => line.NoticeId == n.Id) }).ToListAsync(ct)).ConvertAll(n => new CloseNoticesRun.Item(n.Id, n.Lines));
            var ids = due.ConvertAll(item => item.NoticeId);
            open = await db.NoticeLines.CountAsync(line => ids.Contains(line.NoticeId) && line.State == NoticeLineState.Open, ct);
        }
        if (open <= DirectLines)
        {
            await closer.CloseDueAsync(ct);
            return;
        }
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.Runs.AnyAsync(r => r.Kind == CloseNoticesRun.Kind && (r.State == RunState.Waiting || r.State == RunState.Running || r.State == RunState.Cancelling), ct)) return;
        // The hour in the key: where lines cannot pass, their run comes back, but not with every minute.
        var key = string.Create(CultureInfo.InvariantCulture, $"{CloseNoticesRun.Kind}:{now:yyyyMMddHH}:{due[0].NoticeId}:{due[^1].NoticeId}:{due.Count}");
        await starter.StartJsonAsync(tx, Actor.System, key, new NewRun(CloseNoticesRun.Kind, CloseNoticesRun.Kind, open, key), due, ct);
        await tx.CommitAsync(ct);
    }
}
