using System.Text.Json.Nodes;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Notices;

/// <summary>One notice for admission to file, one of the payees: order, number and unit of days are the process's and the programme's.</summary>
public sealed class When_a_process_asks_for_two_notices
{
    [Fact]
    public async Task Should_post_and_run_each_in_full_before_money_can_move()
    {
        await using var world = await CreateAsync();
        using var folder = new WorkflowsCopy();
        folder.Edit("hardship-assistance/frontline-condolence.v1.json", InsertSecond);
        // Seven calendar days: from Wednesday 2023-03-01 to Wednesday 2023-03-08.
        folder.Edit(WorkflowsCopy.Programme, programme => programme["notice"]!["calendarDays"] = 7);
        var (catalog, problems) = ProgrammeCatalog.Load(folder.Path, world.Activities);
        Assert.Empty(problems);
        var executor = new CaseExecutor(world.Store, catalog!, world.Activities, world.Calendar, world.Keys, world.Protector, world.Time, NullLogger<CaseExecutor>.Instance);
        var poster = new PostNotice(world.Store, executor, catalog!, world.Calendar, world.Time);
        var closer = new NoticeCloser(world.Store, executor, world.Time, NullLogger<NoticeCloser>.Instance);

        var id = Applied((await executor.OpenAsync(new OpenCommand(Caseworker, [Frontline(1)]), default))[0]).CaseId;
        Applied((await executor.SignalAsync(new SignalCommand(Approver, [new CaseSignal(id, new BenefitWorkflow.Engine.Execution.Signal("Approve"))]), default))[0]);
        foreach (var (step, day, last) in new[] { ("notice", new DateOnly(2023, 3, 1), new DateOnly(2023, 3, 8)), ("payees", new DateOnly(2023, 3, 9), new DateOnly(2023, 3, 16)) })
        {
            Assert.Equal(step, (await world.CaseAsync(id)).Step);
            var posted = Assert.Single((await poster.RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices);
            Assert.Equal((day, last), (posted.StartsOn, posted.EndsOn));
            world.Time.SetUtcNow(posted.EndsAt.AddMilliseconds(-1));
            Assert.Equal(0, await closer.CloseDueAsync(default));
            RefusedAs("notice.period-running", (await executor.SignalAsync(new SignalCommand(Actor.System, [new CaseSignal(id, new BenefitWorkflow.Engine.Execution.Signal("CloseNotice"))]), default))[0]);
            await using (var db = world.Store.Read()) Assert.Empty(await db.PaymentOrders.ToListAsync());
            world.Time.SetUtcNow(posted.EndsAt);
            Assert.Equal(1, await closer.CloseDueAsync(default));
        }
        Assert.Equal("bank", (await world.CaseAsync(id)).Step);
        await using var after = world.Store.Read();
        Assert.Single(await after.PaymentOrders.ToListAsync());
        Assert.Equal(["notice", "payees"], (await after.Notices.ToListAsync()).Select(n => n.Kind).Order(StringComparer.Ordinal));
        Assert.All(await after.Notices.ToListAsync(), n => Assert.Contains("共 7 个自然日", n.Text, StringComparison.Ordinal));
    }

    /// <summary>A copy of the notice's step between it and the bank.</summary>
    private static void InsertSecond(JsonObject definition)
    {
        var (activities, connections) = (definition["root"]!["activities"]!.AsArray(), definition["root"]!["connections"]!.AsArray());
        var second = JsonNode.Parse(activities.Single(a => (string?)a!["id"] == "notice")!.ToJsonString())!.AsObject();
        (second["id"], second["name"], second["nodeId"]) = ("payees", "payees", "Workflow1:flow:payees");
        second["kind"]!["expression"]!["value"] = "payees";
        activities.Add(second);
        foreach (var outgoing in connections.Where(c => (string?)c!["source"]!["activity"] == "notice").ToList())
        {
            var copy = JsonNode.Parse(outgoing!.ToJsonString())!;
            copy["source"]!["activity"] = "payees";
            connections.Add(copy);
            if ((string?)outgoing["source"]!["port"] == "NoObjection") outgoing["target"]!["activity"] = "payees";
        }
    }
}
