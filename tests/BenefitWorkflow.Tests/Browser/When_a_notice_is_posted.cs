using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Documents;
using BenefitWorkflow.Tests.Notices;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_a_notice_is_posted(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_post_what_was_previewed_show_it_to_the_public_and_keep_its_photograph(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        await visitor.MenuAsync(visitor.T("公示管理", "Notices"));
        await visitor.Page.Locator("a.card[href*='scheme=hardship-worker']").ClickAsync();
        var cases = visitor.Region(visitor.T("待公示案件", "Cases that wait to be posted"));
        await cases.GetByLabel(visitor.T("选定全部", "Choose all")).UncheckAsync();
        // Until the page has drawn it, a row still looks chosen, and choosing it would do nothing.
        await Assertions.Expect(cases.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
        var names = new List<string>();
        foreach (var i in (int[])[1, 2])
        {
            var row = cases.GetByRole(AriaRole.Row).Nth(i);
            await row.GetByRole(AriaRole.Checkbox).CheckAsync();
            names.Add((await row.GetByRole(AriaRole.Cell).Nth(1).TextContentAsync())!);
        }
        await visitor.SeeAsync(visitor.T("已选 2 / ", "2 of "));
        await visitor.Button(visitor.T("预览", "Preview")).ClickAsync();
        var previewed = await visitor.Page.FrameLocator("iframe.preview").Locator("tbody").InnerTextAsync();
        Assert.All(names, name => Assert.Contains(name, previewed, StringComparison.Ordinal));
        await visitor.LookAsync("notice-previewed");

        await visitor.Button(visitor.T("张贴公示", "Post it")).ClickAsync();
        await visitor.Button(visitor.T("确认张贴", "Post it now")).ClickAsync();
        var posted = visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = visitor.T("已张贴", "is posted") });
        await posted.WaitForAsync();
        await visitor.LookAsync("notice-posted");
        await using (var reader = await visitor.InAnotherTabAsync(() => posted.GetByRole(AriaRole.Link, new() { Name = visitor.T("公众页", "Public page") }).ClickAsync()))
            Assert.Equal(previewed, await reader.Page.Locator("tbody").InnerTextAsync());

        await posted.GetByRole(AriaRole.Link, new() { Name = visitor.T("上传起始照片", "Upload the photograph of the start") }).ClickAsync();
        await Choose("照片.jpg", When_documents_are_kept.Pdf());
        await visitor.Alert.GetByText("notice.photo-kind").WaitForAsync();
        await visitor.LookAsync("proof-refused");
        await Choose("照片.jpg", NoticePhotoTests.Jpeg());
        await visitor.Link(visitor.T("查看", "Look at it")).WaitForAsync();
        Assert.Equal(0, await visitor.Alert.GetByText("notice.photo-kind").CountAsync());
        await visitor.LookAsync("proof-kept");

        Task Choose(string name, byte[] bytes) => visitor.ChooseFileAsync(visitor.T("文件（JPEG 或 PNG", "File (JPEG or PNG"), name, bytes);
    }
}
