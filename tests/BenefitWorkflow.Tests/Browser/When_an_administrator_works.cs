using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_an_administrator_works(BrowserSite site)
{
    private const string Password = "an invented one 1";

    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_make_an_account_that_signs_in_and_ends_its_work_at_once(string language, int width)
    {
        await using var administrator = await site.ComeAsync(Roles.Administrator, language, width);
        var id = $"new-{language}";
        await administrator.MenuAsync(administrator.T("账号", "Accounts"));
        var form = administrator.Region(administrator.T("新建账号", "New account"));
        await form.GetByLabel(administrator.T("账号", "Account")).FillAsync(id);
        await form.GetByLabel(administrator.T("姓名", "Name")).FillAsync("何新员");
        await form.GetByLabel(administrator.T("初始密码", "First password")).FillAsync(Password);
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await form.GetByRole(AriaRole.Alert).GetByText(administrator.T("请选择角色", "Choose roles from")).WaitForAsync();
        await administrator.LookAsync("account-refused");
        await form.GetByLabel(administrator.T("经办", "Caseworker")).CheckAsync();
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await administrator.Button(administrator.T("停用 ", "Disable ") + id).WaitForAsync();
        await administrator.LookAsync("account-made");

        await using var person = await site.ComeAsync(null, language, width);
        await person.Page.GotoAsync("/sign-in");
        await person.Page.GetByLabel("账号 Account").FillAsync(id);
        await person.Page.GetByLabel("密码 Password").FillAsync(Password);
        await person.Button("登录 Sign in").ClickAsync();
        await person.Heading(person.T("您好，何新员", "Hello, 何新员")).WaitForAsync();
        var caseId = site.Cases.Take("correct caseworker");
        await person.GoAsync($"/cases/{caseId}");
        await person.Reason.FillAsync("本人撤回申请");

        await administrator.Button(administrator.T("停用 ", "Disable ") + id).ClickAsync();
        await administrator.Button(administrator.T("启用 ", "Enable ") + id).WaitForAsync();
        await administrator.LookAsync("account-disabled");

        // The page lay open all the time, and says so by itself.
        await person.Alert.GetByText(person.T("登录已失效", "Your session has ended")).WaitForAsync();
        await person.Button(person.T("撤回案件 *", "Withdraw *")).ClickAsync();
        await person.Button(person.T("确认撤回案件", "Yes: Withdraw")).ClickAsync();
        // Whoever has signed in again acts here.
        await Assertions.Expect(person.Button(person.T("撤回案件 *", "Withdraw *"))).ToBeEnabledAsync();
        await Assertions.Expect(person.Reason).ToHaveValueAsync("本人撤回申请");
        await person.LookAsync("case-without-session");
    }
}
