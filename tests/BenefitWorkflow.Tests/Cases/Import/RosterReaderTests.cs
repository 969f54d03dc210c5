using System.Text;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Files;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class RosterReaderTests
{
    private const string Minimal = "姓名,身份证号,工作单位,方案";
    private static readonly Programme Programme = Shipped.Catalog.Find("hardship-assistance")!;
    private static readonly string Scheme = Programme.Schemes[0].Title.Zh;

    private static (IReadOnlyList<string> Header, List<RosterRow> Rows) Read(byte[] file, string name = "名册.csv")
    {
        using var stream = new MemoryStream(file);
        Assert.True(RosterReader.TryOpen(stream, name, Programme, TableLimits.Default, RosterMapping.None, out var reader, out var refusals), string.Join("; ", refusals.Select(r => r.En)));
        using (reader) return (reader.Header, [.. reader.Rows()]);
    }

    private static List<RosterRow> Rows(string text) => Read(Encoding.UTF8.GetBytes(text)).Rows;

    private static IReadOnlyList<Refusal> Refusals(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.False(RosterReader.TryOpen(stream, "名册.csv", Programme, TableLimits.Default, RosterMapping.None, out _, out var refusals));
        return refusals;
    }

    private static RosterRow RowWith(string header, string cell) =>
        Assert.Single(Rows($"{Minimal},{header}\n张三,11010519491231002X,总工会,{Scheme},\"{cell}\"\n"));

    private static RowProblem ProblemWith(string header, string cell)
    {
        var row = RowWith(header, cell);
        Assert.Null(row.Case);
        return Assert.Single(row.Problems);
    }

    [Fact]
    public void FullRow_InChinese_ReadsEveryField()
    {
        var documents = Programme.Documents.Take(2).ToList();
        var row = Assert.Single(Rows(
            "序号,姓名,性别,身份证号,联系电话,工作单位,方案,家庭人口,家庭年收入(元),年刚性支出(元),房产套数,是否个体经营,是否有车,致困原因,意外损失(元),申请材料,开户行,银行账号,账户名,录取院校,学段,荣誉称号,岗位,重复说明,备注,户主身份证号\n"
            + $"1, 张三\u200B,男,11010519491231002X,13800138000,总工会,{Scheme},4人,\"36,000.50\",￥1200,1套,否,有,疾病,800元,{documents[0].Title.Zh}、{documents[1].Title.En};{documents[0].Key},建设银行,6222 0200,张三,云南大学,本科,州级劳模,环卫,已说明,=1,440524188001010014\n"));
        Assert.Empty(row.Problems);
        var (@case, facts) = (row.Case!, row.Case!.Application);
        Assert.Equal(("张三", "11010519491231002X", "13800138000", "总工会", Programme.Schemes[0].Key), (@case.Name, @case.IdNumber, @case.Phone, @case.Unit, @case.SchemeKey));
        Assert.Equal(("建设银行", "6222 0200", "张三", "440524188001010014"), (@case.BankName, @case.Account, @case.AccountName, @case.HouseholdHeadId));
        Assert.Equal((4, 3_600_050L, 120_000L, 1, false, true), (facts.HouseholdPersons, facts.AnnualIncomeFen, facts.RigidCostsFen, facts.Homes, facts.BusinessOwner, facts.Car));
        Assert.Equal(("illness", 80_000L, "云南大学", "university", "prefecture-model-worker"), (facts.HardshipCause, facts.AccidentLossFen, facts.SchoolName, facts.SchoolStage, facts.Honour));
        Assert.Equal(("环卫", "已说明", "=1"), (facts.DutyPost, facts.OverlapReason, facts.Remark));
        Assert.Equal(documents.Select(d => d.Key), facts.Documents);
    }

    [Fact]
    public void EmptyCells_AreNotStated()
    {
        var facts = Assert.Single(Rows($"{Minimal},家庭人口,家庭年收入,是否有车,申请材料,备注\n张三,1,总工会,{Scheme}, ,,\u3000,,\n")).Case!.Application;
        Assert.Equal((null, null, null, null), (facts.HouseholdPersons, facts.AnnualIncomeFen, facts.Car, facts.Remark));
        Assert.Empty(facts.Documents);
    }

    [Theory]
    [InlineData("家庭年收入", "800.005", "money.third-decimal")]
    [InlineData("年刚性支出", "1.2万", "money.malformed")]
    [InlineData("意外损失", "-1", "roster.negative-amount")]
    [InlineData("家庭人口", "3.5", "roster.not-a-whole-number")]
    [InlineData("家庭人口", "-1", "roster.not-a-whole-number")]
    [InlineData("房产套数", "99999999999", "roster.not-a-whole-number")]
    [InlineData("是否有车", "也许", "roster.unknown-value")]
    [InlineData("致困原因", "懒", "roster.unknown-value")]
    [InlineData("学段", "博士后", "roster.unknown-value")]
    [InlineData("申请材料", "不存在的材料", "roster.unknown-document")]
    public void Cell_OfAnotherType_IsAProblemWithRowColumnAndCode(string header, string cell, string code)
    {
        var problem = ProblemWith(header, cell);
        Assert.Equal((2, header, code), (problem.Row, problem.Column, problem.Refusal.Code));
        Assert.DoesNotContain(cell, problem.Refusal.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain(cell, problem.Refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void HiddenThirdDecimal_InAWorkbook_IsFoundWhileFloatNoiseIsNot()
    {
        string Row(string income) => $"<row>{Tables.TextCell("张三")}{Tables.TextCell("1")}{Tables.TextCell("总工会")}{Tables.TextCell(Scheme)}<c><v>{income}</v></c></row>";
        var header = $"<row>{string.Concat("姓名,身份证号,工作单位,方案,家庭年收入".Split(',').Select(Tables.TextCell))}</row>";
        var (_, rows) = Read(Tables.Workbook(header + Row("800.00499999999999") + Row("19.989999999999998")), "名册.xlsx");
        Assert.Equal((2, "money.third-decimal"), (rows[0].Problems[0].Row, rows[0].Problems[0].Refusal.Code));
        Assert.Equal(1_999, rows[1].Case!.Application.AnnualIncomeFen);
    }

    [Theory]
    [InlineData("<c><v>110105194912310020</v></c>", "roster.digits-lost")]
    [InlineData("<c><f>B1</f></c>", "roster.not-calculated")]
    [InlineData("<c t=\"e\"><v>#REF!</v></c>", "roster.error-cell")]
    public void IdentityNumber_ThatTheSheetSpoilt_IsOneProblemThatSaysHow(string cell, string code)
    {
        var header = $"<row>{string.Concat(Minimal.Split(',').Select(Tables.TextCell))}</row>";
        var (_, rows) = Read(Tables.Workbook($"{header}<row>{Tables.TextCell("张三")}{cell}{Tables.TextCell("总工会")}{Tables.TextCell(Scheme)}</row>"), "名册.xlsx");
        var problem = Assert.Single(Assert.Single(rows).Problems);
        Assert.Equal(("身份证号", code), (problem.Column, problem.Refusal.Code));
        Assert.Null(rows[0].Case);
    }

    [Fact]
    public void Row_WithoutItsRequiredCells_HasAProblemEach()
    {
        var row = Assert.Single(Rows($"{Minimal},备注\n\u200B, ,,,x\n"));
        Assert.Equal(["姓名", "工作单位", "方案", "身份证号"], row.Problems.Select(p => p.Column).Order(StringComparer.Ordinal));
        Assert.All(row.Problems, p => Assert.Equal("roster.required", p.Refusal.Code));
    }

    [Fact]
    public void Cell_UnderNoTitle_IsNotLostWithoutAWord()
    {
        var row = Assert.Single(Rows($"{Minimal},,备注\n张三,1,总工会,{Scheme},2000,,多\n"));
        Assert.Equal(["roster.untitled-cell", "roster.untitled-cell"], row.Problems.Select(p => p.Refusal.Code));
        Assert.Contains("第 5 列", row.Problems[0].Refusal.Zh, StringComparison.Ordinal);
        Assert.Contains("Column 7", row.Problems[1].Refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_WithFaults_NamesThemAllAtOnce()
    {
        var refusals = Refusals("姓名,身份证号妈,姓名,年收入(万元),序号,序号\n");
        Assert.Equal(
            ["roster.duplicate-column", "roster.missing-column", "roster.missing-column", "roster.missing-column", "roster.unknown-column", "roster.wrong-unit"],
            refusals.Select(r => r.Code).Order(StringComparer.Ordinal));
        var unknown = refusals.Single(r => r.Code == "roster.unknown-column");
        Assert.Contains("第 2 列“身份证号妈”；是否应为“身份证号”", unknown.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithoutAHeader_IsRefusedWithoutRepeatingAnybody()
    {
        var refusal = Assert.Single(Refusals("张三,11010519491231002X,总工会\n李四,440524188001010014,总工会\n"));
        Assert.Equal("roster.no-header", refusal.Code);
        Assert.DoesNotContain("张三", refusal.Zh + refusal.En, StringComparison.Ordinal);
        Assert.DoesNotContain("110105", refusal.Zh + refusal.En, StringComparison.Ordinal);
        var unknown = Refusals($"{Minimal},11010519491231002X\n").Single();
        Assert.DoesNotContain("110105", unknown.Zh + unknown.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void TitleLines_AboveTheHeader_ArePassedOver(int lines)
    {
        var titles = string.Concat(Enumerable.Range(0, lines).Select(i => $"困难职工花名册 {i},,,\n"));
        var (header, rows) = Read(Encoding.UTF8.GetBytes($"{titles}{Minimal}\n张三,1,总工会,{Scheme}\n"));
        Assert.Equal(Minimal.Split(','), header);
        Assert.Equal(lines + 2, Assert.Single(rows).Row);
        Assert.NotNull(rows[0].Case);
    }

    [Fact]
    public void TitleLines_TooMany_AreNoHeader() =>
        Assert.Equal("roster.no-header", Refusals($"a,,\nb,,\nc,,\nd,,\n{Minimal}\n")[0].Code);

    [Fact]
    public void Damage_BehindGoodRows_RefusesTheFileNamingItAndTheRow()
    {
        var refusal = Assert.Single(Refusals($"{Minimal}\n张三,1,总工会,{Scheme}\n李四,\"2,总工会\n"));
        Assert.Equal("file.quotes", refusal.Code);
        Assert.Contains("名册.csv 第 3 行", refusal.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_Printed_ShowsNoCell()
    {
        var row = RowWith("备注", "x");
        Assert.DoesNotContain("张三", row.ToString() + row.Case, StringComparison.Ordinal);
    }

    [Fact]
    public void BadRows_WrittenCorrectedAndReadAgain_AreGood()
    {
        var (header, rows) = Read(Encoding.UTF8.GetBytes($"{Minimal},家庭年收入,备注\n张三,1,总工会,{Scheme},800.005,=1+1\n李四,,总工会,{Scheme},x\n"));
        var (backHeader, back) = WriteBad(header, rows);
        Assert.Equal([.. header, BadRowsWriter.ReasonColumn], backHeader);
        Assert.Equal("=1+1", back[0].Cells[5]);
        Assert.Contains("家庭年收入：", back[0].Cells[6], StringComparison.Ordinal);
        Assert.Contains(rows[0].Problems[0].Refusal.Zh, back[0].Cells[6], StringComparison.Ordinal);
        Assert.Contains(rows[0].Problems[0].Refusal.En, back[0].Cells[6], StringComparison.Ordinal);
        Assert.Equal("", back[1].Cells[5]);
        Assert.All(rows[1].Problems, p => Assert.Contains($"{p.Column}：{p.Refusal.Zh}", back[1].Cells[6], StringComparison.Ordinal));
        Assert.Equal(2, rows[1].Problems.Count);

        // Still bad the second time: the reason is there once, and is the new one.
        var (again, rowsAgain) = WriteBad(backHeader, [new RosterRow(2, back[0].Cells, null, [new RowProblem(2, "", RosterProblems.NoHeader)])]);
        Assert.Equal(backHeader, again);
        Assert.Equal(7, rowsAgain[0].Cells.Count);
        Assert.StartsWith("没有找到表头", rowsAgain[0].Cells[6], StringComparison.Ordinal);

        // The corrected file with its reasons left in opens.
        using var corrected = new MemoryStream();
        using (var writer = new TableWriter(corrected, backHeader)) writer.WriteRow(["张三", "1", "总工会", Scheme, "800.00", "", "仍在"]);
        Assert.NotNull(Assert.Single(Read(corrected.ToArray(), "名册.xlsx").Rows).Case);
    }

    private static (IReadOnlyList<string> Header, List<TableRow> Rows) WriteBad(IReadOnlyList<string> header, IReadOnlyList<RosterRow> rows)
    {
        using var stream = new MemoryStream();
        using (var writer = new BadRowsWriter(stream, header))
            foreach (var row in rows) writer.Write(row.Cells, row.Problems);
        return Tables.Read(stream.ToArray(), limits: TableLimits.Default with { CellLength = TableWriter.MaxCellLength });
    }

    [Fact]
    public void Reasons_LongerThanACell_AreCut()
    {
        var problems = Enumerable.Repeat(new RowProblem(2, "备注", RosterProblems.NoHeader), 1_000).ToList();
        var (_, back) = WriteBad(["姓名"], [new RosterRow(2, ["张三"], null, problems)]);
        Assert.EndsWith("…", back[0].Cells[1], StringComparison.Ordinal);
        Assert.Equal(TableWriter.MaxCellLength, back[0].Cells[1].Length);
    }
}
