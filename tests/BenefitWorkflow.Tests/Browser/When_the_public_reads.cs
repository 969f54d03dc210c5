namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_the_public_reads(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide, 5), InlineData("zh", Screens.Narrow, 6), InlineData("en", Screens.Wide, 7), InlineData("en", Screens.Narrow, 8)]
    public async Task Should_come_from_the_list_to_the_answer_without_any_script(string language, int width, int line)
    {
        await using var visitor = await site.ComeAsync(null, language, width, scripts: false);
        var notice = $"a[href^='/notices/{site.Cases.Notice}']";
        await visitor.Page.GotoAsync(visitor.Public("/notices"));
        await visitor.LookAsync("notices");
        await visitor.Page.Locator(notice).First.ClickAsync();
        await visitor.SeeAsync("SHA-256");
        await visitor.LookAsync("notice");
        await visitor.Link(visitor.T("打印公示", "Sheet to print")).ClickAsync();
        await visitor.SeeAsync(visitor.T("张贴地点", "Posted at"));
        await visitor.LookAsync("notice-sheet");
        await visitor.Link(visitor.T("返回公示", "Back to the notice")).ClickAsync();

        await visitor.Link(visitor.T("提出异议", "Raise an objection")).ClickAsync();
        await visitor.Page.GetByLabel(visitor.T("反映的人员", "Whom it is about")).SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Index = line });
        await visitor.Page.GetByLabel(visitor.T("异议内容", "What you object to")).FillAsync("该户有两套住房，请核实");
        await visitor.LookAsync("objection");
        await visitor.Button(visitor.T("提交", "Send")).ClickAsync();
        await visitor.ArriveAsync("**/objections/YY-*");
        var receipt = (await visitor.Page.Locator(".receipt").TextContentAsync())!.Trim();
        await visitor.LookAsync("objection-receipt");

        await visitor.Page.GotoAsync(visitor.Public("/objections"));
        await visitor.Page.GetByLabel(visitor.T("回执编号", "Receipt number")).FillAsync(receipt);
        await visitor.Button(visitor.T("查询", "Look up")).ClickAsync();
        await visitor.SeeAsync(visitor.T("已受理，正在复核。", "Taken in; being looked into."));
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_meet_no_barrier_on_any_public_page(string language, int width)
    {
        await using var visitor = await site.ComeAsync(null, language, width);
        foreach (var (name, path, error) in ((string, string, int?)[])
        [
            ("scan-notices", "/notices", null), ("scan-notice", $"/notices/{site.Cases.Notice}", null), ("scan-sheet", $"/notices/{site.Cases.Notice}/sheet", null),
            ("scan-objection", $"/notices/{site.Cases.Notice}/objections", null), ("scan-look-up", "/objections", null), ("scan-no-receipt", "/objections/YY-NONE", 404),
            ("scan-notice-over", "/notices/GS-KNBF-2023-0001", 410), ("scan-no-notice", "/notices/none", 404),
        ])
        {
            await visitor.GoAsync(visitor.Public(path));
            if (error is { } status) visitor.Expect(status);
            await visitor.LookAsync(name);
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
            await visitor.LookAsync(name + "-dark");
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        }
    }
}
