using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Runs;

/// <summary>Works runs off, oldest first. Several processes may do so: a run belongs to who holds its claim, and a claim runs out.</summary>
public sealed class RunWorker(BenefitStore store, CaseExecutor executor, Protector protector, TimeProvider time)
{
    /// <summary>How long a claim holds; every chunk renews it. A killed process's run waits no longer than this.</summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(20);

    /// <summary>Rows per transaction.</summary>
    internal int ChunkSize { get; init; } = 1_000;

    /// <summary>Called after every committed chunk; null: nothing. What it throws ends the work as a crash would.</summary>
    internal Func<Run, Task>? AfterChunk { get; init; }

    /// <summary>Name of this process among others; unique.</summary>
    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Claims runs and works them off until none is left for this process.</summary>
    /// <returns>Chunks that were committed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var chunks = 0;
        while (await ClaimAsync(ct) is { } run)
            while (await ChunkAsync(run, ct) is { } after)
            {
                chunks++;
                if (AfterChunk is not null) await AfterChunk(after);
            }
        return chunks;
    }

    private async Task<Claimed?> ClaimAsync(CancellationToken ct)
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
        return new Claimed(run.Id, run.Action, JsonSerializer.Deserialize<List<SignalCases.Item>>(protector.Decrypt(run.ItemsCipher), JsonSerializerOptions.Web)!);
    }

    private static IQueryable<Run> Free(BenefitDb db, DateTimeOffset now) => db.Runs.Where(r =>
        (r.State == RunState.Waiting || r.State == RunState.Running || r.State == RunState.Cancelling) && (r.ClaimedUntil == null || r.ClaimedUntil < now));

    /// <returns>The run behind the chunk; null where this process has nothing more to do on it.</returns>
    private async Task<Run?> ChunkAsync(Claimed claimed, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var run = await tx.Db.Runs.SingleAsync(r => r.Id == claimed.Id, ct);
        // Another process took it over while this one slept: its progress counts.
        if (!run.IsOpen || run.Worker != _name) return null;
        var now = time.GetUtcNow();
        var account = await tx.Db.Accounts.FirstOrDefaultAsync(a => a.Id == run.By && !a.Disabled, ct);
        if (run.State == RunState.Cancelling) run.End(RunState.Cancelled, "run.cancelled", now);
        else if (account is null) run.End(RunState.Failed, "run.account-disabled", now);
        else
        {
            var items = claimed.Items.Skip(run.Done).Take(ChunkSize).ToList();
            var outcomes = await executor.SignalWithinAsync(tx, CurrentActor.Of(account), [.. items.Select(i => SignalCases.ToSignal(run.Action, i))], ct);
            await tx.Bulk.InsertAsync<RunResult>([.. outcomes.Select((o, i) => new RunResult
            {
                RunId = run.Id, Row = run.Done + i + 1, CaseId = o.CaseId, CaseNumber = o.CaseNumber, Status = o.Kind.ToString().ToLowerInvariant(),
                Code = o.Refusal?.Code, Zh = o.Refusal?.Zh, En = o.Refusal?.En, Step = o.Step,
            })], ct);
            run.Advance(outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied), outcomes.Count(o => o.Kind == CaseOutcomeKind.Refused), outcomes.Count(o => o.Kind == CaseOutcomeKind.Incident));
            if (run.Done == run.Total) run.End(RunState.Done, null, now);
            else run.Claim(_name, now + ClaimFor);
        }
        await tx.UpdateAsync(run, ct);
        await tx.CommitAsync(ct);
        return run;
    }

    private sealed record Claimed(long Id, string Action, IReadOnlyList<SignalCases.Item> Items);
}

/// <summary>Looks for runs every second; where one fails, its claim runs out by itself.</summary>
internal sealed partial class RunLoop(RunWorker worker, TimeProvider time, ILogger<RunLoop> log) : RepeatingLoop(time)
{
    protected override Task WorkAsync(CancellationToken ct) => worker.RunOnceAsync(ct);

    [LoggerMessage(7301, LogLevel.Warning, "Working on a run failed and is tried again")]
    protected override partial void Failed(Exception e);
}
