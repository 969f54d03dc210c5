using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_others_watch_and_prove(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_show_the_supervisor_what_is_late_what_will_be_and_the_books(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Supervisor, language, width);
        await visitor.MenuAsync(visitor.T("逾期", "Overdue"));
        await visitor.Link(visitor.T("按原因", "By cause")).ClickAsync();
        await visitor.Region(visitor.T("逾期统计", "What is late")).GetByText(visitor.T("等待审核审批", "Waiting for approval")).WaitForAsync();
        await visitor.LookAsync("overdue-by-cause");
        await visitor.Region(visitor.T("逾期最久的", "The longest late")).GetByRole(AriaRole.Link).First.ClickAsync();
        await visitor.Region(visitor.T("经过", "History")).WaitForAsync();
        // Marked in the drawing, within sight however narrow the screen, and with the reason beside its limit.
        await Assertions.Expect(visitor.Page.Locator(".process [data-step=approve1].here.late-here")).ToBeInViewportAsync();
        // The drawing is one picture to a screen reader: the same stands in a list.
        await visitor.Page.GetByText(visitor.T("流程步骤（文字）", "The steps as a list")).ClickAsync();
        var steps = visitor.Page.GetByRole(AriaRole.List, new() { Name = visitor.T("流程步骤", "Steps"), Exact = true });
        await Assertions.Expect(steps.Locator("[aria-current=step]")).ToContainTextAsync(visitor.T("案件现在此处，已逾期", "the case is here, late"));
        await steps.GetByText(visitor.T("还可能到", "can still come")).First.WaitForAsync();
        await visitor.Region(visitor.T("期限", "Time limits")).GetByText(visitor.T("天，等待审核审批", "late: Waiting for approval")).First.WaitForAsync();
        await visitor.LookAsync("case-late");

        await visitor.MenuAsync(visitor.T("季节与倒排", "Season"));
        await visitor.Page.GetByLabel(visitor.T("年份", "Year")).FillAsync("2026");
        await visitor.Button(visitor.T("查看", "Show")).ClickAsync();
        await visitor.SeeAsync("2026-02-14");
        await visitor.LookAsync("season-2026");

        await visitor.MenuAsync(visitor.T("对账与日结", "Reconciliation"));
        await visitor.SeeAsync(visitor.T("差额（元）", "Difference (yuan)"));
        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new(visitor.T("签署", "Sign and")) }).CountAsync());
    }

    [SkippableFact]
    public async Task Should_let_finance_read_a_day_and_the_releaser_alone_sign_it()
    {
        await using (var preparer = await site.ComeAsync(Roles.FinancePreparer, "zh", Screens.Narrow))
        {
            await preparer.GoAsync("/reconciliation?day=2023-02-14");
            await preparer.Region("批次").GetByText("PB-KNBF-2023-0001").WaitForAsync();
            await preparer.LookAsync("reconciliation-day");
            Assert.Equal(0, await preparer.Button("签署并日结 2023-02-14").CountAsync());
        }
        await using var releaser = await site.ComeAsync(Roles.FinanceReleaser, "en", Screens.Wide);
        await releaser.GoAsync("/reconciliation?day=2023-02-14");
        await releaser.Button("Sign and close 2023-02-14").ClickAsync();
        await releaser.SeeAsync("It cannot be changed afterwards");
        await releaser.LookAsync("reconciliation-asked-once-more");
        await releaser.Button("Sign it").ClickAsync();
        await releaser.SeeAsync("Signature holds");
        await releaser.LookAsync("reconciliation-closed");
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_prove_the_history_to_the_auditor(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Auditor, language, width);
        await visitor.MenuAsync(visitor.T("审计核验", "Audit"));
        await visitor.Button(visitor.T("开始核验", "Verify")).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("通过：", "Passed: ")).WaitForAsync();
        await visitor.LookAsync("audit-passed");
    }
}
