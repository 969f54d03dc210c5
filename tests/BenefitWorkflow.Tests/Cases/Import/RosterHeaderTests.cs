using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterHeaderTests
{
    [Fact]
    public void UnknownColumn_IsNamedWithItsPlaceAndTheClosestTitle()
    {
        var refusal = Assert.Single(Rosters.Refused("姓名,身份证号,工作单位,方案,家庭年收人"));

        Assert.Equal("roster.unknown-column", refusal.Code);
        Assert.Contains("Column 5, '家庭年收人'", refusal.En, StringComparison.Ordinal);
        Assert.Contains("'家庭年收入'", refusal.En, StringComparison.Ordinal);
        Assert.Contains("“家庭年收人”", refusal.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("身份证号,工作单位,方案", "姓名")]
    [InlineData("姓名,工作单位,方案", "身份证号")]
    [InlineData("姓名,身份证号,方案", "工作单位")]
    [InlineData("姓名,身份证号,工作单位", "方案")]
    public void RequiredColumn_Missing_IsNamed(string header, string missing)
    {
        var refusal = Assert.Single(Rosters.Refused(header));

        Assert.Equal("roster.missing-column", refusal.Code);
        Assert.Contains(missing, refusal.Zh, StringComparison.Ordinal);
        Assert.Contains(missing, refusal.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("姓名,身份证号,工作单位,方案,姓名")]
    [InlineData("姓名,身份证号,工作单位,方案,单位")]
    [InlineData("姓名,身份证号,工作单位,方案,Name")]
    public void Column_UnderTwoTitles_IsRefused(string header) => Assert.Equal("roster.duplicate-column", Assert.Single(Rosters.Refused(header)).Code);

    [Fact]
    public void AllFaults_AreReportedAtOnce() =>
        Assert.Equal(
            ["roster.duplicate-column", "roster.missing-column", "roster.unknown-column"],
            Rosters.Refused("姓名,姓名,血型,身份证号,方案").Select(r => r.Code).Order());

    [Fact]
    public void Amounts_InTenThousands_AreNotTakenForYuan() =>
        Assert.Equal("roster.wrong-unit", Assert.Single(Rosters.Refused("姓名,身份证号,工作单位,方案,家庭年收入（万元）")).Code);

    [Fact]
    public void FirstRowOfData_IsNotQuotedAsAHeader()
    {
        var refusal = Assert.Single(Rosters.Refused($"张三,{Rosters.IdNumber},州第一中学,困难职工帮扶"));

        Assert.Equal("roster.no-header", refusal.Code);
        Assert.DoesNotContain("张三", refusal.Zh + refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void NumberInATitle_IsNotRepeated()
    {
        var refusal = Assert.Single(Rosters.Refused($"姓名,身份证号,工作单位,方案,{Rosters.IdNumber}"));

        Assert.DoesNotContain("1949", refusal.Zh + refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_BehindATitleLine_IsFoundAndRowsKeepTheirNumbers()
    {
        var row = Assert.Single(Rosters.Read($"二〇二六年帮扶名册,,,\n姓名,身份证号,工作单位,方案\n张三,{Rosters.IdNumber},州第一中学,困难职工帮扶\n"));

        Assert.Equal(3, row.Row);
        Assert.NotNull(row.Case);
    }

    [Fact]
    public void ReasonColumn_OfAnEarlierAnswer_IsNotRead()
    {
        var row = Rosters.RowWith((BadRowsWriter.ReasonColumn, "“方案”不能为空"));

        Assert.NotNull(row.Case);
        Assert.Empty(row.Problems);
    }

    [Fact]
    public void Cell_UnderNoTitle_IsAProblem() =>
        Assert.Equal("roster.untitled-cell", Assert.Single(Assert.Single(Rosters.Read($"姓名,身份证号,工作单位,方案\n张三,{Rosters.IdNumber},州第一中学,困难职工帮扶,多出来的\n")).Problems).Refusal.Code);
}
