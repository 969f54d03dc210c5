using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterColumnsTests
{
    public static TheoryData<string, string> Headers => new()
    {
        { "姓名", nameof(RosterField.Name) }, { "name", nameof(RosterField.Name) },
        { "身份证号", nameof(RosterField.IdNumber) }, { "身份证号码", nameof(RosterField.IdNumber) }, { "id number", nameof(RosterField.IdNumber) }, { "ID", nameof(RosterField.IdNumber) },
        { "联系电话", nameof(RosterField.Phone) }, { "手机", nameof(RosterField.Phone) }, { "phone", nameof(RosterField.Phone) },
        { "工作单位", nameof(RosterField.Unit) }, { "单位", nameof(RosterField.Unit) }, { "unit", nameof(RosterField.Unit) },
        { "方案", nameof(RosterField.Scheme) }, { "scheme", nameof(RosterField.Scheme) },
        { "家庭人口", nameof(RosterField.HouseholdPersons) }, { "household persons", nameof(RosterField.HouseholdPersons) },
        { "家庭年收入(元)", nameof(RosterField.AnnualIncome) }, { "annual income", nameof(RosterField.AnnualIncome) }, { "年收入", nameof(RosterField.AnnualIncome) },
        { "年刚性支出(元)", nameof(RosterField.RigidCosts) }, { "rigid costs", nameof(RosterField.RigidCosts) },
        { "房产套数", nameof(RosterField.Homes) }, { "homes", nameof(RosterField.Homes) },
        { "是否个体经营", nameof(RosterField.BusinessOwner) }, { "business owner", nameof(RosterField.BusinessOwner) },
        { "是否有车", nameof(RosterField.Car) }, { "car", nameof(RosterField.Car) },
        { "致困原因", nameof(RosterField.HardshipCause) }, { "hardship cause", nameof(RosterField.HardshipCause) },
        { "意外损失(元)", nameof(RosterField.AccidentLoss) }, { "accident loss", nameof(RosterField.AccidentLoss) },
        { "申请材料", nameof(RosterField.Documents) }, { "documents", nameof(RosterField.Documents) },
        { "开户行", nameof(RosterField.BankName) }, { "bank", nameof(RosterField.BankName) },
        { "银行账号", nameof(RosterField.Account) }, { "account", nameof(RosterField.Account) }, { "帐号", nameof(RosterField.Account) },
        { "账户名", nameof(RosterField.AccountName) }, { "name on account", nameof(RosterField.AccountName) },
        { "录取院校", nameof(RosterField.SchoolName) }, { "school", nameof(RosterField.SchoolName) },
        { "学段", nameof(RosterField.SchoolStage) }, { "school stage", nameof(RosterField.SchoolStage) },
        { "荣誉称号", nameof(RosterField.Honour) }, { "honour", nameof(RosterField.Honour) },
        { "岗位", nameof(RosterField.DutyPost) }, { "duty post", nameof(RosterField.DutyPost) },
        { "重复说明", nameof(RosterField.OverlapReason) }, { "overlap reason", nameof(RosterField.OverlapReason) },
        { "备注", nameof(RosterField.Remark) }, { "remark", nameof(RosterField.Remark) },
        { "户主身份证号", nameof(RosterField.HouseholdHeadId) }, { "household head ID", nameof(RosterField.HouseholdHeadId) },
        { "序号", nameof(RosterField.NotRead) }, { "性别", nameof(RosterField.NotRead) }, { BadRowsWriter.ReasonColumn, nameof(RosterField.NotRead) }, { "问题原因/Reason", nameof(RosterField.NotRead) },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_AsPeopleWriteIt_IsKnown(string header, string name)
    {
        var field = Enum.Parse<RosterField>(name);
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
    [InlineData("家庭年收入（万元）", nameof(RosterField.AnnualIncome), true)]
    [InlineData("Accident loss (thousand yuan)", nameof(RosterField.AccidentLoss), true)]
    [InlineData("年刚性支出[千元]", nameof(RosterField.RigidCosts), true)]
    [InlineData("家庭年收入（元）", nameof(RosterField.AnnualIncome), false)]
    [InlineData("工作单位（万家坝）", nameof(RosterField.Unit), false)]
    public void Amount_InAnotherUnit_IsSeen(string header, string name, bool other)
    {
        var field = Enum.Parse<RosterField>(name);
        Assert.Equal(field, RosterColumns.Find(header));
        Assert.Equal(other, RosterColumns.IsInAnotherUnit(field, header));
    }
}
