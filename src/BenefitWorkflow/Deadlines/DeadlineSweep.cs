using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <summary>How the sweep sends signals: <see cref="CaseExecutor.SignalWithinAsync"/>.</summary>
public delegate Task<IReadOnlyList<CaseOutcome>> SignalWithin(
    WriteTransaction transaction, Actor actor, IReadOnlyList<CaseSignal> items, CancellationToken ct);

/// <summary>What one sweep did.</summary>
/// <param name="Signalled">Time limits whose signal was sent; the case may have refused it.</param>
/// <param name="Fired">Time limits found to have passed in an open case; an overdue event was written for each.</param>
public sealed record SweepReport(int Signalled, int Fired);

/// <summary>
/// Climbs the ladders of time limits on cases, set-based and in chunks of one transaction each: reminders, then what is late with its signal
/// or its event, then what goes to the supervisor. The rows are read again under the transaction, so two sweeps at once fire each rung once.
/// Ends of notices are left to the closing of notices, which knows about objections.
/// </summary>
public sealed class DeadlineSweep(BenefitStore store, SignalWithin signal, TimeProvider time)
{
    private const int ChunkSize = 1_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>After so many refusals of its signal, two days at the least, a limit is given up: somebody must look at the case, which is listed as overdue.</summary>
    public const int MostRefusals = 50;

    // The next run goes on: a definition that sets limits already passed must not keep one run going for ever.
    private const int MostChunks = 10_000;

    /// <summary>Works off everything that is due now.</summary>
    /// <remarks>A signal that is refused, or on which the case stalls, is sent again by later runs: after a minute, two, four and so on up to an hour.</remarks>
    public async Task<SweepReport> RunOnceAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var report = new SweepReport(0, 0);
        for (var i = 0; i < MostChunks; i++)
        {
            long[] caseIds;
            await using (var db = store.Read())
            {
                caseIds = [.. (await Due(db, now).OrderBy(d => d.WakeAt).ThenBy(d => d.CaseId).Take(ChunkSize).Select(d => d.CaseId).ToListAsync(ct))
                    .Distinct().Order()];
            }

            if (caseIds.Length == 0) return report;
            var chunk = await ChunkAsync(caseIds, now, ct);
            report = new(report.Signalled + chunk.Signalled, report.Fired + chunk.Fired);
        }

        return report;
    }

    private async Task<SweepReport> ChunkAsync(long[] caseIds, DateTimeOffset now, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        // The case's row is the lock of everything that belongs to it.
        await tx.LockAsync<Case>(caseIds, ct);
        var signalled = await SignalAsync(tx, [.. (await DueOfAsync(tx, caseIds, now, ct)).Where(d => Signals(d, now))], ct);

        // Read again: the signals' effects have ended limits and may have closed cases.
        var left = await DueOfAsync(tx, caseIds, now, ct);
        var cases = (await tx.LockAsync<Case>(caseIds, ct)).ToDictionary(c => c.Id);
        var overdue = new List<Deadline>();
        var changed = new List<Deadline>();
        var rungs = new RungWriter(now);
        foreach (var deadline in left)
        {
            var answer = signalled.GetValueOrDefault(Key(deadline));
            if (!cases.TryGetValue(deadline.CaseId, out var @case) || !@case.IsOpen)
            {
                // Nothing is late in a closed case.
                deadline.Clear(now);
            }
            else if (Signals(deadline, now) && answer is null)
            {
                // A case's second signal waits for the next chunk: the first may have ended its step.
                continue;
            }
            else
            {
                // The event goes out once, with its rung, whatever comes of the later tries.
                if (deadline.LastRung is null or < DeadlineRung.Late && deadline.DueAt <= now) overdue.Add(deadline);
                rungs.Fire(deadline, @case.ProgrammeKey, DeadlineRung.Late);
                if (deadline.State == DeadlineState.Pending && deadline.LastRung >= DeadlineRung.Late)
                {
                    if (!HasSignal(deadline) || answer is { Kind: CaseOutcomeKind.Applied }) deadline.Fire(now);
                    else if (answer is not null) Postpone(deadline, answer, now);
                }
                rungs.Fire(deadline, @case.ProgrammeKey, DeadlineRung.Escalated);
            }

            changed.Add(deadline);
        }

        await tx.Bulk.UpdateAsync(changed, ct);
        await rungs.WriteAsync(tx, ct);
        await ReportAsync(tx, overdue, cases, now, ct);
        await tx.CommitAsync(ct);
        return new(signalled.Count, overdue.Count);
    }

    /// <summary>Sends at most one signal per case; returns what each case said.</summary>
    private async Task<Dictionary<(long, string, int, DeadlineKind), CaseOutcome>> SignalAsync(WriteTransaction tx, List<Deadline> due, CancellationToken ct)
    {
        var first = due.DistinctBy(d => d.CaseId).ToList();
        if (first.Count == 0) return [];
        var outcomes = await signal(
            tx,
            Actor.System,
            [.. first.Select(d => new CaseSignal(d.CaseId, new Signal(d.SignalOnDue!) { ActivityId = d.ActivityId, Visit = d.Visit }))],
            ct);
        return first.Zip(outcomes).ToDictionary(pair => Key(pair.First), pair => pair.Second);
    }

    private static void Postpone(Deadline deadline, CaseOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Refusal?.Code == "calendar.year-missing")
        {
            // Over by the loading of a table and by nothing else: the next run tries again.
            deadline.Postpone(now + Shortest / 2, counts: false);
            return;
        }

        deadline.Postpone(now + Shortest * Math.Min(1 << Math.Min(deadline.Refusals, 6), 60), counts: true);
        if (deadline.Refusals >= MostRefusals) deadline.Fire(now);
    }

    private static async Task ReportAsync(
        WriteTransaction tx, List<Deadline> overdue, Dictionary<long, Case> cases, DateTimeOffset now, CancellationToken ct)
    {
        if (overdue.Count == 0) return;
        var ids = overdue.Select(d => d.CaseId).Distinct().ToArray();
        var reservations = (await tx.Db.Reservations.Where(r => ids.Contains(r.CaseId)).ToListAsync(ct)).ToLookup(r => r.CaseId);
        var id = await tx.TakeNumbersAsync("outbox", overdue.Count, ct);
        await tx.Bulk.InsertAsync(
            overdue.Select(d => EventWriter.Message(id++, d.CaseId, Overdue(d, cases[d.CaseId], reservations[d.CaseId], now))).ToList(), ct);
    }

    private static DisbursementOverdueV1 Overdue(Deadline deadline, Case @case, IEnumerable<Reservation> reservations, DateTimeOffset now)
    {
        // Only the latest round holds money; what was paid or given back does not wait.
        var round = reservations.GroupBy(r => r.Round).MaxBy(g => g.Key);
        var shares = (round ?? Enumerable.Empty<Reservation>())
            .Where(r => r.State is ReservationState.Pending or ReservationState.Returned)
            .OrderBy(r => r.SourceKey, StringComparer.Ordinal)
            .Select(r => new FundingShareV1(r.SourceKey, r.AmountFen))
            .ToList();
        var amountFen = round is null ? @case.AmountFen : shares.Sum(s => s.AmountFen);
        return new(
            Guid.CreateVersion7(now), 0, @case.Number, @case.ProgrammeKey, amountFen, shares, now, deadline.ActivityId, deadline.DueAt);
    }

    private static Task<List<Deadline>> DueOfAsync(WriteTransaction tx, long[] caseIds, DateTimeOffset now, CancellationToken ct) =>
        Due(tx.Db, now).Where(d => caseIds.Contains(d.CaseId))
            .OrderBy(d => d.DueAt).ThenBy(d => d.CaseId).ThenBy(d => d.ActivityId).ThenBy(d => d.Visit).ThenBy(d => d.Kind).ToListAsync(ct);

    private static IQueryable<Deadline> Due(BenefitDb db, DateTimeOffset now) => db.Deadlines.Where(d => d.WakeAt != null && d.WakeAt <= now);

    /// <summary>Whether its signal is to be sent now: it is due, and no refusal holds it back.</summary>
    private static bool Signals(Deadline d, DateTimeOffset now) =>
        HasSignal(d) && d.State == DeadlineState.Pending && d.DueAt <= now && (d.TryAgainAt is null || d.TryAgainAt <= now);

    private static bool HasSignal(Deadline d) => d.Kind == DeadlineKind.Step && d.SignalOnDue is not null;

    private static (long, string, int, DeadlineKind) Key(Deadline d) => (d.CaseId, d.ActivityId, d.Visit, d.Kind);
}
