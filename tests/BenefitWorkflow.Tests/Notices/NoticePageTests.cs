using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Notices;

public sealed class NoticePageTests
{
    private const string Attack = "<script>alert(1)</script>&\"'";

    private static string Page(bool english)
    {
        var text = NoticeText.Compose(Shipped.Hardship, Shipped.Hardship.Schemes[0], "GS-KNBF-2023-0001", new DateOnly(2023, 1, 5), new DateOnly(2023, 1, 12), NoticePeriod.OfWorkingDays(5),
            [new NoticeEntry(Attack, Attack, "困难职工帮扶", 200_000), new NoticeEntry("王芳", "一厂", "困难职工帮扶", 140_950)]);
        return NoticePage.Notice("GS-KNBF-2023-0001", text, NoticeText.Hash(text), english);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Notice_HostileText_IsEncodedAndThePageHasNoScript(bool english)
    {
        var page = Page(english);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onerror", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Notice_ShowsEveryLineOfTheTextWithItsHash()
    {
        var page = Page(english: false);
        Assert.Equal(3, page.Split("<tr>").Length - 1);
        Assert.Contains("<td>王芳</td><td>一厂</td><td>困难职工帮扶</td><td>1,409.50</td>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>公示截止日</dt><dd>2023-01-12 24:00（共 5 个工作日）</dd>", page, StringComparison.Ordinal);
        Assert.Matches("<code>[0-9a-f]{64}</code>", page);
        Assert.Contains("lang=\"zh-CN\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Notice_English_LabelsEveryFieldAndColumnAndKeepsTheChinese()
    {
        var page = Page(english: true);
        foreach (var label in new[] { "Notice number 公示编号", "Scheme 公示类别", "Basis 依据", "Posted on (day not counted) 公示起始日", "Ends on 公示截止日", "Objections to 异议受理" })
            Assert.Contains($"<dt>{label}</dt>", page, StringComparison.Ordinal);
        foreach (var column in new[] { "No. 序号", "Name 姓名", "Unit 单位", "Scheme 类别", "Amount (yuan) 金额（元）" })
            Assert.Contains($"<th scope=\"col\">{column}</th>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sheet_IsA4WithoutScriptAndHasTheSameLinesAndHash(bool english)
    {
        var text = NoticeText.Compose(Shipped.Hardship, Shipped.Hardship.Schemes[0], "GS-KNBF-2023-0001", new DateOnly(2023, 1, 5), new DateOnly(2023, 1, 12), NoticePeriod.OfCalendarDays(7),
            [new NoticeEntry(Attack, "一厂", "困难职工帮扶", 200_000)]);
        var page = NoticePage.Sheet("GS-KNBF-2023-0001", text, NoticeText.Hash(text), english);
        Assert.Contains("@page{size:A4", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("共 7 个自然日", page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(NoticeText.Hash(text)), page, StringComparison.Ordinal);
        Assert.Contains(english ? "Taken down by" : "撤下人", page, StringComparison.Ordinal);
    }

    [Fact]
    public void List_LinksEachNoticeAndEncodesItsTitle()
    {
        var page = NoticePage.List([("GS-A-2023-0001", Attack, new DateOnly(2023, 1, 12))], english: true);
        Assert.Contains("<a href=\"/notices/GS-A-2023-0001?lang=en\">&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("until 2023-01-12", page, StringComparison.Ordinal);
        Assert.Contains("目前没有正在进行的公示", NoticePage.List([], english: false), StringComparison.Ordinal);
    }
}
