using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterRowTests
{
    [Fact]
    public void FullRow_BecomesTheApplication()
    {
        var row = Rosters.RowWith(
            ("手机号", "13800138000"), ("开户行", "中国银行楚雄分行"), ("银行账号", "6222021234567890"), ("账户名", "张三三"), ("户主身份证号", "53230119800101001X"),
            ("家庭人口", "3"), ("家庭年收入（元）", "19,989.99"), ("年刚性支出(元)", "800.5"), ("房产套数", "1"), ("是否个体经营", "否"), ("是否有车", "有"),
            ("致困原因", "因病"), ("意外损失", "0"), ("申请材料", "身份证、户口簿；diagnosis，Income certificate or pay slips;身份证"),
            ("录取院校", "云南大学"), ("学段", "本科"), ("荣誉称号", "州劳模"), ("岗位", "班主任"), ("重复说明", "不重复"), ("备注", "无"));

        Assert.Empty(row.Problems);
        var @case = row.Case!;
        Assert.Equal(
            ("hardship-assistance", "hardship-worker", "张三", Rosters.IdNumber, "13800138000", "州第一中学"),
            (@case.ProgrammeKey, @case.SchemeKey, @case.Name, @case.IdNumber, @case.Phone, @case.Unit));
        Assert.Equal(
            ("中国银行楚雄分行", "6222021234567890", "张三三", "53230119800101001X"),
            (@case.BankName, @case.Account, @case.AccountName, @case.HouseholdHeadId));
        var expected = new ApplicationFacts
        {
            HouseholdPersons = 3, AnnualIncomeFen = 1_998_999, RigidCostsFen = 80_050, Homes = 1, BusinessOwner = false, Car = true, HardshipCause = "illness", AccidentLossFen = 0,
            Documents = ["id-card", "household-register", "diagnosis", "income-proof"],
            SchoolName = "云南大学", SchoolStage = "university", Honour = "prefecture-model-worker", DutyPost = "班主任", OverlapReason = "不重复", Remark = "无",
        };
        Assert.Equal(expected.ToJson(), @case.Application.ToJson());
    }

    [Fact]
    public void ColumnsNotGiven_AreNotStated_NeverNo()
    {
        var @case = Rosters.RowWith().Case!;

        Assert.Equal(new ApplicationFacts().ToJson(), @case.Application.ToJson());
        Assert.Equal((null, null, null, null, null), (@case.Phone, @case.BankName, @case.Account, @case.AccountName, @case.HouseholdHeadId));
    }

    [Fact]
    public void EmptyCells_AreNotStated()
    {
        var @case = Rosters.RowWith(("家庭人口", " "), ("家庭年收入", ""), ("是否有车", "\u200B"), ("致困原因", "\u3000"), ("申请材料", "、")).Case!;

        Assert.Equal(new ApplicationFacts().ToJson(), @case.Application.ToJson());
    }

    [Theory]
    [InlineData(0, "姓名")]
    [InlineData(1, "身份证号")]
    [InlineData(2, "工作单位")]
    [InlineData(3, "方案")]
    public void RequiredCell_Empty_IsRefused(int column, string title)
    {
        var cells = new[] { "张三", Rosters.IdNumber, "州第一中学", "困难职工帮扶" };
        cells[column] = " ";

        var row = Assert.Single(Rosters.Read($"姓名,身份证号,工作单位,方案\n{string.Join(',', cells)}\n"));

        Assert.Null(row.Case);
        var problem = Assert.Single(row.Problems);
        Assert.Equal((2, title, "roster.required"), (problem.Row, problem.Column, problem.Refusal.Code));
        Assert.Equal(cells, row.Cells);
    }

    [Theory]
    [InlineData("困难职工帮扶", "hardship-worker")]
    [InlineData("hardship-worker", "hardship-worker")]
    [InlineData("KNZG", "hardship-worker")]
    [InlineData("Golden Autumn school aid", "golden-autumn")]
    [InlineData(" 金秋助学 ", "golden-autumn")]
    public void Scheme_ByTitleKeyOrCode_IsFound(string cell, string key) =>
        Assert.Equal(key, Assert.Single(Rosters.Read($"姓名,身份证号,工作单位,方案\n张三,{Rosters.IdNumber},州第一中学,{cell}\n")).Case!.SchemeKey);

    [Fact]
    public void Scheme_Unknown_IsRefusedWithTheProgrammesOwn()
    {
        var problem = Assert.Single(Assert.Single(Rosters.Read($"姓名,身份证号,工作单位,方案\n张三,{Rosters.IdNumber},州第一中学,春节送温暖\n")).Problems);

        Assert.Equal("roster.unknown-value", problem.Refusal.Code);
        Assert.All(Shipped.Hardship.Schemes, s => Assert.Contains(s.Title.Zh, problem.Refusal.Zh, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("800.005", "money.third-decimal")]
    [InlineData("800.000", "money.third-decimal")]
    [InlineData("八百", "money.malformed")]
    [InlineData("1.9E4", "money.malformed")]
    [InlineData("99999999999999999999", "money.out-of-range")]
    [InlineData("-1", "roster.negative-amount")]
    public void Amount_ThatIsNoAmount_IsRefusedAndNotRepeated(string cell, string code)
    {
        foreach (var column in (string[])["家庭年收入", "年刚性支出", "意外损失"])
        {
            var refusal = Rosters.ProblemWith(column, cell).Refusal;
            Assert.Equal(code, refusal.Code);
            Assert.DoesNotContain(cell == "-1" ? "“-1" : cell, refusal.Zh + refusal.En, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("１２，３４５．６０", 1_234_560)]
    [InlineData("￥800.01", 80_001)]
    [InlineData("800元", 80_000)]
    public void Amount_AsPeopleWriteIt_IsRead(string cell, long fen) => Assert.Equal(fen, Rosters.RowWith(("家庭年收入", cell)).Case!.Application.AnnualIncomeFen);

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("三")]
    [InlineData("3000000000")]
    [InlineData("人")]
    public void Count_ThatIsNoCount_IsRefused(string cell)
    {
        Assert.Equal("roster.not-a-whole-number", Rosters.ProblemWith("家庭人口", cell).Refusal.Code);
        Assert.Equal("roster.not-a-whole-number", Rosters.ProblemWith("房产套数", cell).Refusal.Code);
    }

    [Theory]
    [InlineData("是", true)]
    [InlineData("有", true)]
    [InlineData("yes", true)]
    [InlineData("YES", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("否", false)]
    [InlineData("无", false)]
    [InlineData("no", false)]
    [InlineData("No", false)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    public void YesAndNo_InEachWord_AreRead(string cell, bool value)
    {
        var facts = Rosters.RowWith(("是否个体经营", cell), ("是否有车", cell)).Case!.Application;

        Assert.Equal((value, value), (facts.BusinessOwner, facts.Car));
    }

    [Theory]
    [InlineData("疾病", "illness")]
    [InlineData("因病", "illness")]
    [InlineData("illness", "illness")]
    [InlineData("意外", "accident")]
    [InlineData("Accident", "accident")]
    [InlineData("灾害", "disaster")]
    [InlineData("因灾", "disaster")]
    [InlineData("disaster", "disaster")]
    public void HardshipCause_InEachWord_IsRead(string cell, string key) => Assert.Equal(key, Rosters.RowWith(("致困原因", cell)).Case!.Application.HardshipCause);

    [Theory]
    [InlineData("大学", "university")]
    [InlineData("本科", "university")]
    [InlineData("高校", "university")]
    [InlineData("university", "university")]
    [InlineData("中职", "vocational")]
    [InlineData("中专", "vocational")]
    [InlineData("职高", "vocational")]
    [InlineData("vocational", "vocational")]
    public void SchoolStage_InEachWord_IsRead(string cell, string key) => Assert.Equal(key, Rosters.RowWith(("学段", cell)).Case!.Application.SchoolStage);

    [Theory]
    [InlineData("全国劳模", "national-model-worker")]
    [InlineData("省劳模", "provincial-model-worker")]
    [InlineData("州劳模", "prefecture-model-worker")]
    [InlineData("州级劳模", "prefecture-model-worker")]
    [InlineData("先进工作者", "advanced-worker")]
    [InlineData("national-model-worker", "national-model-worker")]
    [InlineData("advanced-worker", "advanced-worker")]
    public void Honour_InEachWord_IsRead(string cell, string key) => Assert.Equal(key, Rosters.RowWith(("荣誉称号", cell)).Case!.Application.Honour);

    [Theory]
    [InlineData("是否有车", "也许", "是、否")]
    [InlineData("致困原因", "懒", "疾病、因病")]
    [InlineData("学段", "小学", "大学、本科")]
    [InlineData("荣誉称号", "三好学生", "全国劳模")]
    public void Word_Unknown_IsRefusedWithThoseAllowed(string column, string cell, string allowed)
    {
        var refusal = Rosters.ProblemWith(column, cell).Refusal;

        Assert.Equal("roster.unknown-value", refusal.Code);
        Assert.Contains(allowed, refusal.Zh, StringComparison.Ordinal);
        Assert.Contains(allowed, refusal.En, StringComparison.Ordinal);
        Assert.DoesNotContain(cell, refusal.Zh + refusal.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("、")]
    [InlineData(",")]
    [InlineData("，")]
    [InlineData(";")]
    [InlineData("；")]
    public void Documents_BehindEachSeparator_AreRead(string separator) =>
        Assert.Equal(["id-card", "diagnosis"], Rosters.RowWith(("申请材料", $"身份证{separator}诊断证明及自付费用票据{separator}")).Case!.Application.Documents);

    [Fact]
    public void EveryDocument_ByTitleOrKey_IsRead()
    {
        foreach (var document in Shipped.Hardship.Documents)
            foreach (var word in (string[])[document.Key, document.Title.Zh, document.Title.En])
                Assert.Equal([document.Key], Rosters.RowWith(("申请材料", word)).Case!.Application.Documents);
    }

    [Fact]
    public void Documents_Unknown_AreOneProblemThatListsTheProgrammes()
    {
        var refusal = Rosters.ProblemWith("申请材料", "身份证、驾驶证、护照").Refusal;

        Assert.Equal("roster.unknown-document", refusal.Code);
        Assert.All(Shipped.Hardship.Documents, d => Assert.Contains(d.Title.Zh, refusal.Zh, StringComparison.Ordinal));
    }

    [Fact]
    public void Row_WithSeveralFaults_NamesEach() =>
        Assert.Equal(
            [("家庭人口", "roster.not-a-whole-number"), ("家庭年收入", "money.third-decimal"), ("是否有车", "roster.unknown-value")],
            Rosters.RowWith(("家庭人口", "x"), ("家庭年收入", "1.005"), ("是否有车", "x")).Problems.Select(p => (p.Column, p.Refusal.Code)));

    [Fact]
    public void BadRow_DoesNotStopTheNext()
    {
        var rows = Rosters.Read($"姓名,身份证号,工作单位,方案\n,{Rosters.IdNumber},甲,困难职工帮扶\n\n李四,{Rosters.IdNumber},乙,金秋助学\n");

        Assert.Equal([(2, false), (4, true)], rows.Select(r => (r.Row, r.Case is not null)));
    }

    [Fact]
    public void RowAndCase_Printed_ShowNothingPersonal()
    {
        var row = Rosters.RowWith(("致困原因", "因病"));

        Assert.Equal("RosterRow 2 NewCase ApplicationFacts", $"{row} {row.Case} {row.Case!.Application}");
    }

    [Fact]
    public void FileThatIsNoTable_IsRefusedAsAFile()
    {
        Assert.False(Rosters.TryOpen([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "名册.xls", out var reader, out var refusals));

        Assert.Null(reader);
        Assert.Equal("file.encrypted", Assert.Single(refusals).Code);
    }
}
