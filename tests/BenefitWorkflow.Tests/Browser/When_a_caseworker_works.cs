using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_a_caseworker_works(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_find_the_case_say_why_and_withdraw_it(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        var id = site.Cases.Take("correct caseworker");
        await visitor.MenuAsync(visitor.T("工作清单", "Work list"));
        await visitor.Region(visitor.T("案件", "Cases")).WaitForAsync();
        await visitor.Choice(visitor.T("经手角色", "Owner")).SelectOptionAsync(Roles.Caseworker);
        await visitor.Choice(visitor.T("步骤", "Step")).SelectOptionAsync("correct");
        await visitor.Button(visitor.T("查询", "Search")).ClickAsync();
        await visitor.ArriveAsync("**/cases?*step=correct*");
        await visitor.Page.Locator($"a[href='/cases/{id}']").ClickAsync();
        await visitor.Heading(visitor.T("办理", "Act")).WaitForAsync();
        await visitor.LookAsync("case-to-act");

        var withdraw = visitor.Button(visitor.T("撤回案件 *", "Withdraw *"));
        await withdraw.ClickAsync();
        await visitor.Alert.GetByText("case.reason-missing").WaitForAsync();
        await visitor.LookAsync("case-without-reason");
        await visitor.Reason.FillAsync("本人已退休，撤回申请");
        await withdraw.ClickAsync();
        await visitor.SeeAsync(visitor.T("撤回并结案，不能恢复", "is withdrawn and closed; it cannot be brought back"));
        await visitor.LookAsync("case-asked-once-more");
        await visitor.Button(visitor.T("确认撤回案件", "Yes: Withdraw")).ClickAsync();
        await visitor.Page.Locator(".tag").GetByText(visitor.T("已撤回", "Withdrawn")).WaitForAsync();
        await visitor.LookAsync("case-withdrawn");
        Assert.Equal(0, await withdraw.CountAsync());
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_write_down_what_somebody_says_of_the_aid(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        await visitor.GoAsync($"/cases/{site.Cases.Take("survey caseworker")}");
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = visitor.T("满意度", "Satisfaction") }).SelectOptionAsync(new SelectOptionValue { Label = visitor.T("较满意", "Fairly satisfied") });
        await visitor.Button(visitor.T("记录满意度", "Record the survey")).ClickAsync();
        await visitor.SeeAsync(visitor.T("已办理：记录满意度", "Done: Record the survey"));
        await visitor.Page.Locator(".tag").GetByText(visitor.T("已发放", "Paid")).WaitForAsync();
        await visitor.LookAsync("case-closed");
    }
}
