using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Replicas;

/// <summary>Three service processes come up at once on a database full of limits that passed years ago.</summary>
public sealed class When_three_replicas_sweep
{
    private const int Cases = 2_000;

    [SkippableFact]
    public async Task Should_fire_every_rung_of_every_limit_once()
    {
        await using var world = await CaseWorld.CreateAsync(StoreKind.PostgreSql, ceilings: [100_000_000_000]);
        await world.OpenAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]);
        var accounts = new AccountStore(world.Store, world.Time);
        Assert.Null(await accounts.CreateAccountAsync("du", "du", [Roles.Supervisor], null, default));
        var key = await accounts.CreateKeyAsync("du", "test", Actor.System.Id, default);

        var replicas = Enumerable.Range(0, 3).Select(_ => new ReplicaProcess(world.Settings, key)).ToList();
        try
        {
            foreach (var replica in replicas) await replica.ListensAsync();
            using var patience = new CancellationTokenSource(ReplicaProcess.Patience);
            await using var db = world.Store.Read();
            while (await db.Deadlines.AnyAsync(d => d.WakeAt != null, patience.Token)) await Poll.PauseAsync(patience.Token);

            Assert.Equal(4 * Cases, await db.DeadlineRungs.CountAsync(r => r.Subject == DeadlineSubject.Case));
            Assert.Equal(Cases, await db.Deadlines.CountAsync(d => d.State == DeadlineState.Fired));
            Assert.Equal(Cases, await db.Outbox.CountAsync(m => m.Type == "DisbursementOverdueV1"));
            await RungFacts.HoldAsync(db);
        }
        finally
        {
            foreach (var replica in replicas) replica.Dispose();
        }
    }
}
