using System.Net;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Files;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>What a work list shows goes into an Excel file; what is searched for never stands in an address.</summary>
public sealed class When_a_work_list_is_exported : IAsyncLifetime
{
    private const string Password = "correct horse 1";

    private RunningService _service = null!;

    public async Task InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        Assert.Null(await _service.Accounts.CreateAccountAsync("chen", "陈", [Roles.Caseworker], Password, default));
        Assert.Null(await _service.Accounts.CreateAccountAsync("wu", "吴", [Roles.Approver], Password, default));
        var executor = _service.Services.GetRequiredService<BenefitWorkflow.Cases.Execution.CaseExecutor>();
        var actor = new Actor("opener", "opener", new HashSet<string> { Roles.Caseworker });
        var opened = await executor.OpenAsync(new(actor, [.. Enumerable.Range(1, 3).Select(CaseWorld.Frontline)]), default);
        Assert.All(opened, o => CaseWorld.Applied(o));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Should_write_the_shown_columns_of_every_row_that_matches()
    {
        var all = await ExportAsync();
        Assert.Equal(["案号", "姓名", "单位", "类别", "步骤", "经手", "办理期限", "金额（元）"], all.Header);
        Assert.Equal(3, all.Rows.Count);
        Assert.All(all.Rows, row => Assert.StartsWith("KNBF-2023-", row.Cells[0], StringComparison.Ordinal));

        var few = await ExportAsync(("hide", "unit,amount,nonsense"), ("text", all.Rows[1].Cells[0]));
        // A whole number finds closed cases too, so its list says which are.
        Assert.Equal(["案号", "姓名", "类别", "状态", "步骤", "经手", "办理期限"], few.Header);
        Assert.Equal(all.Rows[1].Cells[0], Assert.Single(few.Rows).Cells[0]);
    }

    [Fact]
    public async Task Should_keep_to_what_waits_for_oneself_where_asked()
    {
        Assert.Empty((await ExportAsync(("mine", "true"))).Rows);
        Assert.Equal(3, (await ExportAsAsync("wu", ("mine", "true"))).Rows.Count);
    }

    [Fact]
    public async Task Should_keep_to_state_unit_and_time_limit()
    {
        Assert.Equal(3, (await ExportAsync(("state", "all"), ("unit", "第一机械厂"))).Rows.Count);
        foreach (var none in ((string, string)[])[("state", "closed"), ("unit", "别处"), ("due", "late"), ("late", "true")]) Assert.Empty((await ExportAsync(none)).Rows);
    }

    [Fact]
    public async Task Should_refuse_a_part_of_what_was_searched_for()
    {
        var executor = _service.Services.GetRequiredService<BenefitWorkflow.Cases.Execution.CaseExecutor>();
        await executor.OpenAsync(new(new Actor("opener", "opener", new HashSet<string> { Roles.Caseworker }), [.. Enumerable.Range(4, WorkText.Most).Select(CaseWorld.Frontline)]), default);
        var browser = _service.Anonymous();
        using (await SignInForm.SubmitAsync(browser, "/sign-in", "/sign-in", ("account", "chen"), ("password", Password)))
        {
        }
        using var answer = await SignInForm.SubmitAsync(browser, "/sign-in", "/api/cases/export", ("text", "KNBF-2023-"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("work.too-many", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_who_may_not_look_into_cases()
    {
        using var form = SignInForm.Form(("hide", ""));
        using var refused = await (await _service.AsAsync(Roles.Administrator)).PostAsync("/api/cases/export", form);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Should_keep_views_apart_by_account_and_bounded()
    {
        var views = _service.Services.GetRequiredService<SavedViews>();
        Assert.Null(await views.SaveAsync("chen", " 逾期 ", "?late=true", default));
        Assert.Null(await views.SaveAsync("chen", "逾期", "?late=true&hide=unit", default));
        var kept = Assert.Single(await views.ListAsync("chen", default));
        Assert.Equal(("逾期", "?late=true&hide=unit"), (kept.Name, kept.Query));

        await views.RemoveAsync("wang", kept.Id, default);
        Assert.Single(await views.ListAsync("chen", default));
        Assert.Empty(await views.ListAsync("wang", default));
        Assert.Equal("view.name", (await views.SaveAsync("chen", " ", "", default))?.Code);
        Assert.Equal("view.query-too-long", (await views.SaveAsync("chen", "长", new string('x', SavedViews.MaxQuery + 1), default))?.Code);
        for (var i = 1; i < SavedViews.MostPerAccount; i++) Assert.Null(await views.SaveAsync("chen", $"{i}", "", default));
        Assert.Equal("view.too-many", (await views.SaveAsync("chen", "one more", "", default))?.Code);
        Assert.Null(await views.SaveAsync("chen", "1", "?late=true", default));
    }

    private Task<(IReadOnlyList<string> Header, List<TableRow> Rows)> ExportAsync(params (string Name, string Value)[] fields) => ExportAsAsync("chen", fields);

    private async Task<(IReadOnlyList<string> Header, List<TableRow> Rows)> ExportAsAsync(string account, params (string Name, string Value)[] fields)
    {
        var browser = _service.Anonymous();
        using (await SignInForm.SubmitAsync(browser, "/sign-in", "/sign-in", ("account", account), ("password", Password)))
        {
        }
        using var answer = await SignInForm.SubmitAsync(browser, "/sign-in", "/api/cases/export", fields);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Tables.Read(await answer.Content.ReadAsByteArrayAsync());
    }
}
