using System.Text.Json;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Effects on the case itself, and the deadlines that hang on its bookmarks.</summary>
internal sealed class CaseEffectHandler : IEffectHandler
{
    private static readonly JsonSerializerOptions TraceJson = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<long, List<Deadline>> _deadlines = [];
    private IReadOnlySet<long> _credited = new HashSet<long>();

    private static bool EndsUnpaid(Effect effect) => effect is CaseClosed { Result: not Activities.Close.Paid };

    public bool Handles(Effect effect) => effect is CaseEffect or BookmarkClosed or BookmarkOpened or TimerSet;

    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct)
    {
        // A case that ends without money gives back what it holds, which a payment that only the bank knows of has spent.
        var ending = cases.Where(c => c.Case.EntitledAt is not null && c.Decision.Effects.Any(EndsUnpaid)).Select(c => (c.Case.Id, c.Case.Number)).ToList();
        if (ending.Count > 0) _credited = await BatchEvidence.CreditedAsync(chunk.Db, ending, evenDismissed: false, ct);
        var ids = cases.Where(c => c.Case.Version > 0 && c.Decision.Effects.Any(e => e is BookmarkClosed or StepLimitMet)).Select(c => c.Case.Id).ToList();
        if (ids.Count == 0) return;
        var late = false;
        foreach (var deadline in await chunk.Db.Deadlines.Where(d => ids.Contains(d.CaseId) && d.DoneAt == null).ToListAsync(ct))
        {
            if (!_deadlines.TryGetValue(deadline.CaseId, out var list)) _deadlines.Add(deadline.CaseId, list = []);
            list.Add(deadline);
            late |= deadline.IsLateUnnoted(chunk.Now);
        }
        if (late) await chunk.Numbers.LoadAsync(chunk.Db, [DeadlineRungFiredMapping.Sequence], ct);
    }

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect)
    {
        if (EndsUnpaid(effect)) return _credited.Contains(decided.Case.Id) ? BatchChecks.BankHasPaid : null;
        if (effect is not StepLimitSet limit) return null;
        try
        {
            chunk.Calendar.AddWorkingDays(chunk.Today, limit.WorkingDays);
            return null;
        }
        catch (CalendarYearMissingException e)
        {
            return e.Refusal;
        }
    }

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        var @case = decided.Case;
        switch (effect)
        {
            case DeterminationMade made:
                @case.Determine(made.Determination.Tier, made.Determination.AmountFen);
                chunk.Rows.Insert(new DeterminationRecord
                {
                    CaseId = @case.Id,
                    Seq = decided.Seq,
                    At = chunk.Now,
                    RuleVersion = made.Determination.RuleVersion,
                    Verdict = made.Determination.Verdict.ToString(),
                    Tier = made.Determination.Tier,
                    AmountFen = made.Determination.AmountFen,
                    TraceJson = JsonSerializer.Serialize(made.Determination.Trace, TraceJson),
                });
                break;
            case ActDone done:
                @case.RecordAct(done.Act, chunk.Actor.Id);
                break;
            case EntitlementFinal:
                @case.Entitle(chunk.Now);
                break;
            case StepLimitSet limit:
                var dueAt = ShanghaiTime.EndOfDay(chunk.Calendar.AddWorkingDays(chunk.Today, limit.WorkingDays));
                AddDeadline(chunk, @case.Id, limit.ActivityId, limit.Visit, DeadlineKind.Step, limit.Role, dueAt, limit.SignalOnDue, new(chunk.Today, limit.WorkingDays));
                if (@case.Step == limit.ActivityId && @case.StepVisit == limit.Visit) @case.Own(limit.Role, dueAt);
                break;
            case TimerSet timer:
                AddDeadline(chunk, @case.Id, timer.ActivityId, timer.Visit, DeadlineKind.Step, Identity.Roles.System, timer.DueAt, Signal.TimerElapsed);
                if (@case.Step == timer.ActivityId && @case.StepVisit == timer.Visit) @case.Own(Identity.Roles.System, timer.DueAt);
                break;
            case BookmarkClosed closed:
                foreach (var deadline in _deadlines.GetValueOrDefault(@case.Id) ?? [])
                    if (deadline.ActivityId == closed.ActivityId && deadline.Visit == closed.Visit) Clear(chunk, @case, deadline);
                break;
            case StepLimitMet met:
                foreach (var deadline in _deadlines.GetValueOrDefault(@case.Id) ?? [])
                    if (deadline.ActivityId == met.ActivityId && deadline.Visit == met.Visit && deadline.Kind == DeadlineKind.Step) Clear(chunk, @case, deadline);
                @case.Own(met.NextRole, met.NextDueAt);
                break;
            case CaseClosed closed:
                @case.Close(closed.Result, chunk.Now);
                // What a case that ended without money still holds is given back by another effect, so nothing is credited here.
                var paid = closed.Result == Activities.Close.Paid;
                chunk.Publish(@case.Id, new CaseClosedV1(chunk.NewEventId(), 0, @case.Number, @case.ProgrammeKey,
                    paid ? @case.AmountFen : 0, paid ? chunk.Funding(@case.Id) : [], chunk.Now, closed.Result));
                break;
            case CaseReopened:
                @case.Reopen();
                break;
        }
    }

    /// <param name="basis">What the limit follows from; null: an instant of its own, which no holiday table moves.</param>
    internal static void AddDeadline(
        Chunk chunk, long caseId, string activityId, int visit, DeadlineKind kind, string role, DateTimeOffset dueAt, string? signal, DeadlineBasis? basis = null) =>
        chunk.Rows.Insert(new Deadline { CaseId = caseId, ActivityId = activityId, Visit = visit, Kind = kind, OwnerRole = role, SignalOnDue = signal }
            .Begin(chunk.Now, dueAt, chunk.Calendar, basis));

    private static void Clear(Chunk chunk, Case @case, Deadline deadline)
    {
        if (deadline.DoneAt is null && deadline.IsLateUnnoted(chunk.Now))
            chunk.Rows.Insert(RungWriter.DoneLate(chunk.Numbers.Take(DeadlineRungFiredMapping.Sequence), deadline, @case.ProgrammeKey, chunk.Now));
        deadline.Clear(chunk.Now);
        chunk.Rows.Update(deadline);
    }
}
