using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_only_the_keyboard_is_used(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_sign_in_choose_a_case_say_why_and_approve_it(string language, int width)
    {
        await using var visitor = await site.ComeAsync(null, language, width);
        var id = site.Cases.Take("approve2 approver");
        var keys = visitor.Page.Keyboard;
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.TabToAsync(visitor.Page.Locator($"button[value='{Roles.Approver}']"));
        await keys.PressAsync("Enter");
        await visitor.Page.Locator("#content[data-live=true]").WaitForAsync();

        await visitor.TabToAsync(visitor.Link(visitor.T("跳到正文", "Skip to content")), "Shift+Tab");
        await keys.PressAsync("Enter");
        await visitor.TabToAsync(visitor.Page.Locator("a.card"));
        await keys.PressAsync("Enter");
        await visitor.Heading(visitor.T("工作清单", "Work list")).WaitForAsync();
        await visitor.FocusedAsync();

        await visitor.TabToAsync(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.Locator($"a[href='/cases/{id}']") }).GetByRole(AriaRole.Checkbox));
        await keys.PressAsync("Space");
        await visitor.SeeAsync(visitor.T("已选 1 件", "1 chosen"));
        await visitor.TabToAsync(visitor.Reason, "Shift+Tab");
        await keys.TypeAsync("集体研究同意");
        await visitor.TabToAsync(visitor.Button(visitor.T("试算：同意", "Preview: Approve")));
        await keys.PressAsync("Enter");
        await visitor.SeeAsync(visitor.T("可以办理 1 件", "1 would be done"));
        await visitor.TabToAsync(visitor.Button(visitor.T("同意：1 件", "Approve: 1 cases")));
        await keys.PressAsync("Enter");
        // The focus goes to the question, and the next key to its answer.
        await visitor.Page.Locator(".ask:focus").WaitForAsync();
        await visitor.LookAsync("bulk-by-keyboard");
        await visitor.TabToAsync(visitor.Button(visitor.T("确认办理", "Go ahead")));
        await keys.PressAsync("Enter");
        await visitor.ArriveAsync("**/runs/*");
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("完成", "Done"), new() { Exact = true }).WaitForAsync();
        await visitor.SeeAsync("1 / 1");
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_keep_the_focus_where_somebody_is_asked_once_more(string language, int width)
    {
        await using var visitor = await site.ComeAsync(await site.HireAsync($"keys-{language}", Roles.Caseworker), language, width);
        var keys = visitor.Page.Keyboard;
        await visitor.GoAsync("/intake");
        await visitor.Page.GetByLabel(visitor.T("姓名 *", "Name *")).FillAsync("何新员");
        await visitor.SeeAsync(visitor.T("草稿已保存", "Draft saved"));
        await visitor.GoAsync("/intake");

        var delete = visitor.Button(visitor.T("删除草稿 何新员", "Delete the draft 何新员"));
        await visitor.TabToAsync(delete);
        await keys.PressAsync("Enter");
        var asked = visitor.Page.GetByRole(AriaRole.Group).Filter(new() { HasText = visitor.T("删除后不能恢复", "it cannot be brought back") });
        await Assertions.Expect(asked.Last).ToBeFocusedAsync();
        await visitor.LookAsync("asked-by-keyboard");
        await keys.PressAsync("Tab");
        await Assertions.Expect(visitor.Button(visitor.T("确认删除", "Delete it"))).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Assertions.Expect(delete).ToBeFocusedAsync();

        await keys.PressAsync("Enter");
        await Assertions.Expect(asked.Last).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await delete.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Page.WaitForFunctionAsync("document.activeElement !== document.body");
    }
}
