using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class BadRowsWriterTests
{
    private static readonly string[] Header = ["姓名", "身份证号", "工作单位", "方案", "家庭年收入（元）"];

    private static readonly RowProblem Amount = new(2, "家庭年收入（元）", new Refusal("money.third-decimal", "小数超过两位。", "More than two decimals."));

    [Fact]
    public void BadRow_GoesBackAsGivenWithItsReasons()
    {
        var whole = new RowProblem(2, "", new Refusal("case.duplicate", "已有申请。", "There is one."));

        using var back = Open(Write(Header, [(["张三", "011010519491231002", " 甲 ", "=1+1", "800.005"], [Amount, whole])]));

        Assert.Equal([.. Header, "问题原因 Reason"], back.Header);
        Assert.Equal(
            ["张三", "011010519491231002", " 甲 ", "=1+1", "800.005", "家庭年收入（元）：小数超过两位。 More than two decimals.; 已有申请。 There is one."],
            Assert.Single(back.Rows()).Cells);
    }

    [Fact]
    public void ShortRow_KeepsItsReasonUnderTheReasonColumn()
    {
        using var back = Open(Write(Header, [(["张三"], [Amount])]));

        var cells = Assert.Single(back.Rows()).Cells;
        Assert.Equal(Header.Length + 1, cells.Count);
        Assert.StartsWith("家庭年收入（元）", cells[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void HeaderThatHasTheReasonAlready_IsNotDoubled()
    {
        using var back = Open(Write([BadRowsWriter.ReasonColumn, .. Header], [(["旧原因", "张三", "1", "2", "3", "4"], [Amount])]));

        Assert.Equal([.. Header, BadRowsWriter.ReasonColumn], back.Header);
        Assert.Equal("张三", Assert.Single(back.Rows()).Cells[0]);
    }

    [Fact]
    public void ManyReasons_FitInACell()
    {
        var file = Write(Header, [(["张三"], [.. Enumerable.Repeat(Amount, 2_000)])]);

        Assert.True(TableReader.TryOpen(new MemoryStream(file), "退回.xlsx", TableLimits.Default with { CellLength = 40_000 }, out var back, out _));
        using (back) Assert.Equal(TableWriter.MaxCellLength, Assert.Single(back.Rows()).Cells[^1].Length);
    }

    [Fact]
    public void CorrectedFile_WithItsReasons_IsReadAsARoster()
    {
        var bad = Rosters.RowWith(("家庭年收入（元）", "800.005"));
        var corrected = bad.Cells.ToArray();
        corrected[^1] = "800.01";

        Assert.True(Rosters.TryOpen(Write(Header, [(corrected, bad.Problems)]), "退回.xlsx", out var reader, out _));

        using (reader)
        {
            var row = Assert.Single(reader!.Rows());
            Assert.Empty(row.Problems);
            Assert.Equal(80_001, row.Case!.Application.AnnualIncomeFen);
        }
    }

    private static byte[] Write(string[] header, IReadOnlyList<(string[] Cells, IReadOnlyList<RowProblem> Problems)> rows)
    {
        var file = new MemoryStream();
        using (var writer = new BadRowsWriter(file, header))
            foreach (var (cells, problems) in rows) writer.Write(cells, problems);
        return file.ToArray();
    }

    private static TableReader Open(byte[] file)
    {
        Assert.True(TableReader.TryOpen(new MemoryStream(file), "退回.xlsx", TableLimits.Default, out var reader, out var refusal), refusal?.Code);
        return reader;
    }
}
