using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Cases.Migration;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Runs;

/// <summary>Workers with every kind of run, as a service process has them, and what every kind must keep.</summary>
internal static class RunKinds
{
    public static RunWorker Worker(CaseWorld world, int chunk, Func<Run, Task>? afterChunk = null)
    {
        var starter = new RunStarter(world.Protector, world.Time);
        return new RunWorker(world.Store,
        [
            new SignalRun(world.Executor), Rosters(world), new CloseNoticesRun(When_cases_are_put_on_notice.Closer(world)),
            new PostNoticesRun(world.Store, When_cases_are_put_on_notice.Poster(world), world.Programmes, starter),
            world.BankResultsRun, Migrations(world),
        ], world.Protector, world.Time) { ChunkSize = chunk, AfterChunk = afterChunk };
    }

    public static RosterRun Rosters(CaseWorld world) => new(
        world.Store, new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time), world.Programmes, new RunStarter(world.Protector, world.Time));

    public static MigrateCases Migrations(CaseWorld world) => new(world.Store, world.Programmes, world.Executor, new RunStarter(world.Protector, world.Time));

    public static async Task HireAsync(CaseWorld world, Actor actor)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        await tx.InsertAsync(new Account { Id = actor.Id, DisplayName = actor.DisplayName, RoleList = string.Join(',', actor.Roles), PasswordHash = "", CreatedAt = world.Time.GetUtcNow() }, default);
        await tx.CommitAsync(default);
    }

    /// <summary>Kills a process behind the first chunk, then lets two others go on at once.</summary>
    public static async Task KillAndTakeOverAsync(CaseWorld world, int chunk)
    {
        await Assert.ThrowsAsync<IOException>(() => Worker(world, chunk, _ => throw new IOException("killed")).RunOnceAsync(default));
        await using (var db = world.Store.Read()) Assert.Equal(RunState.Running, (await db.Runs.OrderBy(r => r.Id).LastAsync()).State);
        world.Time.Advance(RunWorker.ClaimFor + TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Worker(world, chunk).RunOnceAsync(default))));
    }

    /// <summary>Cancels the newest run behind its first chunk.</summary>
    public static Task CancelAsync(CaseWorld world, int chunk) => Worker(world, chunk, async run =>
    {
        if (!run.IsOpen) return;
        await using var tx = await world.Store.BeginWriteAsync(default);
        var stored = await tx.Db.Runs.SingleAsync(r => r.Id == run.Id);
        stored.Cancel(world.Time.GetUtcNow());
        await tx.UpdateAsync(stored, default);
        await tx.CommitAsync(default);
    }).RunOnceAsync(default);

    /// <summary>The run, ended, with a result per row and nothing kept of its input.</summary>
    public static async Task<Run> EndedAsync(CaseWorld world, long id, RunState state)
    {
        await using var db = world.Store.Read();
        var run = await db.Runs.SingleAsync(r => r.Id == id);
        Assert.Equal((state, 0), (run.State, await db.RunInputs.CountAsync(i => i.RunId == id)));
        Assert.Equal(run.Done, await db.RunResults.CountAsync(r => r.RunId == id));
        return run;
    }
}
