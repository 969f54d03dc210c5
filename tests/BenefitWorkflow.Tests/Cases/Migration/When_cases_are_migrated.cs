using BenefitWorkflow.Audit;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Migration;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Programmes;
using BenefitWorkflow.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases.Migration;

/// <summary>Promise 16: a migration of running cases is previewed, can be stopped half-way and is taken back.</summary>
public sealed class When_cases_are_migrated
{
    private static readonly Actor Supervisor = Person("du", Roles.Supervisor);

    [SkippableFact, Trait("Store", "Every")]
    public async Task Should_move_those_whose_step_is_the_same_and_go_on_by_the_new_version()
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        await using var world = await WorldAsync(files);
        var ids = (await world.OpenAsync(ModelWorker(1), ModelWorker(2), ModelWorker(3))).Select(o => o.CaseId).ToList();
        Assert.Equal(CaseOutcomeKind.Applied, (await world.SendAsync(Reviewer, ids[0], "Approve")).Kind);

        var (preview, _) = await Preview(world).RunAsync(Supervisor, Forward, default);
        Assert.Equal((3, 2), (preview!.Cases, preview.Movable));
        Assert.Equal([("approve1", 2, null), ("approve2", 1, "migration.step-differs")], preview.Groups.Select(g => (g.Step, g.Cases, g.Code)));
        Assert.Equal([1, 1, 1], await VersionsAsync(world, ids));

        var run = await MigrateAsync(world, Forward with { Reason = "新版审批时限延长" });
        Assert.Equal((2, 1), (run.Applied, run.Refused));
        Assert.Equal([1, 2, 2], await VersionsAsync(world, ids));

        // The step ahead has five days now, and three for whoever stayed.
        await world.SendAsync(Reviewer, ids[1], "Approve");
        await using (var db = world.Store.Read())
        {
            var (today, calendar) = (ShanghaiTime.LocalDate(world.Time.GetUtcNow()), WorkingCalendar.Load());
            Assert.Equal([ShanghaiTime.EndOfDay(calendar.AddWorkingDays(today, 3)), ShanghaiTime.EndOfDay(calendar.AddWorkingDays(today, 5))],
                await db.Cases.Where(c => c.Step == "approve2").OrderBy(c => c.Id).Select(c => c.StepDueAt!.Value).ToListAsync());
            var entry = await db.History.SingleAsync(h => h.CaseId == ids[2] && h.Action == CaseExecutor.Migrated);
            Assert.Equal(("du", "新版审批时限延长", "approve1", "approve1"), (entry.Actor, entry.Reason, entry.FromStep, entry.ToStep));
            Assert.Contains("\"from\":1", entry.Detail, StringComparison.Ordinal);
        }

        // Back: who has gone on to a step that is set otherwise stays.
        var back = await MigrateAsync(world, Backward(run) with { Reason = "撤销" });
        Assert.Equal((1, 1), (back.Applied, back.Refused));
        Assert.Equal([1, 2, 1], await VersionsAsync(world, ids));
        Assert.True((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Ok);
        foreach (var id in ids[..2]) await world.SendAsync(Approver, id, "Approve");
        await using var after = world.Store.Read();
        Assert.Equal(2, await after.Cases.CountAsync(c => c.EntitledAt != null));
    }

    [SkippableFact]
    public async Task Should_stop_half_way_through_ten_thousand_and_take_back_what_it_did()
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        await using var world = await WorldAsync(files);
        for (var i = 0; i < 5; i++) await world.OpenAsync([.. Enumerable.Range(1 + i * 2_000, 2_000).Select(ModelWorker)]);
        Assert.Equal(10_000, (await Preview(world).RunAsync(Supervisor, Forward, default)).Preview!.Movable);

        var id = await BeginAsync(world, Forward with { Reason = "新版" });
        await RunKinds.Worker(world, 1_000, async run =>
        {
            if (run is { Done: 4_000, IsOpen: true }) Assert.Null((await RunEndpoints.StopAsync(world.Store, Supervisor, id, world.Time.GetUtcNow(), default)).Refusal);
        }).RunOnceAsync(default);
        var stopped = await RunKinds.EndedAsync(world, id, RunState.Cancelled);
        Assert.Equal((10_000, 4_000), (stopped.Total, stopped.Applied));
        Assert.Equal((6_000, 4_000), await CountAsync(world));

        var back = await MigrateAsync(world, Backward(stopped) with { Reason = "撤销" });
        Assert.Equal((4_000, 4_000, 0), (back.Total, back.Applied, back.Refused));
        Assert.Equal((10_000, 0), await CountAsync(world));
        await using var db = world.Store.Read();
        Assert.Equal(8_000, await db.History.CountAsync(h => h.Action == CaseExecutor.Migrated));
        Assert.True((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Ok);
    }

    [SkippableFact]
    public async Task Should_refuse_who_may_not_and_what_cannot_be()
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        await using var world = await WorldAsync(files);
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        Assert.Equal("identity.role-required", (await Migrate(world).BeginAsync(Caseworker, Forward with { Reason = "新版" }, null, default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await Preview(world).RunAsync(Reviewer, Forward, default)).Refusal?.Code);
        foreach (var (request, code) in ((MigrationRequest, string)[])
        [
            (Forward, "migration.reason"), (Forward with { Reason = "新版", To = 3 }, "migration.no-version"), (Forward with { Reason = "新版", To = 1 }, "migration.same-version"),
            (Forward with { Reason = "新版", From = 2, To = 1 }, "migration.nothing"), (Forward with { Reason = "新版", Step = "survey" }, "migration.nothing"),
        ])
            Assert.Equal(code, (await Migrate(world).BeginAsync(Supervisor, request, null, default)).Refusal?.Code);

        foreach (var (change, code) in ((Action<System.Text.Json.Nodes.JsonNode>, string)[])
        [
            (d => d["root"]!["connections"]!.AsArray().Single(c => (string?)c!["source"]!["activity"] == "approve2" && (string?)c["source"]!["port"] == "Approved")!["target"]!["activity"] = "notice", "migration.shape-differs"),
            (d => d["variables"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"id":"more","name":"more","typeName":"Int64","value":"1","storageDriverTypeName":null}""")), "migration.variables-differ"),
        ])
        {
            using var other = SpoiledWorkflows.OfTwoVersions().Edit("hardship-assistance/process.v2.json", change);
            var (catalog, problems) = ProgrammeCatalog.Load(other[""], world.Activities);
            Assert.Empty(problems);
            Assert.Equal(code, (await new PreviewMigration(world.Store, catalog!).RunAsync(Supervisor, Forward, default)).Refusal?.Code);
        }

        // Whoever answers for another programme finds no case here.
        var elsewhere = Supervisor with { Scopes = new Dictionary<string, RoleScope> { [Roles.Supervisor] = new([Spring], []) } };
        Assert.Equal("migration.nothing", (await Migrate(world).BeginAsync(elsewhere, Forward with { Reason = "新版" }, null, default)).Refusal?.Code);

        // Nor is any run's number a migration.
        Assert.Equal("migration.run", (await Preview(world).RunAsync(Supervisor, Forward with { OfRun = 999 }, default)).Refusal?.Code);
        // What became of the case since the run was begun is judged when its row comes.
        var begun = await BeginAsync(world, Forward with { Reason = "新版" });
        Assert.Equal(CaseOutcomeKind.Applied, (await world.SendAsync(Reviewer, id, "Reject")).Kind);
        await RunKinds.Worker(world, 10).RunOnceAsync(default);
        await using var db = world.Store.Read();
        Assert.Equal("migration.case-closed", (await db.RunResults.SingleAsync(r => r.RunId == begun)).Code);
        Assert.Equal([1], await VersionsAsync(world, [id]));
    }

    [SkippableFact]
    public async Task Should_begin_one_run_for_a_key_and_take_back_only_one_that_has_ended()
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        await using var world = await WorldAsync(files);
        var ids = (await world.OpenAsync(ModelWorker(1), ModelWorker(2))).Select(o => o.CaseId).ToList();
        var request = Forward with { Reason = "新版", Step = "approve1" };
        var first = await Migrate(world).BeginAsync(Supervisor, request, "k1", default);
        Assert.Equal("migration.run", (await Migrate(world).BeginAsync(Supervisor, Backward(first.Run!) with { Reason = "撤销" }, null, default)).Refusal?.Code);
        await RunKinds.Worker(world, 10).RunOnceAsync(default);
        // Nothing is left to migrate, and the key still has its answer.
        Assert.Equal(first.Run!.Id, (await Migrate(world).BeginAsync(Supervisor, request, "k1", default)).Run?.Id);
        Assert.Equal("idempotency.key-reused", (await Migrate(world).BeginAsync(Supervisor, request with { Reason = "另" }, "k1", default)).Refusal?.Code);
        Assert.Equal([2, 2], await VersionsAsync(world, ids));
        // A process without the file ends a run and touches nothing.
        var other = await BeginAsync(world, Backward(first.Run) with { Reason = "撤销" });
        var bare = new MigrateCases(world.Store, Shipped.Catalog, world.Executor, new RunStarter(world.Protector, world.Time));
        await new RunWorker(world.Store, [bare], world.Protector, world.Time).RunOnceAsync(default);
        Assert.Equal((RunState.Failed, "migration.no-version"), ((await RunKinds.EndedAsync(world, other, RunState.Failed)).State, (await RunKinds.EndedAsync(world, other, RunState.Failed)).EndCode));
        Assert.Equal([2, 2], await VersionsAsync(world, ids));
    }

    private static MigrationRequest Forward { get; } = new("hardship-assistance", 1, 2);

    private static MigrationRequest Backward(Run run) => new("hardship-assistance", 2, 1, OfRun: run.Id);

    private static async Task<CaseWorld> WorldAsync(SpoiledWorkflows files)
    {
        var world = await CreateWithAsync(files[""], new DateTimeOffset(2023, 3, 1, 2, 0, 0, TimeSpan.Zero));
        await RunKinds.HireAsync(world, Supervisor);
        return world;
    }

    private static PreviewMigration Preview(CaseWorld world) => new(world.Store, world.Programmes);

    private static MigrateCases Migrate(CaseWorld world) => RunKinds.Migrations(world);

    private static async Task<long> BeginAsync(CaseWorld world, MigrationRequest request)
    {
        var (run, refusal) = await Migrate(world).BeginAsync(Supervisor, request, null, default);
        Assert.Null(refusal);
        return run!.Id;
    }

    private static async Task<Run> MigrateAsync(CaseWorld world, MigrationRequest request)
    {
        var id = await BeginAsync(world, request);
        await RunKinds.Worker(world, 1_000).RunOnceAsync(default);
        return await RunKinds.EndedAsync(world, id, RunState.Done);
    }

    private static async Task<List<int>> VersionsAsync(CaseWorld world, IReadOnlyList<long> ids)
    {
        await using var db = world.Store.Read();
        return await db.Cases.Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).Select(c => c.DefinitionVersion).ToListAsync();
    }

    private static async Task<(int First, int Second)> CountAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return (await db.Cases.CountAsync(c => c.DefinitionVersion == 1), await db.Cases.CountAsync(c => c.DefinitionVersion == 2));
    }
}
