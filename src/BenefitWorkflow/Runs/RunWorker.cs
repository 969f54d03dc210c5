using System.Collections.Concurrent;
using System.Collections.Frozen;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Runs;

/// <summary>Works runs off, oldest first. Several processes may do so: a run belongs to who holds its claim, and a claim runs out.</summary>
/// <exception cref="ArgumentException">Two kinds have one key.</exception>
public sealed class RunWorker(BenefitStore store, IEnumerable<IRunKind> kinds, Protector protector, TimeProvider time)
{
    /// <summary>How long a claim holds; every chunk renews it. A killed process's run waits no longer than this.</summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(20);

    private static readonly string Applied = Status(CaseOutcomeKind.Applied), Refused = Status(CaseOutcomeKind.Refused), Incident = Status(CaseOutcomeKind.Incident);

    private readonly FrozenDictionary<string, IRunKind> _kinds = kinds.ToDictionary(k => k.Key).ToFrozenDictionary();

    /// <summary>Name of this process among others; unique.</summary>
    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>So often in a row may the same rows fail as a fault; the claim runs out between two tries, so an outage of a minute ends no run.</summary>
    private const int MostFaults = 5;

    /// <summary>Faults in a row, by run.</summary>
    private readonly ConcurrentDictionary<long, int> _faults = [];

    /// <summary>Most rows per transaction.</summary>
    internal int ChunkSize { get; init; } = 1_000;

    /// <summary>Called after every committed chunk; null: nothing. What it throws ends the work as a crash would.</summary>
    internal Func<Run, Task>? AfterChunk { get; init; }

    /// <summary>Claims runs and works them off until none is left for this process.</summary>
    /// <returns>Chunks that were committed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var chunks = 0;
        while (await ClaimAsync(ct) is { } claimed)
        {
            var kind = _kinds[claimed.Kind];
            if (await OpenOrGiveUpAsync(kind, claimed, ct) is not { } opened) continue;
            await using var work = opened;
            while (await ChunkAsync(claimed.Id, kind, work, ct) is { } after)
            {
                chunks++;
                if (AfterChunk is not null) await AfterChunk(after);
            }
        }
        return chunks;
    }

    /// <summary>Null where the input could not be opened too often, and the run has ended.</summary>
    private async Task<IRunWork?> OpenOrGiveUpAsync(IRunKind kind, Run run, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(kind, run, ct);
        }
        catch (Exception) when (!ct.IsCancellationRequested && IsTooOften(run.Id))
        {
            await GiveUpAsync(run.Id, ct);
            return null;
        }
    }

    private bool IsTooOften(long id) => _faults.AddOrUpdate(id, 1, static (_, n) => n + 1) >= MostFaults;

    /// <summary>Opens a run's input and prolongs its claim meanwhile: a large file takes longer than a claim.</summary>
    private async Task<IRunWork> OpenAsync(IRunKind kind, Run run, CancellationToken ct)
    {
        var opening = kind.OpenAsync(run, new RunInput(store, protector, run.Id), ct);
        while (await Task.WhenAny(opening, Task.Delay(ClaimFor / 2, time, ct)) != opening)
        {
            ct.ThrowIfCancellationRequested();
            await using var tx = await store.BeginWriteAsync(ct);
            var held = await StoredAsync(tx, run.Id, ct);
            if (!held.IsOpen || held.Worker != _name) break;
            held.Claim(_name, time.GetUtcNow() + ClaimFor);
            await tx.UpdateAsync(held, ct);
            await tx.CommitAsync(ct);
        }
        return await opening;
    }

    private async Task<Run?> ClaimAsync(CancellationToken ct)
    {
        await using (var db = store.Read())
        {
            // Most calls find nothing and must not queue for the writer.
            if (!await Free(db, time.GetUtcNow()).AnyAsync(ct)) return null;
        }
        await using var tx = await store.BeginWriteAsync(ct);
        if (await Free(tx.Db, time.GetUtcNow()).OrderBy(r => r.Id).FirstOrDefaultAsync(ct) is not { } run) return null;
        run.Claim(_name, time.GetUtcNow() + ClaimFor);
        await tx.UpdateAsync(run, ct);
        await tx.CommitAsync(ct);
        return run;
    }

    private static Task<Run> StoredAsync(WriteTransaction tx, long id, CancellationToken ct) => tx.Db.Runs.SingleAsync(r => r.Id == id, ct);

    // A kind that this version does not know is left to a process that does.
    private IQueryable<Run> Free(BenefitDb db, DateTimeOffset now)
    {
        var known = _kinds.Keys.ToList();
        return db.Runs.Where(r => (r.State == RunState.Waiting || r.State == RunState.Running || r.State == RunState.Cancelling)
            && (r.ClaimedUntil == null || r.ClaimedUntil < now) && known.Contains(r.Kind));
    }

    /// <returns>The run behind the chunk; null where this process has nothing more to do on it.</returns>
    private async Task<Run?> ChunkAsync(long id, IRunKind kind, IRunWork work, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var run = await StoredAsync(tx, id, ct);
        // Another process took it over while this one slept: its progress counts.
        if (!run.IsOpen || run.Worker != _name) return null;
        var now = time.GetUtcNow();
        var actor = await ActorAsync(tx, run, ct);
        if (run.State == RunState.Cancelling) run.End(RunState.Cancelled, Run.Stopped.Code, now);
        else if (actor is null) run.End(RunState.Failed, Run.Orphaned.Code, now);
        else if (kind.Roles is { } roles && !actor.IsAny([.. roles]) && actor != Actor.System) run.End(RunState.Failed, "identity.role-required", now);
        else
        {
            RunChunk chunk;
            try
            {
                chunk = await work.DoAsync(tx, run, actor, ChunkSize, ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested && IsTooOften(id))
            {
                await tx.DisposeAsync();
                return await GiveUpAsync(id, ct);
            }
            _faults.TryRemove(id, out _);
            await tx.Bulk.InsertAsync(chunk.Results, ct);
            run.Advance(chunk.Results.Count(r => r.Status == Applied), chunk.Results.Count(r => r.Status == Refused), chunk.Results.Count(r => r.Status == Incident));
            if (chunk.EndCode is { } code) run.End(RunState.Failed, code, time.GetUtcNow());
            else if (chunk.IsLast) run.End(RunState.Done, null, time.GetUtcNow());
            else run.Claim(_name, time.GetUtcNow() + ClaimFor);
        }
        await tx.UpdateAsync(run, ct);
        if (!run.IsOpen) await ForgetInputAsync(tx, run, ct);
        await tx.CommitAsync(ct);
        return run;
    }

    /// <summary>Ends a run whose next rows fail as a fault every time: what was done stays, and the rest is not tried for ever.</summary>
    private async Task<Run?> GiveUpAsync(long id, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var run = await StoredAsync(tx, id, ct);
        if (!run.IsOpen || run.Worker != _name) return null;
        run.End(RunState.Failed, Run.Faulty.Code, time.GetUtcNow());
        await tx.UpdateAsync(run, ct);
        await ForgetInputAsync(tx, run, ct);
        await tx.CommitAsync(ct);
        _faults.TryRemove(id, out _);
        return run;
    }

    /// <summary>Who the run acts for, with the roles of this moment; null where the account is gone or disabled.</summary>
    private static async Task<Actor?> ActorAsync(WriteTransaction tx, Run run, CancellationToken ct) =>
        run.By == Actor.System.Id ? Actor.System
        : await tx.Db.Accounts.FirstOrDefaultAsync(a => a.Id == run.By && !a.Disabled, ct) is { } account ? CurrentActor.Of(account) : null;

    /// <summary>An ended run keeps its results and not its list: that may hold personal data.</summary>
    internal static Task ForgetInputAsync(WriteTransaction tx, Run run, CancellationToken ct) => tx.Db.RunInputs.Where(i => i.RunId == run.Id).ExecuteDeleteAsync(ct);

    private static string Status(CaseOutcomeKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Looks for runs every second; where one fails, its claim runs out by itself.</summary>
internal sealed partial class RunLoop(RunWorker worker, TimeProvider time, ILogger<RunLoop> log) : RepeatingLoop(time)
{
    protected override Task WorkAsync(CancellationToken ct) => worker.RunOnceAsync(ct);

    [LoggerMessage(7301, LogLevel.Warning, "Working on a run failed and is tried again")]
    protected override partial void Failed(Exception e);
}
