using System.Net;
using System.Net.Http.Json;
using System.Text;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Runs;

[Trait("Store", "Every")]
public sealed class When_a_long_list_runs
{
    private const int Cases = 50, Chunk = 20;

    [SkippableFact]
    public async Task Should_go_on_behind_the_last_chunk_where_a_process_was_killed()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        var killed = Worker(world, _ => throw new IOException("killed"));
        await Assert.ThrowsAsync<IOException>(() => killed.RunOnceAsync(default));
        Assert.Equal((RunState.Running, Chunk), await StateAsync(world, id));

        // Its claim still holds: nobody takes the run from a process that may only be slow.
        Assert.Equal(0, await Worker(world).RunOnceAsync(default));
        world.Time.Advance(RunWorker.ClaimFor + TimeSpan.FromSeconds(1));
        await Worker(world).RunOnceAsync(default);

        Assert.Equal((RunState.Done, Cases), await StateAsync(world, id));
        await ApprovedOnceAsync(world, id, Cases);
    }

    [SkippableFact]
    public async Task Should_end_as_failed_when_the_service_fails_on_its_rows_every_time()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        var worker = new RunWorker(world.Store, [new Faulty()], world.Protector, world.Time);
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => worker.RunOnceAsync(default));
            Assert.Equal((RunState.Running, 0), await StateAsync(world, id));
            world.Time.Advance(RunWorker.ClaimFor + TimeSpan.FromSeconds(1));
        }
        await worker.RunOnceAsync(default);

        Assert.Equal((RunState.Failed, 0), await StateAsync(world, id));
        await using var db = world.Store.Read();
        Assert.Equal(Run.Faulty.Code, (await db.Runs.SingleAsync()).EndCode);
        Assert.Equal(0, await db.History.CountAsync(h => h.Action == "Approve"));
    }

    private sealed class Faulty : IRunKind, IRunWork
    {
        public string Key => SignalRun.Kind;
        public IReadOnlyList<string>? Roles => null;
        public Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct) => Task.FromResult<IRunWork>(this);
        public Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct) => throw new InvalidOperationException("row 1");
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [SkippableFact]
    public async Task Should_be_done_once_by_three_processes()
    {
        await using var world = await WorldAsync();
        var ids = new[] { await StartAsync(world, "approve"), await StartAsync(world, "approve") };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Worker(world).RunOnceAsync(default))));

        foreach (var id in ids) Assert.Equal((RunState.Done, Cases), await StateAsync(world, id));
        await using var db = world.Store.Read();
        Assert.Equal(Cases, await db.History.CountAsync(h => h.Action == "Approve"));
        Assert.Equal((Cases, Cases), (await db.RunResults.CountAsync(r => r.Status == "applied"), await db.RunResults.CountAsync(r => r.Status == "refused")));
    }

    [SkippableFact]
    public async Task Should_leave_a_taken_over_run_to_the_process_that_took_it()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        var slow = Worker(world, async _ =>
        {
            // It sleeps behind its first chunk for longer than its claim, and another finishes the run meanwhile.
            world.Time.Advance(RunWorker.ClaimFor + TimeSpan.FromSeconds(1));
            await Worker(world).RunOnceAsync(default);
        });
        await slow.RunOnceAsync(default);

        await ApprovedOnceAsync(world, id, Cases);
    }

    [SkippableFact]
    public async Task Should_stop_between_chunks_when_cancelled_and_leave_the_rest_untouched()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        await Worker(world, async _ => await ChangeAsync(world, async tx =>
        {
            var run = await tx.Db.Runs.SingleAsync(r => r.Id == id);
            if (run.State == RunState.Running) run.Cancel(world.Time.GetUtcNow());
            await tx.UpdateAsync(run, default);
        })).RunOnceAsync(default);

        Assert.Equal((RunState.Cancelled, Chunk), await StateAsync(world, id));
        await ApprovedOnceAsync(world, id, Chunk);
    }

    [SkippableFact]
    public async Task Should_ask_for_the_role_anew_in_every_chunk()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        await Worker(world, async _ => await SetRolesAsync(world, Roles.Auditor)).RunOnceAsync(default);

        await using var db = world.Store.Read();
        Assert.Equal((Chunk, Cases - Chunk), (await db.RunResults.CountAsync(r => r.Status == "applied"), await db.RunResults.CountAsync(r => r.Code == "case.role-required")));
    }

    [SkippableFact]
    public async Task Should_keep_no_list_once_it_has_ended()
    {
        await using var world = await WorldAsync();
        var id = await StartAsync(world, "approve");
        await using var db = world.Store.Read();
        var piece = await db.RunInputs.SingleAsync();
        Assert.DoesNotContain("caseId", Encoding.UTF8.GetString(piece.Cipher), StringComparison.Ordinal);
        await Worker(world).RunOnceAsync(default);

        Assert.Equal(RunState.Done, (await db.Runs.SingleAsync(r => r.Id == id)).State);
        Assert.Equal(0, await db.RunInputs.CountAsync());
    }

    private static RunWorker Worker(CaseWorld world, Func<Run, Task>? afterChunk = null) => RunKinds.Worker(world, Chunk, afterChunk);

    private static async Task<CaseWorld> WorldAsync()
    {
        var world = await CaseWorld.CreateAsync();
        Assert.All(await world.OpenAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]), o => CaseWorld.Applied(o));
        await ChangeAsync(world, tx => tx.InsertAsync(new Account { Id = CaseWorld.Reviewer.Id, DisplayName = "审核", RoleList = $"{Roles.Reviewer},{Roles.Approver}", PasswordHash = "", CreatedAt = world.Time.GetUtcNow() }, default));
        return world;
    }

    private static Task SetRolesAsync(CaseWorld world, string roles) => ChangeAsync(world, async tx =>
    {
        var old = await tx.Db.Accounts.SingleAsync(a => a.Id == CaseWorld.Reviewer.Id);
        await tx.UpdateAsync(new Account { Id = old.Id, DisplayName = old.DisplayName, RoleList = roles, PasswordHash = "", CreatedAt = old.CreatedAt }, default);
    });

    private static async Task<long> StartAsync(CaseWorld world, string action)
    {
        await using var db = world.Store.Read();
        var items = (await db.Cases.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()).ConvertAll(id => new SignalCases.Item(id));
        var id = 0L;
        await ChangeAsync(world, async tx =>
        {
            var (run, _) = await new RunStarter(world.Protector, world.Time).StartJsonAsync(tx, CaseWorld.Reviewer, null, new NewRun(SignalRun.Kind, action, items.Count, action), items, default);
            id = run!.Id;
        });
        return id;
    }

    private static async Task ChangeAsync(CaseWorld world, Func<BenefitWorkflow.Store.WriteTransaction, Task> change)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        await change(tx);
        await tx.CommitAsync(default);
    }

    private static async Task<(RunState, int)> StateAsync(CaseWorld world, long id)
    {
        await using var db = world.Store.Read();
        var run = await db.Runs.SingleAsync(r => r.Id == id);
        Assert.Equal(run.Done, await db.RunResults.CountAsync(r => r.RunId == id));
        return (run.State, run.Done);
    }

    private static async Task ApprovedOnceAsync(CaseWorld world, long run, int cases)
    {
        await using var db = world.Store.Read();
        Assert.Equal(Enumerable.Range(1, cases), await db.RunResults.Where(r => r.RunId == run).OrderBy(r => r.Row).Select(r => r.Row).ToListAsync());
        Assert.Equal((cases, cases), (await db.History.CountAsync(h => h.Action == "Approve"), await db.Cases.CountAsync(c => c.Step == "notice")));
    }
}

public sealed class When_a_run_is_started_over_http
{
    [Fact]
    public async Task Should_answer_at_once_and_tell_of_progress_and_every_row()
    {
        await using var service = await TestService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        var opened = await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)), When_the_api_is_called.Item(CaseWorld.Frontline(2)) } });
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        var reviewer = await service.AsAsync(Roles.Approver);

        async Task<HttpResponseMessage> StartAsync(object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", "k1");
            return await reviewer.SendAsync(request);
        }
        var select = new { action = "approve", select = new { programme = CaseWorld.Hardship, step = "approve1" } };
        var started = await StartAsync(select);
        Assert.Equal((HttpStatusCode.Accepted, "/api/runs/1"), (started.StatusCode, started.Headers.Location?.ToString()));
        Assert.Equal(1, (await TestService.JsonAsync(await StartAsync(select))).GetProperty("id").GetInt64());
        await TestService.RefusedAsync("idempotency.key-reused", 409, await StartAsync(new { action = "reject", select = new { programme = CaseWorld.Hardship }, reason = "不符" }));

        await service.App.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
        var run = await TestService.JsonAsync(await reviewer.GetAsync("/api/runs/1"));
        Assert.Equal(("done", 2, 2), (run.GetProperty("state").GetString(), run.GetProperty("total").GetInt32(), run.GetProperty("applied").GetInt32()));
        var results = await TestService.JsonAsync(await reviewer.GetAsync("/api/runs/1/results?limit=1"));
        Assert.Equal(("applied", 1), (results.GetProperty("items")[0].GetProperty("status").GetString(), results.GetProperty("next").GetInt32()));
        await TestService.RefusedAsync("run.ended", 409, await reviewer.PostAsync("/api/runs/1/cancel", null));
    }

    [Fact]
    public async Task Should_refuse_what_it_cannot_run()
    {
        await using var service = await TestService.StartAsync();
        var reviewer = await service.AsAsync(Roles.Reviewer);

        await TestService.RefusedAsync("run.unknown-action", 400, await reviewer.PostAsJsonAsync("/api/runs", new { action = "pay", items = new[] { new { caseId = 1 } } }));
        await TestService.RefusedAsync("identity.role-required", 403, await reviewer.PostAsJsonAsync("/api/runs", new { action = "withdraw", items = new[] { new { caseId = 1, reason = "x" } } }));
        await TestService.RefusedAsync("run.items", 400, await reviewer.PostAsJsonAsync("/api/runs", new { action = "approve" }));
        await TestService.RefusedAsync("run.nothing-selected", 422, await reviewer.PostAsJsonAsync("/api/runs", new { action = "approve", select = new { programme = "none" } }));
        await TestService.RefusedAsync("case.reason-missing", 422, await reviewer.PostAsJsonAsync("/api/runs", new { action = "reject", items = new[] { new { caseId = 1 } } }));
        await TestService.RefusedAsync("run.not-found", 404, await reviewer.GetAsync("/api/runs/9"));
        await TestService.RefusedAsync("run.not-found", 404, await reviewer.GetAsync("/api/runs/9/results"));
        await TestService.RefusedAsync("run.not-found", 404, await reviewer.PostAsync("/api/runs/9/cancel", null));
    }
}
