using System.Text;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Documents;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_scans_are_added_to_a_case(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_refuse_what_is_no_scan_keep_what_is_and_withdraw_it_with_a_reason(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        await visitor.GoAsync($"/cases/{site.Cases.Take("approve1 reviewer")}");
        var documents = visitor.Region(visitor.T("材料", "Documents"));
        await Choose("收入证明.pdf", Encoding.UTF8.GetBytes("<html>登录已过期</html>"));
        await documents.GetByRole(AriaRole.Alert).GetByText("document.kind").WaitForAsync();
        await visitor.LookAsync("document-refused");

        var pdf = When_documents_are_kept.Pdf($"收入 {language}");
        await documents.GetByLabel(visitor.T("材料种类", "Kind of document")).SelectOptionAsync("income-proof");
        await Choose("收入证明.pdf", pdf);
        await documents.GetByText(visitor.T("已上传 收入证明.pdf", "Uploaded 收入证明.pdf")).WaitForAsync();
        Assert.Equal(0, await documents.GetByRole(AriaRole.Alert).CountAsync());
        Assert.Equal(pdf, (await visitor.DownloadAsync(visitor.Link(visitor.T("下载 收入证明.pdf", "Download 收入证明.pdf")))).Bytes);

        await visitor.Button(visitor.T("撤下 收入证明.pdf", "Withdraw 收入证明.pdf")).ClickAsync();
        await documents.GetByLabel(visitor.T("撤下原因", "Why it is withdrawn")).FillAsync("扫错了人");
        await visitor.LookAsync("document-to-withdraw");
        await documents.GetByRole(AriaRole.Button, new() { Name = visitor.T("确认撤下", "Withdraw"), Exact = true }).ClickAsync();
        await documents.GetByText("扫错了人").WaitForAsync();
        await visitor.Region(visitor.T("经过", "History")).GetByText("扫错了人").WaitForAsync();
        await visitor.LookAsync("document-withdrawn");

        Task Choose(string name, byte[] bytes) => visitor.ChooseFileAsync(visitor.T("选择文件即上传", "Choosing a file uploads it"), name, bytes);
    }
}
