using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_nobody_is_signed_in(BrowserSite site)
{
    [SkippableTheory]
    [InlineData(Screens.Wide), InlineData(Screens.Narrow)]
    public async Task Should_lead_to_the_sign_in_and_say_what_was_wrong(int width)
    {
        await using var visitor = await site.ComeAsync(null, "zh", width);
        await visitor.GoAsync("/cases");
        await visitor.Page.GetByLabel("账号 Account").FillAsync(Roles.Caseworker);
        await visitor.Page.GetByLabel("密码 Password").FillAsync("not the right one");
        await visitor.LookAsync("sign-in");
        await visitor.Button("登录 Sign in").ClickAsync();
        await visitor.Alert.GetByText("账号或密码不正确").WaitForAsync();
        visitor.Expect(422);
        await visitor.LookAsync("sign-in-refused");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
        await visitor.LookAsync("sign-in-refused-dark");
    }

    [SkippableTheory]
    [InlineData(Screens.Wide), InlineData(Screens.Narrow)]
    public async Task Should_set_an_empty_service_up(int width)
    {
        await using var empty = await RunningService.StartAsync(beginFirstRun: true);
        await using var visitor = await site.ComeAsync(null, "zh", width, address: empty.Anonymous().BaseAddress);
        await visitor.GoAsync("/");
        await visitor.ArriveAsync("**/setup");
        await visitor.Page.GetByLabel("令牌 Token").FillAsync("wrong");
        await visitor.Page.GetByLabel("密码（至少").FillAsync("an invented one 1");
        await visitor.Button("创建 Create").ClickAsync();
        await visitor.Alert.GetByText("令牌不正确").WaitForAsync();
        visitor.Expect(422);
        await visitor.LookAsync("setup-refused");
        await visitor.Page.GetByLabel("令牌 Token").FillAsync(empty.SetupToken!);
        await visitor.Page.GetByLabel("密码（至少").FillAsync("an invented one 1");
        await visitor.Button("创建 Create").ClickAsync();
        await visitor.ArriveAsync("**/sign-in");
        await visitor.LookAsync("sign-in-after-setup");
    }
}
