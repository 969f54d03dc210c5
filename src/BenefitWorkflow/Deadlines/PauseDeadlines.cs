using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <param name="Reason">Why the clock stops; not used by resuming.</param>
public sealed record PauseItem(long CaseId, PauseReason? Reason = null);

public sealed record PauseRequest(IReadOnlyList<PauseItem> Items);

/// <param name="DueAt">The limit as it is now; null where it was refused.</param>
public sealed record PauseOutcome(long CaseId, DateTimeOffset? DueAt, Refusal? Refusal);

/// <summary>
/// POST /api/deadlines/pause and /resume: a supervisor stops the clock of the step where a case waits, for a reason that everybody sees, and lets it
/// run again. Resumed, the limit is longer by the working days it stood still. A limit that is late is not paused: it was late all the same.
/// </summary>
public sealed class PauseDeadlines(BenefitStore store, CalendarSource calendar, TimeProvider time)
{
    internal static readonly string[] May = [Roles.Supervisor];

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/deadlines/pause", (PauseRequest request, PauseDeadlines useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
            HandleAsync(request, http, store, time, useCase.PauseAsync, ct)).RequireRoles(May);
        api.MapPost("/deadlines/resume", (PauseRequest request, PauseDeadlines useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
            HandleAsync(request, http, store, time, useCase.ResumeAsync, ct)).RequireRoles(May);
    }

    /// <param name="items">At most <see cref="Lists.MaxItems"/>: one transaction.</param>
    public Task<IReadOnlyList<PauseOutcome>> PauseAsync(Actor actor, IReadOnlyList<PauseItem> items, CancellationToken ct) => EachAsync(actor, items, async (tx, now) =>
    {
        var id = await tx.TakeNumbersAsync(DeadlinePauseMapping.Sequence, items.Count, ct);
        var pauses = new List<DeadlinePause>();
        return ((item, @case, deadline) =>
        {
            if (item.Reason is not { } reason) return new Refusal("deadline.reason-missing", "没有填写暂停原因；请选择 reason。", "No reason is given for the pause; choose one as reason.");
            if (deadline.State == DeadlineState.Paused) return new Refusal("deadline.already-paused", "该期限已暂停。", "This limit is paused already.");
            if (deadline.State != DeadlineState.Pending || deadline.DueAt <= now)
                return new Refusal("deadline.late", "该期限已过，不能暂停；请说明逾期原因并尽快办理。", "This limit has passed and cannot be paused; say why it is late and act.");
            pauses.Add(new DeadlinePause
            {
                Id = id++, CaseId = @case.Id, ActivityId = deadline.ActivityId, Visit = deadline.Visit, Kind = deadline.Kind, Reason = reason, PausedBy = actor.Id,
                PausedAt = now, DueBefore = deadline.DueAt,
            });
            deadline.Pause(reason, ShanghaiTime.LocalDate(now));
            return null;
        }, () => tx.Bulk.InsertAsync(pauses, ct));
    }, ct);

    /// <inheritdoc cref="PauseAsync"/>
    public Task<IReadOnlyList<PauseOutcome>> ResumeAsync(Actor actor, IReadOnlyList<PauseItem> items, CancellationToken ct) => EachAsync(actor, items, async (tx, now) =>
    {
        var ids = items.Select(i => i.CaseId).Distinct().ToList();
        var open = (await tx.Db.DeadlinePauses.Where(p => ids.Contains(p.CaseId) && p.ResumedAt == null).OrderBy(p => p.Id).ToListAsync(ct)).ToLookup(p => (p.CaseId, p.ActivityId, p.Visit));
        var days = await calendar.ReadAsync(tx.Db, ct);
        var ended = new List<DeadlinePause>();
        return ((_, @case, deadline) =>
        {
            if (deadline.State != DeadlineState.Paused) return new Refusal("deadline.not-paused", "该期限没有暂停。", "This limit is not paused.");
            try
            {
                deadline.Resume(ShanghaiTime.LocalDate(now), days);
            }
            catch (CalendarYearMissingException missing)
            {
                return missing.Refusal;
            }
            foreach (var pause in open[(@case.Id, deadline.ActivityId, deadline.Visit)])
            {
                pause.End(actor.Id, now, deadline.DueAt);
                ended.Add(pause);
            }
            return null;
        }, () => tx.Bulk.UpdateAsync(ended, ct));
    }, ct);

    private async Task<IReadOnlyList<PauseOutcome>> EachAsync(Actor actor, IReadOnlyList<PauseItem> items, Func<WriteTransaction, DateTimeOffset, Task<(Act Act, Func<Task> Write)>> prepare, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var (act, write) = await prepare(tx, time.GetUtcNow());
        var ids = items.Select(i => i.CaseId).Distinct().ToList();
        var cases = (await tx.LockAsync<Case>(ids, ct)).Where(c => c.IsOpen).ToDictionary(c => c.Id);
        var deadlines = (await tx.Db.Deadlines.Where(d => ids.Contains(d.CaseId) && d.DoneAt == null && d.Kind == DeadlineKind.Step).ToListAsync(ct))
            .ToDictionary(d => (d.CaseId, d.ActivityId, d.Visit));
        var (outcomes, moved, changed) = (new List<PauseOutcome>(), new List<Deadline>(), new List<Case>());
        foreach (var item in items)
        {
            if (!cases.TryGetValue(item.CaseId, out var @case) || @case.Step is null || !deadlines.TryGetValue((@case.Id, @case.Step, @case.StepVisit), out var deadline))
            {
                outcomes.Add(new(item.CaseId, null, new Refusal("deadline.none-open", "该案件当前步骤没有未完成的期限；请核对案件编号。", "The case waits at no step with an open limit; check its id.")));
                continue;
            }
            if ((RoleRefusal.Unless(actor, @case.ProgrammeKey, @case.Unit, May) ?? act(item, @case, deadline)) is { } refusal)
            {
                outcomes.Add(new(item.CaseId, null, refusal));
                continue;
            }
            // The work list shows the limit as it runs now.
            @case.Own(@case.StepRole ?? deadline.OwnerRole, deadline.DueAt);
            moved.Add(deadline);
            changed.Add(@case);
            outcomes.Add(new(item.CaseId, deadline.DueAt, null));
        }
        await tx.Bulk.UpdateAsync(moved, ct);
        await tx.Bulk.UpdateAsync(changed, ct);
        await write();
        await tx.CommitAsync(ct);
        return outcomes;
    }

    private static async Task<IResult> HandleAsync(
        PauseRequest request, HttpContext http, BenefitStore store, TimeProvider time, Func<Actor, IReadOnlyList<PauseItem>, CancellationToken, Task<IReadOnlyList<PauseOutcome>>> run, CancellationToken ct)
    {
        if (Lists.Check(request.Items) is { } bad) return bad;
        if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
        return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
        {
            var outcomes = await run(CurrentActor.Of(http), request.Items, ct);
            return (new
            {
                results = outcomes.Select(o => new { o.CaseId, status = o.Refusal is null ? "applied" : "refused", o.DueAt, code = o.Refusal?.Code, zh = o.Refusal?.Zh, en = o.Refusal?.En }).ToList(),
                applied = outcomes.Count(o => o.Refusal is null), refused = outcomes.Count(o => o.Refusal is not null),
            }, null);
        }, ct);
    }

    private delegate Refusal? Act(PauseItem item, Case @case, Deadline deadline);
}
