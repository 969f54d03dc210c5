using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_an_application_is_typed_in(BrowserSite site)
{
    /// <summary>They had a grant at the Spring Festival; the year's roster, which has them too, comes later than these tests.</summary>
    private const int KnownPeople = 6_000_000;

    [SkippableTheory]
    [InlineData("zh", Screens.Wide, 1), InlineData("en", Screens.Narrow, 2)]
    public async Task Should_mend_what_is_wrong_keep_the_draft_try_the_rules_and_open_the_case(string language, int width, int person)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        var (name, id, phone, account) = InventedPeople.Person(KnownPeople + person);
        await visitor.MenuAsync(visitor.T("立案", "New application"));
        await Choose(visitor.T("方案 *", "Scheme *"), "model-worker");
        await Field(visitor.T("姓名 *", "Name *")).FillAsync(name);
        var number = Field(visitor.T("身份证号 *", "ID number *"));
        await number.FillAsync(id[..^1] + (id[^1] == '1' ? '2' : '1'));
        await Assertions.Expect(number).ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.SeeAsync(visitor.T("校验位不符", "The check character of the identity number does not match"));
        await visitor.LookAsync("intake-wrong");

        await number.FillAsync(id);
        await visitor.SeeAsync(visitor.T("校验通过", "checks out"));
        await Assertions.Expect(number).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.Region(visitor.T("本人和本户的案件", "Cases of the person and the household")).GetByText(visitor.T("须说明理由", "needs a reason")).WaitForAsync();
        await Field(visitor.T("手机", "Mobile")).FillAsync(phone);
        await Field(visitor.T("工作单位 *", "Unit *")).FillAsync("第一机械厂");
        await visitor.SeeAsync(visitor.T("草稿已保存", "Draft saved"));

        // Called away; the draft is there afterwards.
        await visitor.MenuAsync(visitor.T("工作清单", "Work list"));
        await visitor.MenuAsync(visitor.T("立案", "New application"));
        await visitor.Link(name).ClickAsync();
        await Assertions.Expect(Field(visitor.T("工作单位 *", "Unit *"))).ToHaveValueAsync("第一机械厂");

        await Field(visitor.T("重叠享受的理由", "Reason for the overlap")).FillAsync("春节慰问与全年补助性质不同，经研究同意");
        await Field(visitor.T("家庭人口", "Persons in the household")).FillAsync("3");
        await Field(visitor.T("家庭年收入（元）", "Household's income a year (yuan)")).FillAsync("60000");
        await Field(visitor.T("年刚性支出（元）", "Unavoidable costs a year (yuan)")).FillAsync("0");
        await Choose(visitor.T("荣誉称号", "Honour"), "prefecture-model-worker");
        foreach (var paper in (string[])[visitor.T("申请审批表", "Application and approval form"), visitor.T("身份证", "Identity card"), visitor.T("收入证明或工资流水", "Income certificate or pay slips")])
            await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = $"{paper} *" }).CheckAsync();
        await Field(visitor.T("银行账号", "Account number")).FillAsync(account);
        await Field(visitor.T("开户行", "Bank")).FillAsync("农村信用合作联社");

        // One paper is missing, which the rules say before it is submitted.
        var tried = visitor.Region(visitor.T("试算结果", "What the rules say"));
        await visitor.Button(visitor.T("试算（不提交）", "Try the rules (submits nothing)")).ClickAsync();
        await tried.GetByText(visitor.T("现在提交会进入补正", "Submitted now, the case waits for a correction")).WaitForAsync();
        await visitor.LookAsync("intake-tried");
        await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = visitor.T("荣誉证书或名册 *", "Certificate or roster of honours *") }).CheckAsync();
        await visitor.Button(visitor.T("试算（不提交）", "Try the rules (submits nothing)")).ClickAsync();
        await tried.GetByText("8,000.00").First.WaitForAsync();

        await visitor.Button(visitor.T("提交立案", "Open the case")).ClickAsync();
        await visitor.ArriveAsync("**/cases/*");
        await visitor.Heading(name).WaitForAsync();
        await visitor.Region(visitor.T("经过", "History")).WaitForAsync();
        await visitor.LookAsync("intake-case");
        await visitor.GoAsync("/intake");
        Assert.Equal(0, await visitor.Link(name).CountAsync());

        ILocator Field(string label) => visitor.Page.GetByLabel(label, new() { Exact = true });
        async Task Choose(string label, string value) => await visitor.Choice(label).SelectOptionAsync(value);
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_lose_nothing_when_the_session_ends_in_the_middle(string language, int width)
    {
        await using var visitor = await site.ComeAsync(await site.HireAsync($"typist-{language}", Roles.Caseworker), language, width);
        var name = InventedPeople.Person(77_001).Name;
        await visitor.GoAsync("/intake");
        await visitor.Page.GetByLabel(visitor.T("姓名 *", "Name *")).FillAsync(name);
        await visitor.SeeAsync(visitor.T("草稿已保存", "Draft saved"));

        await using (var other = await visitor.OpenTabAsync())
        {
            await other.GoAsync("/account");
            await other.Button(other.T("退出", "Sign out")).ClickAsync();
            await other.ArriveAsync("**/sign-in");
        }
        // Nobody touches the page: it stays and says so by itself.
        var ended = visitor.Alert.GetByText(visitor.T("登录已失效", "Your session has ended"));
        await ended.WaitForAsync();
        var unit = visitor.Page.GetByLabel(visitor.T("工作单位 *", "Unit *"));
        await ToldAnewAsync(() => unit.FillAsync("第一机械厂"));
        await ToldAnewAsync(() => visitor.Button(visitor.T("提交立案", "Open the case")).ClickAsync());
        await Assertions.Expect(unit).ToHaveValueAsync("第一机械厂");
        await Assertions.Expect(visitor.Page.GetByLabel(visitor.T("姓名 *", "Name *"))).ToHaveValueAsync(name);
        await visitor.Button(visitor.T("已登录，继续", "I have signed in: go on")).ClickAsync();
        await visitor.SeeAsync(visitor.T("还没有用本页的账号登录", "Nobody has signed in with this page's account"));
        await visitor.LookAsync("intake-signed-out");

        await using (var again = await visitor.InAnotherTabAsync(() => visitor.Link(visitor.T("在新标签页登录", "Sign in in another tab")).ClickAsync()))
        {
            await again.Page.Locator($"button[value='typist-{language}']").ClickAsync();
            await again.Page.Locator("#content[data-live=true]").WaitForAsync();
            await Assertions.Expect(again.Page.GetByLabel(again.T("姓名 *", "Name *"))).ToHaveValueAsync(name);
            await Assertions.Expect(again.Page.GetByLabel(again.T("工作单位 *", "Unit *"))).ToHaveValueAsync("");
        }
        // Acting again is enough: the page takes the session over, and stores what was typed meanwhile.
        await unit.FillAsync("第二机械厂");
        await ended.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.SeeAsync(visitor.T("草稿已保存", "Draft saved"));
        await visitor.Page.ReloadAsync();
        // Before it is live the page is only a picture of a session, which the watch does not know.
        await visitor.Page.Locator("#content[data-live=true]").WaitForAsync();
        await Assertions.Expect(unit).ToHaveValueAsync("第二机械厂");

        // Over again; the way to another page now leads to the sign-in.
        await site.Services.GetRequiredService<AccountStore>().EndSessionsAsync($"typist-{language}", default);
        await ended.WaitForAsync();
        // What stops the way to other pages comes one answer after what is seen.
        await visitor.Button(visitor.T("已登录，继续", "I have signed in: go on")).ClickAsync();
        await visitor.SeeAsync(visitor.T("还没有用本页的账号登录", "Nobody has signed in with this page's account"));
        await visitor.Page.Locator(".brand").ClickAsync();
        await visitor.ArriveAsync("**/sign-in*");

        // Every attempt in vain draws the alert anew: only then has the server answered.
        async Task ToldAnewAsync(Func<Task> act)
        {
            var told = await ended.ElementHandleAsync();
            await act();
            await told.WaitForElementStateAsync(ElementState.Hidden);
        }
    }
}
