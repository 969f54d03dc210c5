using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Activities;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>
/// Ends notices whose full period has run. Each chunk of lines is one transaction and a passed line stays passed,
/// so a run that stops half-way goes on where it was.
/// </summary>
public sealed partial class NoticeCloser(BenefitStore store, CaseExecutor executor, TimeProvider time, ILogger<NoticeCloser> log)
{
    private const int ChunkLines = 1_000;

    /// <summary>Closes what is due; may run at any time and anywhere, twice at once too.</summary>
    /// <returns>Notices closed. One with a line that could not pass stays posted and is tried again by the next run.</returns>
    public async Task<int> CloseDueAsync(CancellationToken ct)
    {
        List<long> due;
        var now = time.GetUtcNow();
        await using (var db = store.Read())
            due = await db.Notices.Where(n => n.State == NoticeState.Posted && n.EndsAt <= now).OrderBy(n => n.EndsAt).ThenBy(n => n.Id).Select(n => n.Id).ToListAsync(ct);

        var closed = 0;
        foreach (var id in due)
            if (await CloseAsync(id, ct)) closed++;
        return closed;
    }

    private async Task<bool> CloseAsync(long id, CancellationToken ct)
    {
        var after = 0;
        while (true)
        {
            await using var tx = await store.BeginWriteAsync(ct);
            var done = await CloseWithinAsync(tx, id, after, ChunkLines, ct);
            await tx.CommitAsync(ct);
            if (done.IsLast) return done.Closed;
            after = done.Lines[^1].LineNumber;
        }
    }

    /// <summary>Ends the next lines of a notice inside the caller's transaction, and with the last ones the notice.</summary>
    /// <param name="after">Line number behind which to begin.</param>
    internal async Task<ClosedLines> CloseWithinAsync(WriteTransaction tx, long id, int after, int most, CancellationToken ct)
    {
        // The lock makes a second replica wait, and then find the notice closed or fewer lines open.
        var notice = (await tx.LockAsync<Notice>([id], ct)).SingleOrDefault();
        if (notice is not { State: NoticeState.Posted }) return new ClosedLines([], [], true, false);

        var lines = await tx.Db.NoticeLines.Where(line => line.NoticeId == id && line.State == NoticeLineState.Open && line.LineNumber > after)
            .OrderBy(line => line.LineNumber).Take(most).ToListAsync(ct);
        IReadOnlyList<CaseOutcome> outcomes = [];
        if (lines.Count > 0)
        {
            var data = new Dictionary<string, object?> { ["noticeId"] = id };
            outcomes = await executor.SignalWithinAsync(tx, Actor.System,
                [.. lines.Select(line => new CaseSignal(line.CaseId, new Signal(PublicNotice.CloseSignal, data, line.ActivityId, line.Visit)))], ct);
            foreach (var outcome in outcomes)
                if (outcome.Kind != CaseOutcomeKind.Applied) LineStays(id, outcome.CaseId, outcome.Refusal?.Code);
        }

        var last = lines.Count < most;
        // A line that could not pass keeps its notice open: closing over it would leave its case waiting for ever.
        var closes = last && !await tx.Db.NoticeLines.AnyAsync(line => line.NoticeId == id && line.State == NoticeLineState.Open, ct);
        if (closes)
        {
            var closedAt = time.GetUtcNow();
            notice.Close(closedAt);
            await tx.UpdateAsync(notice, ct);
            await tx.InsertAsync(NoticeProof.OfPage(await tx.TakeNumbersAsync(NoticeProof.Sequence, 1, ct), notice, ProofMoment.End, Actor.System.Id, closedAt), ct);
        }
        return new ClosedLines(lines, outcomes, last, closes);
    }

    /// <param name="Outcomes">One per line.</param>
    /// <param name="IsLast">No line of the notice is left behind these.</param>
    /// <param name="Closed">The notice was closed with them.</param>
    internal sealed record ClosedLines(IReadOnlyList<NoticeLine> Lines, IReadOnlyList<CaseOutcome> Outcomes, bool IsLast, bool Closed);

    [LoggerMessage(2101, LogLevel.Warning, "Notice {NoticeId}: case {CaseId} did not pass its end ({Code}); tried again by the next run.")]
    private partial void LineStays(long noticeId, long caseId, string? code);
}
