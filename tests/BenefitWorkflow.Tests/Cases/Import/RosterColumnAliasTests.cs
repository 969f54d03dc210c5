using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterColumnAliasTests
{
    [Theory]
    [InlineData("姓名", RosterField.Name)]
    [InlineData("身份证号", RosterField.IdNumber)]
    [InlineData("身份证号码", RosterField.IdNumber)]
    [InlineData("联系电话", RosterField.Phone)]
    [InlineData("手机", RosterField.Phone)]
    [InlineData("手机号", RosterField.Phone)]
    [InlineData("工作单位", RosterField.Unit)]
    [InlineData("单位", RosterField.Unit)]
    [InlineData("方案", RosterField.Scheme)]
    [InlineData("家庭人口", RosterField.HouseholdPersons)]
    [InlineData("家庭年收入(元)", RosterField.AnnualIncome)]
    [InlineData("年刚性支出(元)", RosterField.RigidCosts)]
    [InlineData("房产套数", RosterField.Homes)]
    [InlineData("是否个体经营", RosterField.BusinessOwner)]
    [InlineData("是否有车", RosterField.Car)]
    [InlineData("致困原因", RosterField.HardshipCause)]
    [InlineData("意外损失(元)", RosterField.AccidentLoss)]
    [InlineData("申请材料", RosterField.Documents)]
    [InlineData("开户行", RosterField.BankName)]
    [InlineData("银行账号", RosterField.Account)]
    [InlineData("账户名", RosterField.AccountName)]
    [InlineData("录取院校", RosterField.SchoolName)]
    [InlineData("学段", RosterField.SchoolStage)]
    [InlineData("荣誉称号", RosterField.Honour)]
    [InlineData("岗位", RosterField.DutyPost)]
    [InlineData("重复说明", RosterField.OverlapReason)]
    [InlineData("备注", RosterField.Remark)]
    [InlineData("户主身份证号", RosterField.HouseholdHeadId)]
    [InlineData("Name", RosterField.Name)]
    [InlineData("ID number", RosterField.IdNumber)]
    [InlineData("Phone", RosterField.Phone)]
    [InlineData("Unit", RosterField.Unit)]
    [InlineData("Scheme", RosterField.Scheme)]
    [InlineData("Household persons", RosterField.HouseholdPersons)]
    [InlineData("Annual income (yuan)", RosterField.AnnualIncome)]
    [InlineData("Rigid costs", RosterField.RigidCosts)]
    [InlineData("Homes", RosterField.Homes)]
    [InlineData("Business owner", RosterField.BusinessOwner)]
    [InlineData("Car", RosterField.Car)]
    [InlineData("Hardship cause", RosterField.HardshipCause)]
    [InlineData("Accident loss", RosterField.AccidentLoss)]
    [InlineData("Documents", RosterField.Documents)]
    [InlineData("Bank name", RosterField.BankName)]
    [InlineData("Account", RosterField.Account)]
    [InlineData("Account name", RosterField.AccountName)]
    [InlineData("School name", RosterField.SchoolName)]
    [InlineData("School stage", RosterField.SchoolStage)]
    [InlineData("Honour", RosterField.Honour)]
    [InlineData("Duty post", RosterField.DutyPost)]
    [InlineData("Overlap reason", RosterField.OverlapReason)]
    [InlineData("Remark", RosterField.Remark)]
    [InlineData("Household head ID", RosterField.HouseholdHeadId)]
    public void Header_AsPeopleWriteIt_IsFound(string header, object field) => Assert.Equal(field, RosterColumns.Find(header));

    [Theory]
    [InlineData(" 姓 名 ", RosterField.Name)]
    [InlineData("姓\u3000名", RosterField.Name)]
    [InlineData("姓名*", RosterField.Name)]
    [InlineData("ＮＡＭＥ", RosterField.Name)]
    [InlineData("家庭年收入（元）", RosterField.AnnualIncome)]
    [InlineData("家庭年收入【元/年】", RosterField.AnnualIncome)]
    [InlineData("ANNUAL_INCOME", RosterField.AnnualIncome)]
    [InlineData("身份证号\n（18位）", RosterField.IdNumber)]
    public void Header_WithWidthSpacesUnitsAndCase_IsFound(string header, object field) => Assert.Equal(field, RosterColumns.Find(header));

    [Fact]
    public void EveryAlias_FullWidthUpperCaseAndSpaced_NamesItsField()
    {
        var seen = 0;
        foreach (var (field, aliases) in RosterColumns.All)
        {
            foreach (var alias in aliases)
            {
                var wide = string.Concat(alias.ToUpperInvariant().Select(c => c is >= '!' and <= '~' ? (char)(c + 0xFEE0) : c));
                Assert.Equal(field, RosterColumns.Find($" {string.Join(' ', wide.ToCharArray())}（说明）"));
                seen++;
            }
        }
        Assert.True(seen > 60);
    }

    [Fact]
    public void EveryField_HasATitleThatNamesIt() =>
        Assert.All(Enum.GetValues<RosterField>(), field => Assert.Equal(field, RosterColumns.Find(RosterColumns.Title(field))));

    [Theory]
    [InlineData("")]
    [InlineData("（元）")]
    [InlineData("姓名姓名")]
    [InlineData("血型")]
    public void Header_OfNothingKnown_IsNotFound(string header) => Assert.Null(RosterColumns.Find(header));

    [Theory]
    [InlineData("公民身份号吗", "公民身份号码")]
    [InlineData("家庭年收人", "家庭年收入")]
    [InlineData("Acount name", "accountname")]
    public void Closest_ToASlip_IsWhatWasMeant(string header, string alias) => Assert.Equal(alias, RosterColumns.Closest(header));
}
