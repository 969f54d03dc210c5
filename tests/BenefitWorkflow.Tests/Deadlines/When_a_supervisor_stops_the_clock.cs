using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines;

[Trait("Store", "Every")]
public sealed class When_a_supervisor_stops_the_clock
{
    private static readonly Actor Supervisor = Person("du", Roles.Supervisor);

    [Fact]
    public async Task Should_show_the_reason_fire_nothing_and_run_longer_afterwards()
    {
        await using var world = await CreateAsync();
        var pause = new PauseDeadlines(world.Store, world.Calendar, world.Time);
        var id = Applied(Assert.Single(await world.OpenAsync(Frontline(1)))).CaseId;
        var due = (await world.CaseAsync(id)).StepDueAt!.Value;
        Assert.Equal(due, Assert.Single(await pause.PauseAsync(Supervisor, [new(id, PauseReason.WaitingForDocument)], default)).DueAt);
        Assert.Equal("deadline.already-paused", Assert.Single(await pause.PauseAsync(Supervisor, [new(id, PauseReason.Objection)], default)).Refusal?.Code);
        Assert.Equal((DeadlineState.Paused, PauseReason.WaitingForDocument), await OfAsync(world, id));

        // Wednesday 1 March to Wednesday the 15th, past the limit and its escalation.
        world.Time.Advance(TimeSpan.FromDays(14));
        await new DeadlineSweep(world.Store, world.Executor.SignalWithinAsync, world.Time).RunOnceAsync(default);
        Assert.Empty((await new OverdueList(world.Store, world.Programmes, world.Time).ReadAsync(CaseScope.All, null, null, 10, default)).Items);
        var resumed = Assert.Single(await pause.ResumeAsync(Supervisor, [new(id)], default));
        Assert.Equal(10, world.Calendar.AtStart.WorkingDaysBetween(ShanghaiTime.LocalDate(due.AddTicks(-1)), ShanghaiTime.LocalDate(resumed.DueAt!.Value.AddTicks(-1))));
        Assert.Equal((DeadlineState.Pending, null), await OfAsync(world, id));
        Assert.Equal(resumed.DueAt, (await world.CaseAsync(id)).StepDueAt);

        await using var db = world.Store.Read();
        Assert.Empty(await db.DeadlineRungs.ToListAsync());
        var evidence = Assert.Single(await db.DeadlinePauses.ToListAsync());
        Assert.Equal(("du", "du", due, resumed.DueAt, PauseReason.WaitingForDocument), (evidence.PausedBy, evidence.ResumedBy!, evidence.DueBefore, evidence.DueAfter, evidence.Reason));
        Applied(await world.SendAsync(Approver, id, "Approve"));
    }

    [Fact]
    public async Task Should_refuse_row_by_row_what_cannot_be_paused_or_resumed()
    {
        await using var world = await CreateAsync();
        var pause = new PauseDeadlines(world.Store, world.Calendar, world.Time);
        var ids = (await world.OpenAsync(Frontline(1), Frontline(2))).Select(o => Applied(o).CaseId).ToArray();
        var outcomes = await pause.PauseAsync(Supervisor, [new(ids[0]), new(999, PauseReason.Objection), new(ids[1], PauseReason.ForceMajeure)], default);
        Assert.Equal(["deadline.reason-missing", "deadline.none-open", null], outcomes.Select(o => o.Refusal?.Code));
        Assert.Equal(["deadline.not-paused", null], (await pause.ResumeAsync(Supervisor, [new(ids[0]), new(ids[1])], default)).Select(o => o.Refusal?.Code));

        world.Time.SetUtcNow((await world.CaseAsync(ids[0])).StepDueAt!.Value);
        Assert.Equal("deadline.late", Assert.Single(await pause.PauseAsync(Supervisor, [new(ids[0], PauseReason.Objection)], default)).Refusal?.Code);
        Assert.Equal(DeadlineState.Pending, (await OfAsync(world, ids[0])).State);
    }

    [Fact]
    public async Task Should_end_the_pause_with_the_step()
    {
        await using var world = await CreateAsync();
        var pause = new PauseDeadlines(world.Store, world.Calendar, world.Time);
        var id = Applied(Assert.Single(await world.OpenAsync(Frontline(1)))).CaseId;
        await pause.PauseAsync(Supervisor, [new(id, PauseReason.WaitingForDocument)], default);
        Applied(await world.SendAsync(Approver, id, "Approve"));
        Assert.Equal(DeadlineState.Cleared, (await OfAsync(world, id)).State);
        // The next step has a clock of its own, which runs.
        Assert.Equal("deadline.not-paused", Assert.Single(await pause.ResumeAsync(Supervisor, [new(id)], default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_be_the_supervisors_over_http_and_once_per_key()
    {
        await using var service = await RunningService.StartAsync();
        var body = new { items = new[] { new { caseId = 5, reason = "waitingForDocument" } } };
        using (var byOther = await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/deadlines/pause", body)) Assert.Equal(HttpStatusCode.Forbidden, byOther.StatusCode);
        var supervisor = await service.AsAsync(Roles.Supervisor);
        using var answer = await supervisor.PostAsJsonAsync("/api/deadlines/pause", body);
        var rows = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, "deadline.none-open"), (rows.GetProperty("refused").GetInt32(), rows.GetProperty("results")[0].GetProperty("code").GetString()));
        using var unknown = await supervisor.PostAsJsonAsync("/api/deadlines/pause", new { items = new[] { new { caseId = 5, reason = "holiday" } } });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    private static async Task<(DeadlineState State, PauseReason? Reason)> OfAsync(CaseWorld world, long id)
    {
        await using var db = world.Store.Read();
        var deadline = await db.Deadlines.SingleAsync(d => d.CaseId == id && d.ActivityId == "approve1");
        return (deadline.State, deadline.PauseReason);
    }
}
