using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Notices;

public sealed class NoticeTextTests
{
    private static string Compose(params NoticeEntry[] entries) => NoticeText.Compose(
        Shipped.Hardship, Shipped.Hardship.FindScheme("KNZG")!, "GS-KNBF-2023-0001", new DateOnly(2023, 1, 5), new DateOnly(2023, 1, 12), NoticePeriod.OfWorkingDays(5), entries);

    [Fact]
    public void Compose_ShippedScheme_IsTheFrozenForm()
    {
        var lines = Compose(new NoticeEntry("买买提·吐尔逊", "楚雄纺织厂", "困难职工帮扶", 140_950), new NoticeEntry("王䶮", "开关厂", "困难职工帮扶", 5)).Split('\n');
        Assert.Equal("州级困难职工帮扶救助资金公示", lines[0]);
        Assert.Equal("公示编号：GS-KNBF-2023-0001", lines[1]);
        Assert.Equal("公示类别：困难职工帮扶", lines[2]);
        Assert.Equal("依据：楚雄州人民政府会议纪要2006年第75期；楚字〔2012〕28号、楚工字〔2012〕11号；楚政办发〔2017〕9号；云南省总工会办公室关于开展2022年金秋助学活动和困难职工家庭高校毕业生阳光就业计划的通知", lines[3]);
        Assert.Equal("公示起始日：2023-01-05（当日不计入）", lines[4]);
        Assert.Equal("公示截止日：2023-01-12 24:00（共 5 个工作日）", lines[5]);
        Assert.StartsWith("异议受理：楚雄彝族自治州总工会", lines[6], StringComparison.Ordinal);
        Assert.Equal(["", "序号\t姓名\t单位\t类别\t金额（元）", "1\t买买提·吐尔逊\t楚雄纺织厂\t困难职工帮扶\t1,409.50", "2\t王䶮\t开关厂\t困难职工帮扶\t0.05", ""], lines[7..]);
    }

    [Fact]
    public void Compose_TextWithTabsAndLineBreaks_ForgesNoCellAndNoLine()
    {
        var honest = Compose(new NoticeEntry("王芳", "一厂", "甲", 100));
        var forged = Compose(new NoticeEntry("王\t芳\n2\t李四", "一厂\r\n\u2028假", "甲", 100));
        Assert.Equal(honest.Split('\n').Length, forged.Split('\n').Length);
        Assert.Equal(honest.Count(c => c == '\t'), forged.Count(c => c == '\t'));
        Assert.DoesNotContain('\r', forged);
    }

    // An entry has no member for these, so none can come in by a later change without this test seeing it.
    [Fact]
    public void Entry_HoldsNothingPersonalButNameUnitSchemeAndAmount() => Assert.Equal(
        ["AmountFen", "Name", "Scheme", "Unit"], typeof(NoticeEntry).GetProperties().Select(p => p.Name).Where(n => n != "EqualityContract").Order());

    [Fact]
    public void Compose_ShippedProgrammes_HasNoNumberLongEnoughForAnIdAnAccountOrAPhone()
    {
        foreach (var programme in Shipped.Catalog.Programmes)
        foreach (var scheme in programme.Schemes)
        {
            var text = NoticeText.Compose(programme, scheme, $"GS-{programme.Code}-2023-0001", new DateOnly(2023, 1, 5), new DateOnly(2023, 1, 12), NoticePeriod.OfWorkingDays(5), [new NoticeEntry("王芳", "一厂", scheme.Title.Zh, 200_000)]);
            Assert.DoesNotMatch(new Regex("[0-9]{7,}"), text);
        }
    }

    [Fact]
    public void Hash_IsSha256OfUtf8AndSeesOneCharacter()
    {
        var text = Compose(new NoticeEntry("王芳", "一厂", "甲", 100));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), NoticeText.Hash(text));
        Assert.NotEqual(NoticeText.Hash(text), NoticeText.Hash(text.Replace("1.00", "1.01", StringComparison.Ordinal)));
    }
}
