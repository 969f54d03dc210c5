using System.Net;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Store;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Runs;

/// <summary>The run's page, as the server draws it.</summary>
public sealed class When_a_run_is_looked_at
{
    private const string Cancel = "取消（当前分块完成后停止）";

    [Fact]
    public async Task Should_say_why_it_failed_and_lead_to_what_it_worked_on()
    {
        await using var service = await RunningService.StartAsync();
        await RunAsync(service, "bank-results", Roles.FinancePreparer, "/api/bank-results/7", run => run.End(RunState.Failed, "bank-answer.truncated", service.Time.GetUtcNow()));
        var page = await PageAsync(service, Roles.FinancePreparer, "/runs/1");

        Assert.Contains("导入银行回单", page, StringComparison.Ordinal);
        Assert.Contains("bank-answer.truncated", page, StringComparison.Ordinal);
        Assert.Matches("role=\"alert\"[^§]*不是完整的 XML", page);
        Assert.Contains("href=\"/bank-results/7\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Cancel, page, StringComparison.Ordinal);
        // A reviewer sees runs, and no bank's answers.
        Assert.DoesNotContain("href=\"/bank-results/7\"", await PageAsync(service, Roles.Reviewer, "/runs/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_the_result_of_every_row_page_by_page_and_what_was_not_done_first()
    {
        await using var service = await RunningService.StartAsync();
        await RunAsync(service, "approve", Roles.Approver, null, run =>
        {
            run.Advance(150, 2, 0);
            run.End(RunState.Done, null, service.Time.GetUtcNow());
        }, [.. Enumerable.Range(1, 152).Select(row => new RunResult
        {
            RunId = 1, Row = row, CaseId = row, CaseNumber = $"KN-{row:000}", Status = row <= 2 ? "refused" : "applied", Step = "notice",
            Code = row <= 2 ? "case.version" : null, Zh = row <= 2 ? "案件已有变动" : null, En = row <= 2 ? "The case has changed" : null,
        })]);

        var refused = await PageAsync(service, Roles.Approver, "/runs/1");
        Assert.Contains("KN-002", refused, StringComparison.Ordinal);
        Assert.Contains("案件已有变动", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("KN-003", refused, StringComparison.Ordinal);
        var applied = await PageAsync(service, Roles.Approver, "/runs/1?show=applied");
        Assert.Contains("KN-102", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("KN-103", applied, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs/1?show=applied&after=102\"", applied, StringComparison.Ordinal);
        Assert.Contains("KN-152", await PageAsync(service, Roles.Approver, "/runs/1?show=applied&after=102"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_offer_to_cancel_only_to_who_may()
    {
        await using var service = await RunningService.StartAsync();
        await RunAsync(service, "approve", Roles.Approver, null, run =>
        {
            run.Claim("test", service.Time.GetUtcNow());
            run.Advance(34, 0, 0);
        });

        Assert.Contains(Cancel, await PageAsync(service, Roles.Approver, "/runs/1"), StringComparison.Ordinal);
        Assert.Contains(Cancel, await PageAsync(service, Roles.Supervisor, "/runs/1"), StringComparison.Ordinal);
        Assert.DoesNotContain(Cancel, await PageAsync(service, Roles.Reviewer, "/runs/1"), StringComparison.Ordinal);
        // 34 of 152 are 22 %: what is spoken changes with the tenth only.
        Assert.Matches("role=\"status\"[^§]*，已过 20 %</span>", await PageAsync(service, Roles.Approver, "/runs/1"));
    }

    [Fact]
    public async Task Should_be_linked_to_only_for_those_who_may_open_it()
    {
        await using var service = await RunningService.StartAsync();
        await RunAsync(service, "bank-results", Roles.FinancePreparer, "/api/bank-results/1", _ => { });
        long file, roster;
        await using (var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            var answer = SampleRows.Make<BankResultFile>(tx.Db.Model, 1, nulls: true);
            answer.TakeUp(1);
            await tx.InsertAsync(answer, default);
            var import = SampleRows.Make<ImportRun>(tx.Db.Model, 1, nulls: true);
            import.TakeUp(1);
            await tx.InsertAsync(import, default);
            (file, roster) = (answer.Id, import.Id);
            await tx.CommitAsync(default);
        }
        foreach (var path in (string[])["/bank-results", $"/bank-results/{file}"])
        {
            Assert.Contains("href=\"/runs/1\"", await PageAsync(service, Roles.FinancePreparer, path), StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/runs/1\"", await PageAsync(service, Roles.Auditor, path), StringComparison.Ordinal);
        }
        Assert.Contains("href=\"/runs/1\"", await PageAsync(service, Roles.Supervisor, $"/imports/{roster}"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/runs/1\"", await PageAsync(service, Roles.Auditor, $"/imports/{roster}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_found_on_an_earlier_page_of_the_list()
    {
        await using var service = await RunningService.StartAsync();
        await using (var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            for (var id = 1; id <= 101; id++) await tx.InsertAsync(New(service, id, "approve", Roles.Approver, null), default);
            await tx.CommitAsync(default);
        }
        var newest = await PageAsync(service, Roles.Approver, "/runs");
        Assert.DoesNotContain("href=\"/runs/1\"", newest, StringComparison.Ordinal);
        Assert.Matches("href=\"[^\"]*/runs\\?before=2\"", newest);
        Assert.Contains("href=\"/runs/1\"", await PageAsync(service, Roles.Approver, "/runs?before=2"), StringComparison.Ordinal);
    }

    private static Run New(RunningService service, long id, string action, string by, string? link) =>
        new() { Id = id, Kind = "none", Action = action, By = by, CreatedAt = service.Time.GetUtcNow(), Total = 152, Link = link, InputHash = [1] };

    private static async Task RunAsync(RunningService service, string action, string by, string? link, Action<Run> happened, params IReadOnlyList<RunResult> results)
    {
        var run = New(service, 1, action, by, link);
        happened(run);
        await using var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default);
        await tx.InsertAsync(run, default);
        await tx.Bulk.InsertAsync(results, default);
        await tx.CommitAsync(default);
    }

    private static async Task<string> PageAsync(RunningService service, string role, string path)
    {
        using var response = await (await service.AsAsync(role)).GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{role} {path}: {(int)response.StatusCode}");
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
