using BenefitWorkflow.Identity;
using Microsoft.Playwright;
using OtpNet;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_a_person_has_a_second_factor(BrowserSite site)
{
    private const string Password = "an invented one 1";

    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_turn_it_on_by_a_code_and_need_one_from_then_on(string language, int width)
    {
        var id = await site.HireAsync($"factor-{language}", Roles.Auditor, Password);
        await using var visitor = await site.ComeAsync(null, language, width);
        await visitor.Page.GotoAsync("/sign-in");
        await SignInAsync();
        await visitor.Page.Locator("#content[data-live=true]").WaitForAsync();
        await visitor.MenuAsync(visitor.T("我的账号", "My account"));
        await visitor.Button(visitor.T("启用双重验证", "Turn the second factor on")).ClickAsync();
        var app = new Totp(Base32Encoding.ToBytes((await visitor.Page.Locator(".key").TextContentAsync())!.Replace(" ", "", StringComparison.Ordinal)));
        var form = visitor.Region(visitor.T("双重验证", "Second factor"));
        await form.GetByLabel(visitor.T("密码", "Password")).FillAsync(Password);
        await form.GetByRole(AriaRole.Textbox, new() { Name = visitor.T("验证码", "Code"), Exact = true }).FillAsync("000000");
        await visitor.Button(visitor.T("确认启用", "Confirm")).ClickAsync();
        await visitor.Alert.GetByText(visitor.T("验证码不正确", "The code is wrong")).WaitForAsync();
        await visitor.LookAsync("factor-wrong-code");
        await form.GetByRole(AriaRole.Textbox, new() { Name = visitor.T("验证码", "Code"), Exact = true }).FillAsync(app.ComputeTotp(site.Now.UtcDateTime));
        await visitor.Button(visitor.T("确认启用", "Confirm")).ClickAsync();

        // Every session has ended with it.
        await visitor.ArriveAsync("**/sign-in**");
        await SignInAsync();
        var code = visitor.Page.GetByLabel("验证码 Code");
        await code.FillAsync("000000");
        await visitor.LookAsync("sign-in-code");
        await visitor.Button("登录 Sign in").ClickAsync();
        await visitor.Alert.GetByText("验证码不正确").WaitForAsync();
        visitor.Expect(422);
        await visitor.LookAsync("sign-in-wrong-code");
        // The code that turned it on counts no more; the app shows the next one.
        await code.FillAsync(app.ComputeTotp(site.Now.UtcDateTime.AddSeconds(30)));
        await visitor.Button("登录 Sign in").ClickAsync();
        await visitor.Button(visitor.T("停用双重验证", "Turn the second factor off")).WaitForAsync();
        await visitor.LookAsync("factor-on");

        async Task SignInAsync()
        {
            await visitor.Page.GetByLabel("账号 Account").FillAsync(id);
            await visitor.Page.GetByLabel("密码 Password").FillAsync(Password);
            await visitor.Button("登录 Sign in").ClickAsync();
        }
    }
}
