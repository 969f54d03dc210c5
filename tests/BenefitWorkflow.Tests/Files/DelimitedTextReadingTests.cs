using System.Text;
using BenefitWorkflow.Files;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

public sealed class DelimitedTextReadingTests
{
    private const string Text = "姓名,单位\r\n张三,楚雄州总工会\r\n";

    public static TheoryData<string> Encodings => ["utf-8", "utf-8-mark", "utf-16le", "utf-16be", "gbk", "gb18030"];

    private static byte[] Encode(string text, string encoding) => encoding switch
    {
        "utf-8" => TextEncodings.Utf8.GetBytes(text),
        "utf-8-mark" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
        "utf-16le" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        "utf-16be" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
        "gbk" => TextEncodings.Gbk.GetBytes(text),
        "gb18030" => TextEncodings.Gb18030.GetBytes(text),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_InEachEncoding_ReadsTheSame(string encoding)
    {
        var (header, rows) = Read(Encode(Text, encoding), "表.csv");
        Assert.Equal(["姓名", "单位"], header);
        Assert.Equal(["张三", "楚雄州总工会"], Assert.Single(rows).Cells);
        Assert.Equal(2, rows[0].Number);
    }

    [Fact]
    public void RareNames_InGb18030_AreKept()
    {
        var (_, rows) = Read(Encode("姓名\n\u4DAE𠮷·\n", "gb18030"), "表.csv");
        Assert.Equal("\u4DAE𠮷·", rows[0].Cells[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(9_000)]
    public void Utf8_WithOneWrongByte_NamesItsLineAndIsNotTakenForGb18030(int goodRows)
    {
        // The byte pair is a good GB18030 character.
        byte[] file = [.. Encoding.UTF8.GetBytes("姓名,身份证号,单位\n" + string.Concat(Enumerable.Repeat("张三,1,楚雄州总工会\n", goodRows))), 0xC8, 0xCB, (byte)'\n'];
        Assert.Contains($"第 {goodRows + 2} 行", AssertRefused("file.encoding", file, "表.csv").Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gbk", new byte[] { 0xFF })]
    [InlineData("gb18030", new byte[] { 0x81, 0x20 })]
    [InlineData("utf-8-mark", new byte[] { 0xB0, 0xA1 })]
    [InlineData("utf-16le", new byte[] { 0x00, 0xD8, 0x41, 0x00 })]
    [InlineData("utf-16be", new byte[] { 0xDC, 0x00, 0x00, 0x41 })]
    public void AnyEncoding_WithAWrongByte_IsRefusedWithTheLine(string encoding, byte[] wrong)
    {
        byte[] file = [.. Encode(Text, encoding), .. wrong];
        var refusal = AssertRefused("file.encoding", file, "表.csv");
        Assert.Contains("line 3", refusal.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gbk")]
    [InlineData("utf-8")]
    public void Text_CutInsideACharacter_IsRefused(string encoding) =>
        AssertRefused("file.encoding", Encode("姓名,单位\n张三,楚雄州总工会"[..], encoding)[..^1], "表.csv");

    [Theory]
    [InlineData("a,b\n\"x\n1\n2\n")]
    [InlineData("a,b\n\"x\"y,1\n")]
    [InlineData("a,b\nx\"y,1\n")]
    public void Quote_WithoutItsTwin_IsRefusedInsteadOfSwallowingRows(string text) =>
        Assert.Contains("row 2", AssertRefused("file.quotes", Encoding.UTF8.GetBytes(text), "表.csv").En, StringComparison.Ordinal);

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Delimiter_IsTakenFromTheHeader(string delimiter)
    {
        var text = $"姓名{delimiter}\"说明,;|,;|\t\t\"{delimiter}单位\n张三{delimiter}\"a,b;c|d\te\"{delimiter}局\n";
        var (header, rows) = Read(Encoding.UTF8.GetBytes(text), "表.txt");
        Assert.Equal(3, header.Count);
        Assert.Equal(["张三", "a,b;c|d\te", "局"], Assert.Single(rows).Cells);
    }

    [Fact]
    public void Header_BehindBlankLines_StillGivesTheDelimiter()
    {
        var (header, rows) = Read("\r\n\r\na;b\r\n1,5;2\r\n"u8.ToArray(), "表.csv");
        Assert.Equal(["a", "b"], header);
        Assert.Equal(["1,5", "2"], Assert.Single(rows).Cells);
        Assert.Equal(4, rows[0].Number);
    }

    [Fact]
    public void Rows_BehindQuotedLineBreaks_AreNumberedAsASpreadsheetDoes()
    {
        var (_, rows) = Read("a,b\n\"x\r\ny\",\"say \"\"hi\"\"\"\n\n1\n"u8.ToArray(), "表.csv");
        Assert.Equal(["x\r\ny", "say \"hi\""], rows[0].Cells);
        Assert.Equal([2, 4], rows.Select(r => r.Number));
        Assert.Equal(["1"], rows[1].Cells);
    }

    [Theory]
    [InlineData("'=1+1", "=1+1")]
    [InlineData("'+86", "+86")]
    [InlineData("'-1", "-1")]
    [InlineData("'@A1", "@A1")]
    [InlineData("\"'\t=1\"", "\t=1")]
    [InlineData("\"'\r=1\"", "\r=1")]
    [InlineData("'＝1", "＝1")]
    [InlineData("''=1", "'=1")]
    [InlineData("=1", "=1")]
    [InlineData("'x", "'x")]
    [InlineData("'", "'")]
    public void Guard_AgainstFormulas_IsTakenOffOnce(string written, string cell) =>
        Assert.Equal(cell, Read(Encoding.UTF8.GetBytes($"h,i\n{written},1\n"), "表.csv").Rows[0].Cells[0]);

    [Fact]
    public void SingleColumn_WithoutALineEnd_IsATable()
    {
        var (header, rows) = Read("a\n1"u8.ToArray(), "表.csv");
        Assert.Equal(["a"], header);
        Assert.Equal(["1"], Assert.Single(rows).Cells);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n \r\n,,\r\n")]
    public void File_WithoutAnyCell_IsRefused(string text) => AssertRefused("file.empty", Encoding.UTF8.GetBytes(text), "表.csv");

    [Fact]
    public void File_OfOnlyAMark_IsRefused() => AssertRefused("file.empty", [0xEF, 0xBB, 0xBF], "表.csv");
}
