using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Files;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Http.TestService;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>Before a list is acted on it is worked out, and nothing remains of it.</summary>
public sealed class When_a_bulk_act_is_tried
{
    [Fact]
    public async Task Should_tell_what_would_be_refused_and_why_and_change_nothing()
    {
        // Money for two: the third is refused only because two went before it.
        await using var world = await CaseWorld.CreateAsync(CaseWorld.Hardship, 200_000, 0, 0, 0);
        var ids = (await world.OpenAsync([.. Enumerable.Range(1, 5).Select(CaseWorld.Frontline)])).Select(o => CaseWorld.Applied(o).CaseId).ToArray();
        await using (var transaction = await world.Store.BeginWriteAsync(default))
        {
            var payee = await transaction.Db.Beneficiaries.SingleAsync(b => transaction.Db.Cases.Any(c => c.Id == ids[0] && c.BeneficiaryId == b.Id));
            payee.SetStatus(BeneficiaryStatus.Deceased);
            await transaction.UpdateAsync(payee, default);
            await transaction.CommitAsync(default);
        }
        var both = CaseWorld.Person(CaseWorld.Approver.Id, Roles.Approver);
        var preview = new BulkPreview(world.Store, world.Executor);
        SignalCases.Item[] items = [.. ids.Select((id, i) => new SignalCases.Item(id, i == 1 ? 9 : 1))];

        var (report, refusal) = await preview.RunAsync(both, "approve", items, default);
        Assert.Null(refusal);
        Assert.Equal((5, 5, 2, 200_000L, 3), (report!.Cases, report.WorkedOut, report.Done, report.DoneFen, report.NotDone));
        Assert.Equal(3, report.Refused.Count);
        Assert.Equal([ids[0]], report.Refused.Single(g => g.Code == "case.beneficiary-not-active").Cases.Select(c => c.Id));
        Assert.Equal([ids[1]], report.Refused.Single(g => g.Code == "case.stale-version").Cases.Select(c => c.Id));
        Assert.Equal([ids[4]], report.Refused.Single(g => g.Code.StartsWith("budget.", StringComparison.Ordinal)).Cases.Select(c => c.Id));
        await using var db = world.Store.Read();
        Assert.Equal(0, await db.Cases.CountAsync(c => c.Version > 1));
        Assert.Equal(0, await db.Reservations.CountAsync());

        // Who prepared them may do none of them; a reason that the act needs is asked for before.
        var maker = await preview.RunAsync(CaseWorld.Person(CaseWorld.Caseworker.Id, Roles.Approver), "approve", items, default);
        Assert.Contains(maker.Report!.Refused, g => g.Code == "case.separation-of-duties");
        Assert.Equal(0, maker.Report.Done);
        Assert.Equal("case.reason-missing", (await preview.RunAsync(both, "reject", items, default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await preview.RunAsync(CaseWorld.Caseworker, "approve", items, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_put_first_what_stands_out()
    {
        await using var world = await CaseWorld.CreateAsync();
        var queue = When_the_work_list_is_searched.Queue(world);
        await world.OpenAsync(CaseWorld.Frontline(1), CaseWorld.ModelWorker(2), CaseWorld.Frontline(3));
        var chosen = (await queue.ChooseAsync(new WorkChoice(new WorkFilter(CaseScope.All), null, []), 10, default))!.ToDictionary(c => c.Id);
        var ids = chosen.Keys.Order().ToArray();
        chosen[ids[0]] = chosen[ids[0]] with { Visit = 2 };
        chosen[ids[2]] = chosen[ids[2]] with { State = CaseState.Incident };

        var order = BulkPreview.InOrder(chosen.Values, CaseWorld.Approver.Id);
        Assert.Equal([ids[2], ids[0], ids[1]], order.Select(c => c.Id));
        Assert.Equal((string[])["incident", "again"], BulkPreview.Exceptions(order, CaseWorld.Approver.Id).Select(g => g.Code));
        Assert.Equal((string[])["incident", "again"], BulkPreview.Exceptions(order, null).Select(g => g.Code));
        Assert.Equal((string[])["incident", "own"], BulkPreview.Exceptions(order, CaseWorld.Caseworker.Id).Select(g => g.Code));
    }

    [Fact]
    public async Task Should_take_all_but_some_and_nothing_that_is_closed()
    {
        await using var service = await StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        await caseworker.PostAsJsonAsync("/api/cases", new { items = Enumerable.Range(1, 4).Select(i => When_the_api_is_called.Item(CaseWorld.Frontline(i))) });
        await caseworker.PostAsJsonAsync("/api/cases/withdraw", new { items = new[] { new { caseId = 4, reason = "撤回" } } });
        var approver = await service.AsAsync(Roles.Approver);
        object All(params long[] except) => new { action = "approve", select = new { programme = CaseWorld.Hardship, unit = "第一机械厂" }, reason = "同意", except };

        var preview = await JsonAsync(await approver.PostAsJsonAsync("/api/runs/preview", All(2)));
        Assert.Equal((2, 2), (preview.GetProperty("cases").GetInt32(), preview.GetProperty("done").GetInt32()));
        await RefusedAsync("run.except", 400, await approver.PostAsJsonAsync("/api/runs", All([.. Enumerable.Range(1, WorkChoice.MostExcept + 1)])));
        await RefusedAsync("run.except", 400, await approver.PostAsJsonAsync("/api/runs", new { action = "approve", items = new[] { new { caseId = 1 } }, except = new[] { 2 } }));
        await RefusedAsync("run.nothing-selected", 422, await approver.PostAsJsonAsync("/api/runs/preview", new { action = "approve", select = new { unit = "别处" } }));

        var run = (await JsonAsync(await approver.PostAsJsonAsync("/api/runs", All(2)))).GetProperty("id").GetInt64();
        await service.App.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
        var results = (await JsonAsync(await approver.GetAsync($"/api/runs/{run}/results"))).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("caseId").GetInt64());
        Assert.Equal([1, 3], results);
    }

    [Fact]
    public async Task Should_give_the_failed_rows_as_a_file_that_says_why()
    {
        await using var service = await StartAsync();
        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = Enumerable.Range(1, 3).Select(i => When_the_api_is_called.Item(CaseWorld.Frontline(i))) });
        var approver = await service.AsAsync(Roles.Approver);
        var items = new object[] { new { caseId = 1 }, new { caseId = 2, version = 7 }, new { caseId = 99 } };
        var run = (await JsonAsync(await approver.PostAsJsonAsync("/api/runs", new { action = "approve", items }))).GetProperty("id").GetInt64();
        await service.App.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);

        using var answer = await approver.GetAsync($"/api/runs/{run}/failed");
        Assert.Equal((HttpStatusCode.OK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal($"run-{run}-failed.xlsx", answer.Content.Headers.ContentDisposition?.FileName);
        var (header, rows) = Tables.Read(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(["行 Row", "案号 Case", "代码 Code", "原因 Reason", "Reason (English)"], header);
        Assert.Equal([("2", "KNBF-2023-000002", "case.stale-version"), ("3", "99", "case.not-found")], rows.Select(r => (r.Cells[0], r.Cells[1], r.Cells[2])));
        Assert.All(rows, r => Assert.True(r.Cells[3]!.Length > 5 && r.Cells[4]!.Length > 5));
    }
}
