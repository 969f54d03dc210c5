using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Runs;

[Trait("Store", "Every")]
public sealed class When_notices_run
{
    private const int Cases = 50, Chunk = 20;

    [SkippableFact]
    public async Task Should_post_every_case_once_where_a_process_was_killed()
    {
        await using var world = await ApprovedAsync();
        var id = await PostAsync(world);
        await RunKinds.KillAndTakeOverAsync(world, Chunk);

        Assert.Equal((Cases, Cases), ((await RunKinds.EndedAsync(world, id, RunState.Done)).Total, (await RunKinds.EndedAsync(world, id, RunState.Done)).Applied));
        await using var db = world.Store.Read();
        Assert.Equal((3, Cases, Cases), (await db.Notices.CountAsync(), await db.NoticeLines.CountAsync(), await db.NoticeLines.Select(l => l.CaseId).Distinct().CountAsync()));
    }

    [SkippableFact]
    public async Task Should_tell_each_case_that_waits_no_more_and_post_the_others()
    {
        await using var world = await ApprovedAsync();
        var (first, second) = (await PostAsync(world), await PostAsync(world, [1, 2, 777]));
        await RunKinds.Worker(world, Chunk).RunOnceAsync(default);

        Assert.Equal(Cases, (await RunKinds.EndedAsync(world, first, RunState.Done)).Applied);
        Assert.Equal((3, 3), ((await RunKinds.EndedAsync(world, second, RunState.Done)).Done, (await RunKinds.EndedAsync(world, second, RunState.Done)).Refused));
        await using var db = world.Store.Read();
        Assert.Equal(["notice.already-posted", "notice.already-posted", "notice.not-waiting"], await db.RunResults.Where(r => r.RunId == second).OrderBy(r => r.Row).Select(r => r.Code).ToListAsync());
    }

    [SkippableFact]
    public async Task Should_stop_posting_when_cancelled()
    {
        await using var world = await ApprovedAsync();
        var id = await PostAsync(world);
        await RunKinds.CancelAsync(world, Chunk);

        Assert.Equal(Chunk, (await RunKinds.EndedAsync(world, id, RunState.Cancelled)).Done);
        await using var db = world.Store.Read();
        Assert.Equal((1, Chunk), (await db.Notices.CountAsync(), await db.NoticeLines.CountAsync()));
    }

    [SkippableFact]
    public async Task Should_refuse_the_rows_whose_period_needs_a_year_that_is_not_loaded_and_fail()
    {
        await using var world = await ApprovedAsync();
        world.Time.SetUtcNow(new DateTimeOffset(2031, 3, 1, 2, 0, 0, TimeSpan.Zero));
        var id = await PostAsync(world);
        await RunKinds.Worker(world, Chunk).RunOnceAsync(default);

        var ended = await RunKinds.EndedAsync(world, id, RunState.Failed);
        Assert.Equal((Chunk, Chunk, "calendar.year-missing"), (ended.Done, ended.Refused, ended.EndCode));
        await using var db = world.Store.Read();
        Assert.Equal(0, await db.NoticeLines.CountAsync());
    }

    [SkippableFact]
    public async Task Should_close_every_notice_once_where_a_process_was_killed_and_leave_an_objected_line()
    {
        await using var world = await PostedAsync();
        CaseWorld.Applied(await world.SendAsync(CaseWorld.Caseworker, 7, "Withdraw"));
        var job = Job(world);
        await job.RunAsync(default);
        // The next minute's run finds it under way.
        await job.RunAsync(default);
        await RunKinds.KillAndTakeOverAsync(world, Chunk);
        await job.RunAsync(default);

        await using var db = world.Store.Read();
        var run = await db.Runs.SingleAsync();
        Assert.Equal((Cases - 1, Cases - 1), ((await RunKinds.EndedAsync(world, run.Id, RunState.Done)).Applied, run.Total));
        Assert.Equal(4, await db.Notices.CountAsync(n => n.State == NoticeState.Closed));
        Assert.Equal(Cases - 1, await db.PaymentOrders.Select(o => o.CaseId).Distinct().CountAsync());
        Assert.Equal(Cases - 1, await db.PaymentOrders.CountAsync());
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(Cases)]
    public async Task Should_close_notices_whose_lines_fill_a_chunk_exactly_or_lie_across(int chunk)
    {
        await using var world = await PostedAsync();
        await Job(world).RunAsync(default);
        await RunKinds.Worker(world, chunk).RunOnceAsync(default);

        await using var db = world.Store.Read();
        Assert.Equal(4, await db.Notices.CountAsync(n => n.State == NoticeState.Closed));
        Assert.Equal(Cases, await db.RunResults.CountAsync(r => r.Status == "applied"));
    }

    [SkippableFact]
    public async Task Should_keep_a_notice_open_that_a_line_cannot_pass_and_come_back_for_it_in_the_next_hour()
    {
        await using var world = await PostedAsync();
        // Nobody pays the dead: the case refuses to order its payment.
        await When_cases_are_put_on_notice.SetStatusAsync(world, 3, BeneficiaryStatus.Deceased);
        var job = Job(world, directLines: 0);
        // The first run leaves one line; the notice that it keeps open is tried once more, and then with every hour.
        for (var minute = 0; minute < 4; minute++)
        {
            await job.RunAsync(default);
            await RunKinds.Worker(world, Chunk).RunOnceAsync(default);
        }
        await using var db = world.Store.Read();
        Assert.Equal((3L, 1), ((await db.NoticeLines.SingleAsync(l => l.State == NoticeLineState.Open)).CaseId, await db.Notices.CountAsync(n => n.State == NoticeState.Posted)));
        Assert.Equal([(Cases, Cases - 1, 1), (1, 0, 1)], (await db.Runs.OrderBy(r => r.Id).ToListAsync()).Select(r => (r.Total, r.Applied, r.Refused)));
        world.Time.Advance(TimeSpan.FromHours(1));
        await job.RunAsync(default);
        Assert.Equal(3, await db.Runs.CountAsync());
    }

    [SkippableFact]
    public async Task Should_close_few_lines_without_a_run()
    {
        await using var world = await PostedAsync();
        await Job(world, directLines: Cases).RunAsync(default);

        await using var db = world.Store.Read();
        Assert.Equal((0, 4), (await db.Runs.CountAsync(), await db.Notices.CountAsync(n => n.State == NoticeState.Closed)));
    }

    private static CloseDueNotices Job(CaseWorld world, int directLines = 10) =>
        new(world.Store, When_cases_are_put_on_notice.Closer(world), new RunStarter(world.Protector, world.Time), world.Time) { DirectLines = directLines };

    private static async Task<CaseWorld> ApprovedAsync()
    {
        var world = await CaseWorld.CreateAsync();
        await RunKinds.HireAsync(world, CaseWorld.Caseworker);
        var opened = await world.OpenAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]);
        Assert.All(await world.SendAsync(CaseWorld.Approver, "Approve", [.. opened.Select(o => o.CaseId)]), o => CaseWorld.Applied(o));
        return world;
    }

    /// <summary>On four notices of 15, 15, 15 and 5 lines, whose periods are over.</summary>
    private static async Task<CaseWorld> PostedAsync()
    {
        var world = await ApprovedAsync();
        await using var db = world.Store.Read();
        foreach (var ids in (await db.Cases.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()).Chunk(15)) await world.PostNoticeAsync(ids);
        world.Time.Advance(TimeSpan.FromDays(6));
        return world;
    }

    private static async Task<long> PostAsync(CaseWorld world, IReadOnlyList<long>? ids = null)
    {
        ids ??= [.. Enumerable.Range(1, Cases).Select(i => (long)i)];
        await using var tx = await world.Store.BeginWriteAsync(default);
        var (run, _) = await new RunStarter(world.Protector, world.Time).StartJsonAsync(tx, CaseWorld.Caseworker, null,
            new NewRun(PostNoticesRun.Kind, PostNoticesRun.Kind, ids.Count, ids), new PostNoticesRun.Input(CaseWorld.Hardship, "frontline-worker", ids), default);
        await tx.CommitAsync(default);
        return run!.Id;
    }
}

public sealed class When_notices_are_posted_as_a_run_over_http
{
    [Fact]
    public async Task Should_post_what_waited_when_it_was_started()
    {
        await using var service = await TestService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        await TestService.RefusedAsync("notice.nothing-to-post", 422, await PostAsync("frontline-worker"));
        await TestService.RefusedAsync("programme.unknown-scheme", 422, await PostAsync("none"));
        await caseworker.PostAsJsonAsync("/api/cases", new { items = Enumerable.Range(1, 3).Select(i => When_the_api_is_called.Item(CaseWorld.Frontline(i))) });
        var approver = await service.AsAsync(Roles.Approver);
        await approver.PostAsJsonAsync("/api/cases/approve", new { items = Enumerable.Range(1, 3).Select(i => new { caseId = i }) });

        var started = await PostAsync("frontline-worker");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await service.App.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
        var run = await TestService.JsonAsync(await caseworker.GetAsync(started.Headers.Location));
        Assert.Equal(("done", "post-notices", 3, 3), (run.GetProperty("state").GetString(), run.GetProperty("kind").GetString(), run.GetProperty("total").GetInt32(), run.GetProperty("applied").GetInt32()));
        var notices = await TestService.JsonAsync(await caseworker.GetAsync("/api/notices"));
        Assert.Equal(1, notices.GetProperty("items").GetArrayLength());

        Task<HttpResponseMessage> PostAsync(string scheme) => caseworker.PostAsJsonAsync("/api/notices?run=true", new { programme = CaseWorld.Hardship, scheme });
    }
}
