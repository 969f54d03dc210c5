using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterColumnsTests
{
    public static TheoryData<string, RosterField> Headers => new()
    {
        { "姓名", RosterField.Name }, { "name", RosterField.Name },
        { "身份证号", RosterField.IdNumber }, { "身份证号码", RosterField.IdNumber }, { "id number", RosterField.IdNumber }, { "ID", RosterField.IdNumber },
        { "联系电话", RosterField.Phone }, { "手机", RosterField.Phone }, { "phone", RosterField.Phone },
        { "工作单位", RosterField.Unit }, { "单位", RosterField.Unit }, { "unit", RosterField.Unit },
        { "方案", RosterField.Scheme }, { "scheme", RosterField.Scheme },
        { "家庭人口", RosterField.HouseholdPersons }, { "household persons", RosterField.HouseholdPersons },
        { "家庭年收入(元)", RosterField.AnnualIncome }, { "annual income", RosterField.AnnualIncome }, { "年收入", RosterField.AnnualIncome },
        { "年刚性支出(元)", RosterField.RigidCosts }, { "rigid costs", RosterField.RigidCosts },
        { "房产套数", RosterField.Homes }, { "homes", RosterField.Homes },
        { "是否个体经营", RosterField.BusinessOwner }, { "business owner", RosterField.BusinessOwner },
        { "是否有车", RosterField.Car }, { "car", RosterField.Car },
        { "致困原因", RosterField.HardshipCause }, { "hardship cause", RosterField.HardshipCause },
        { "意外损失(元)", RosterField.AccidentLoss }, { "accident loss", RosterField.AccidentLoss },
        { "申请材料", RosterField.Documents }, { "documents", RosterField.Documents },
        { "开户行", RosterField.BankName }, { "bank", RosterField.BankName },
        { "银行账号", RosterField.Account }, { "account", RosterField.Account }, { "帐号", RosterField.Account },
        { "账户名", RosterField.AccountName }, { "name on account", RosterField.AccountName },
        { "录取院校", RosterField.SchoolName }, { "school", RosterField.SchoolName },
        { "学段", RosterField.SchoolStage }, { "school stage", RosterField.SchoolStage },
        { "荣誉称号", RosterField.Honour }, { "honour", RosterField.Honour },
        { "岗位", RosterField.DutyPost }, { "duty post", RosterField.DutyPost },
        { "重复说明", RosterField.OverlapReason }, { "overlap reason", RosterField.OverlapReason },
        { "备注", RosterField.Remark }, { "remark", RosterField.Remark },
        { "户主身份证号", RosterField.HouseholdHeadId }, { "household head ID", RosterField.HouseholdHeadId },
        { "序号", RosterField.NotRead }, { "性别", RosterField.NotRead }, { BadRowsWriter.ReasonColumn, RosterField.NotRead }, { "问题原因/Reason", RosterField.NotRead },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_AsPeopleWriteIt_IsKnown(string header, RosterField field)
    {
        Assert.Equal(field, RosterColumns.Find(header));
        Assert.Equal(field, RosterColumns.Find($" \u3000{header.ToUpperInvariant()}\u200B * "));
        Assert.Equal(field, RosterColumns.Find(string.Concat(header.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c))));
        Assert.Equal(field, RosterColumns.Find(string.Join(' ', header.AsEnumerable())));
    }

    [Fact]
    public void EveryField_HasAChineseAndAnEnglishHeader()
    {
        var all = RosterColumns.All.ToList();
        Assert.Equal(Enum.GetValues<RosterField>().Order(), all.Select(f => f.Field).Order());
        Assert.All(all, f =>
        {
            Assert.True(f.Aliases[0][0] > '\u4E00');
            Assert.Contains(f.Aliases, a => a.All(char.IsAsciiLetter));
            Assert.All(f.Aliases, alias => Assert.Equal(f.Field, RosterColumns.Find(alias)));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("民族")]
    [InlineData("(姓名)")]
    public void Header_ThatIsNone_IsUnknown(string header) => Assert.Null(RosterColumns.Find(header));

    [Theory]
    [InlineData("身份证号妈", "身份证号")]
    [InlineData("身分证号码", "身份证号码")]
    [InlineData("家庭年收人", "家庭年收入")]
    [InlineData("anual income", "annualincome")]
    public void Closest_ToAMisspelling_IsWhatWasMeant(string header, string alias) => Assert.Equal(alias, RosterColumns.Closest(header));

    [Theory]
    [InlineData("家庭年收入（万元）", RosterField.AnnualIncome, true)]
    [InlineData("Accident loss (thousand yuan)", RosterField.AccidentLoss, true)]
    [InlineData("年刚性支出[千元]", RosterField.RigidCosts, true)]
    [InlineData("家庭年收入（元）", RosterField.AnnualIncome, false)]
    [InlineData("工作单位（万家坝）", RosterField.Unit, false)]
    public void Amount_InAnotherUnit_IsSeen(string header, RosterField field, bool other)
    {
        Assert.Equal(field, RosterColumns.Find(header));
        Assert.Equal(other, RosterColumns.IsInAnotherUnit(field, header));
    }
}
