using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines.Timeliness;

/// <summary>Effects on the evidence of timeliness.</summary>
public abstract record TimelinessEffect : Effect;

/// <summary>The current order's money arrived and was judged.</summary>
public sealed record TimelinessProven(bool OnTime, int WorkingDaysUsed, DateTimeOffset SettledAt) : TimelinessEffect;

/// <summary>The current order's money came back.</summary>
public sealed record TimelinessReopened : TimelinessEffect;

/// <summary>Keeps the evidence: one row per payment that arrived.</summary>
internal sealed class TimelinessEffectHandler : IEffectHandler
{
    private readonly Dictionary<long, TimelinessProof> _proofs = [];
    private readonly Dictionary<long, (int Seq, string? Step)> _triggers = [];

    public bool Handles(Effect effect) => effect is TimelinessEffect;

    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct)
    {
        var reopened = cases.Where(c => c.Decision.Effects.Any(e => e is TimelinessReopened)).Select(c => c.Facts.Order!.Id).ToList();
        if (reopened.Count > 0)
            foreach (var proof in await chunk.Db.TimelinessProofs.Where(p => reopened.Contains(p.OrderId)).ToListAsync(ct)) _proofs[proof.OrderId] = proof;

        var proven = cases.Where(c => c.Decision.Effects.Any(e => e is TimelinessProven)).ToDictionary(c => c.Case.Id);
        if (proven.Count == 0) return;
        var ids = proven.Keys.ToList();
        var approvals = await chunk.Db.History.Where(h => ids.Contains(h.CaseId) && h.Action == Approve.ApproveSignal)
            .OrderBy(h => h.CaseId).ThenBy(h => h.Seq).Select(h => new { h.CaseId, h.Seq, h.FromStep, h.At }).ToListAsync(ct);
        // The last approval that had been given when the entitlement became final.
        foreach (var approval in approvals)
            if (proven[approval.CaseId].Case.EntitledAt is { } entitledAt && approval.At <= entitledAt) _triggers[approval.CaseId] = (approval.Seq, approval.FromStep);
    }

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect) => null;

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        var (@case, facts, order) = (decided.Case, decided.Facts, decided.Facts.Order!);
        switch (effect)
        {
            case TimelinessProven proven:
                var trigger = _triggers.TryGetValue(@case.Id, out var found) ? found : ((int Seq, string? Step)?)null;
                chunk.Rows.Insert(new TimelinessProof
                {
                    OrderId = order.Id, CaseId = @case.Id, CaseNumber = @case.Number, ProgrammeKey = @case.ProgrammeKey, Year = @case.Year, Attempt = order.Attempt,
                    TriggerStep = trigger?.Step, TriggerSeq = trigger?.Seq, TriggeredAt = @case.EntitledAt ?? order.OrderedAt,
                    LimitWorkingDays = facts.Programme.ServiceLimitWorkingDays, SeasonCutOff = facts.Programme.Window?.For(@case.Year).CutOff, DueAt = order.DueAt,
                    SettledAt = proven.SettledAt, WorkingDaysUsed = proven.WorkingDaysUsed, RuleVersion = facts.Programme.RuleVersion, JudgedAt = chunk.Now,
                }.Judge(proven.OnTime));
                break;
            case TimelinessReopened when _proofs.TryGetValue(order.Id, out var proof):
                proof.Reopen(chunk.Now);
                chunk.Rows.Update(proof);
                break;
        }
    }
}
