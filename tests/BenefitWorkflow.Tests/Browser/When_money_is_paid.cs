using System.Globalization;
using System.Text;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Payments;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_money_is_paid(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_prepare_release_carry_and_see_what_the_bank_paid_and_what_it_did_not(string language, int width)
    {
        await using var preparer = await site.ComeAsync(Roles.FinancePreparer, language, width);
        var batch = await PrepareAsync(preparer);
        await using (var releaser = await site.ComeAsync(Roles.FinanceReleaser, language, width)) await ReleaseAsync(releaser, batch);

        await preparer.GoAsync(batch);
        var (name, bytes) = await preparer.DownloadAsync(preparer.Region(preparer.T("银行文件", "Files for the bank")).GetByRole(AriaRole.Link).First);
        // Two are paid; the third account was closed.
        var payments = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetString(bytes).Split('\n').Select(line => line.Split('|')).Where(cells => cells is [_, ['K', ..], ..]).ToList();
        Assert.Equal(3, payments.Count);
        await preparer.Button(preparer.T("记为已送达银行", "The bank has it")).ClickAsync();
        await preparer.SeeAsync(preparer.T("人工送达", "Carried by hand"));
        await preparer.LookAsync("batch-carried");

        await preparer.MenuAsync(preparer.T("银行回单", "Banks' answers"));
        await preparer.ChooseFileAsync(preparer.T("文件（pain.002", "File (pain.002"), $"回单-{language}.xml", Answer(Path.GetFileNameWithoutExtension(name), payments));
        await preparer.Page.GetByRole(AriaRole.Status).GetByText(preparer.T("共 3 行，入账 2，失败 1", "3 rows; credited 2, failed 1")).WaitForAsync();
        await preparer.LookAsync("answer-taken-in");
        await preparer.Link(preparer.T("逐行查看", "See the rows")).ClickAsync();
        await preparer.Region(preparer.T("回单行", "Rows")).GetByText(preparer.T("账户已销户", "Account closed")).WaitForAsync();
        await preparer.LookAsync("answer-rows");

        await preparer.GoAsync(batch);
        await Card(preparer, preparer.T("已入账", "Settled"), 2).WaitForAsync();
        await Card(preparer, preparer.T("失败", "Failed"), 1).ClickAsync();
        await preparer.ArriveAsync("**?state=Failed");
        await preparer.Region(preparer.T("支付", "Payments")).GetByText(payments[2][1]).WaitForAsync();
        await Assertions.Expect(preparer.Region(preparer.T("支付", "Payments")).GetByText(payments[0][1])).ToHaveCountAsync(0);
        await preparer.LookAsync("batch-answered");
        await preparer.GoAsync("/payments/queues?show=failed");
        await preparer.Region(preparer.T("支付", "Payments")).GetByText(payments[2][1]).WaitForAsync();
        await preparer.LookAsync("queue-failed");
    }

    /// <returns>Address of the batch's page.</returns>
    private static async Task<string> PrepareAsync(Visitor preparer)
    {
        await preparer.MenuAsync(preparer.T("付款批次", "Payment batches"));
        var form = preparer.Page.GetByRole(AriaRole.Region, new() { Name = preparer.T("制单", "Prepare a batch"), Exact = true });
        await form.GetByRole(AriaRole.Combobox, new() { Name = preparer.T("项目", "Programme"), Exact = true }).SelectOptionAsync(CaseWorld.Hardship);
        await form.GetByLabel(preparer.T("最多笔数", "Most payments")).FillAsync("3");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await form.GetByText(preparer.T("至多 3 笔列入一个批次", "at most 3 payments become one batch")).WaitForAsync();
        await preparer.Button(preparer.T("确认制单", "Prepare it")).ClickAsync();
        var see = preparer.Link(preparer.T("查看并交他人放行", "See it; another person releases it"));
        await see.WaitForAsync();
        await preparer.LookAsync("batch-made");
        var batch = (await see.GetAttributeAsync("href"))!;
        await see.ClickAsync();
        await preparer.Heading(preparer.T("放行前检查", "Check before the release")).WaitForAsync();
        Assert.Equal(0, await preparer.Button(preparer.T("放行", "Release")).CountAsync());
        return batch;
    }

    private static async Task ReleaseAsync(Visitor releaser, string batch)
    {
        await releaser.GoAsync(batch);
        await releaser.Heading(releaser.T("放行前检查", "Check before the release")).WaitForAsync();
        var words = await releaser.Page.Locator(".words").TextContentAsync();
        Assert.StartsWith("人民币", words, StringComparison.Ordinal);
        await releaser.Button(releaser.T("放行", "Release")).ClickAsync();
        await releaser.Page.GetByRole(AriaRole.Group).GetByText(words!).WaitForAsync();
        await releaser.LookAsync("batch-to-release");
        await releaser.Button(releaser.T("确认放行", "Release it")).ClickAsync();
        await releaser.Region(releaser.T("银行文件", "Files for the bank")).WaitForAsync();
    }

    private byte[] Answer(string message, List<string[]> payments)
    {
        var now = site.Now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var rows = payments.Select((cells, i) => i < 2 ? BankAnswerFiles.Status(cells[1], "ACSC", yuan: cells[5], at: now) : BankAnswerFiles.Status(cells[1], "RJCT", "AC04", cells[5]));
        return Encoding.UTF8.GetBytes(BankAnswerFiles.Pain002(string.Concat(rows), $"BANK-{message}", message, now));
    }

    private static ILocator Card(Visitor visitor, string title, int count) =>
        visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{count}\\s*{title}") });
}
