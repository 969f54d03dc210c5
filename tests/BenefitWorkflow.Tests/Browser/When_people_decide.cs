using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_people_decide(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_let_a_reviewer_go_from_the_start_page_to_a_decision(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Reviewer, language, width);
        var id = site.Cases.Take("approve1 reviewer");
        await visitor.Region(visitor.T("我的待办", "My tasks")).GetByRole(AriaRole.Link).First.ClickAsync();
        await visitor.Heading(visitor.T("工作清单", "Work list")).WaitForAsync();
        await visitor.GoAsync($"/cases/{id}");
        await visitor.Reason.FillAsync("材料齐全，入户核实无误");
        await visitor.Button(visitor.T("同意", "Approve")).ClickAsync();
        await visitor.SeeAsync(visitor.T("已办理：同意", "Done: Approve"));
        await visitor.Button(visitor.T("同意", "Approve")).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Region(visitor.T("经过", "History")).GetByText("材料齐全，入户核实无误").WaitForAsync();
        await visitor.LookAsync("case-approved");
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_let_an_approver_act_on_several_at_once_and_watch_the_run(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Approver, language, width);
        await visitor.GoAsync("/cases?role=approver&step=approve2");
        // All but one stays all but one; it is only looked at, since others' cases are among them.
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new(visitor.T("选定符合条件的全部", "Choose all")) }).ClickAsync();
        var first = visitor.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new(visitor.T("选定 ", "Choose K")) }).First;
        // The ticks come with the server's answer: what is unticked before it has nothing to take back.
        await Assertions.Expect(first).ToBeCheckedAsync();
        await first.UncheckAsync();
        await visitor.SeeAsync(visitor.T("全部，除去 1 件", "all but 1"));
        await visitor.Button(visitor.T("取消选定", "Choose none")).ClickAsync();
        await visitor.Button(visitor.T("取消选定", "Choose none")).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        for (var n = 1; n <= 2; n++)
        {
            var id = site.Cases.Take("approve2 approver");
            await visitor.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.Locator($"a[href='/cases/{id}']") }).GetByRole(AriaRole.Checkbox).CheckAsync();
            // What comes above the table with the first moves the rows.
            await visitor.SeeAsync(visitor.T($"已选 {n} 件", $"{n} chosen"));
        }
        await visitor.Reason.FillAsync("集体研究同意");
        await visitor.Button(visitor.T("试算：同意", "Preview: Approve")).ClickAsync();
        await visitor.SeeAsync(visitor.T("可以办理 2 件", "2 would be done"));
        await visitor.LookAsync("bulk-act");

        await visitor.Button(visitor.T("同意：2 件", "Approve: 2 cases")).ClickAsync();
        await visitor.Button(visitor.T("确认办理", "Go ahead")).ClickAsync();
        await visitor.ArriveAsync("**/runs/*");
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("完成", "Done"), new() { Exact = true }).WaitForAsync();
        await visitor.SeeAsync("2 / 2");
        await visitor.LookAsync("run-done");
        await visitor.MenuAsync(visitor.T("批量操作", "Bulk runs"));
        await visitor.Region(visitor.T("批量操作", "Bulk runs")).WaitForAsync();
        await visitor.LookAsync("runs-after");
    }

    [SkippableFact]
    public async Task Should_tell_of_a_refusal_that_leaves_nothing_to_do_and_take_the_reader_nowhere()
    {
        await using var visitor = await site.ComeAsync(Roles.Reviewer, "en", Screens.Narrow);
        var id = site.Cases.Take("approve1 reviewer");
        await visitor.GoAsync($"/cases/{id}");
        await visitor.Reason.FillAsync("材料齐全");
        var other = await site.Services.GetRequiredService<CaseExecutor>().SignalAsync(
            new SignalCommand(CaseWorld.Person("reviewer2", Roles.Reviewer), [SignalCases.ToSignal("request-correction", new SignalCases.Item(id, Reason: "缺少证明"))]), default);
        Assert.Equal(CaseOutcomeKind.Applied, other[0].Kind);
        await visitor.Button("Approve").ClickAsync();
        await visitor.Alert.GetByText("case.stale-version").WaitForAsync();
        // The refusal is told first; what became of the case is read after it.
        await visitor.Button("Approve").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Region("History").GetByText("缺少证明").WaitForAsync();
        await visitor.LookAsync("case-moved-by-another");
    }

    [SkippableFact]
    public async Task Should_refuse_whoever_approved_and_let_another_reviewer_answer_an_objection()
    {
        var id = site.Cases.Take("reinvestigate reviewer");
        await using (var first = await site.ComeAsync(Roles.Reviewer, "zh", Screens.Wide))
        {
            await DismissAsync(first, id);
            await first.Alert.GetByText("case.separation-of-duties").First.WaitForAsync();
            await first.LookAsync("case-refused");
        }
        await using var second = await site.ComeAsync("reviewer2", "en", Screens.Wide);
        await DismissAsync(second, id);
        await second.SeeAsync("Done: Dismiss the objection");
        await second.LookAsync("objection-dismissed");

        static async Task DismissAsync(Visitor visitor, long id)
        {
            await visitor.GoAsync($"/cases/{id}");
            await visitor.Reason.FillAsync("复查不属实，予以答复并重新公示");
            await visitor.Button(visitor.T("异议不成立 *", "Dismiss the objection *")).ClickAsync();
        }
    }
}
