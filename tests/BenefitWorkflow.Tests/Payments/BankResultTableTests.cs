using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Tests.Files;
using CsCheck;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankResultTableTests
{
    private const string Header = "端到端编号|金额|结果|原因|日期时间";

    private static (IReadOnlyList<BankResultRow>? Rows, Refusal? Refusal) Read(byte[] bytes) => BankAnswerFiles.Read(bytes);

    private static IReadOnlyList<BankResultRow> Rows(string text) => Read(Encoding.UTF8.GetBytes(text)).Rows!;

    private static string? FileCode(byte[] bytes) => Read(bytes).Refusal?.Code;

    private static IReadOnlyList<BankResultRow> Sheet(params string[] rows) =>
        Read(Tables.Workbook(string.Concat(rows.Prepend(string.Concat(Header.Split('|').Select(Tables.TextCell))).Select(row => $"<row>{row}</row>")),
            styles: "<cellXfs><xf/><xf numFmtId=\"22\"/></cellXfs>")).Rows!;

    [Fact]
    public void Read_ThreeResults_AreReadWithCodesAndBeijingTime()
    {
        var rows = Rows(Header + "\r\nA-1|1,409.50|成功||2023-01-20 09:30:00\r\n\r\na-2|8.20|失败|账号不存在|2023/01/20 00:00|\r\nA-3|19.99|退票|户名不符|20230121\r\n合计|3|1437.69|\r\n");
        Assert.Equal(
        [
            new BankResultRow(2, "A-1", 140_950, BankResult.Settled, null, new DateTimeOffset(2023, 1, 20, 1, 30, 0, TimeSpan.Zero), null, TimeSpan.FromSeconds(1)),
            new BankResultRow(4, "A-2", 820, BankResult.Failed, "AC01", new DateTimeOffset(2023, 1, 19, 16, 0, 0, TimeSpan.Zero), null, TimeSpan.FromMinutes(1)),
            new BankResultRow(5, "A-3", 1_999, BankResult.Returned, "BE01", new DateTimeOffset(2023, 1, 20, 16, 0, 0, TimeSpan.Zero), null, TimeSpan.FromDays(1)),
        ], rows);
    }

    [Fact]
    public void Read_Gb18030Utf8AndUtf8WithMark_AreTheSame()
    {
        var text = Header + "\nA-1|1.00|失败|销户|2023-01-20 09:30:00\n";
        byte[][] files = [Encoding.UTF8.GetBytes(text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], TextEncodings.Gb18030.GetBytes(text)];
        Assert.All(files, file => Assert.Equal("AC04", Assert.Single(Read(file).Rows!).ReasonCode));
    }

    [Theory]
    [InlineData("结果,交易时间,原因,金额（元）,EndToEndId\n成功,2023-01-20T09:30:00,,\"1,409.50\",A-1")]
    [InlineData("处理结果\t日期\t失败原因\tAmount\t端到端标识\tx\nsuccess\t2023-01-20 09:30\t\t1409.5\tA-1\t")]
    public void Read_OtherOrderSeparatorAndAliases_AreRead(string text)
    {
        var row = Assert.Single(Rows(text));
        Assert.Equal(("A-1", (long?)140_950L, BankResult.Settled), (row.EndToEndId, row.AmountFen, row.Result));
        Assert.Equal(new DateTimeOffset(2023, 1, 20, 1, 30, 0, TimeSpan.Zero), row.At);
    }

    [Theory]
    [InlineData("A-1|1.005|成功||2023-01-20 09:30:00", "money.third-decimal")]
    [InlineData("A-1|1e3|成功||2023-01-20 09:30:00", "money.malformed")]
    [InlineData("A-1|1.00|转账||2023-01-20 09:30:00", "payment.result-unknown")]
    [InlineData("A-1|1.00|成功||2023-02-30", "payment.date-malformed")]
    [InlineData("A-1|1.00|成功||", "payment.date-malformed")]
    [InlineData("|1.00|成功||2023-01-20", "payment.id-missing")]
    [InlineData("A-1|1.00|成功", "file.row-shape")]
    [InlineData("A-1|1.00|成功||x|2023-01-20", "file.row-shape")]
    public void Read_BadRow_IsRefusedWithItsNumberAndTheNextIsRead(string line, string code)
    {
        var rows = Rows($"{Header}\n{line}\nA-2|1.00|成功||2023-01-20\n");
        Assert.Equal((2, code), (rows[0].Row, rows[0].Refusal?.Code));
        Assert.Contains("2", rows[0].Refusal!.Zh, StringComparison.Ordinal);
        Assert.Null(rows[1].Refusal);
    }

    [Fact]
    public void Read_DamageBehindGoodRows_RefusesTheFileSoThatNoRowCounts()
    {
        var (rows, refusal) = Read(Encoding.UTF8.GetBytes("端到端编号,金额,结果,原因,日期时间\nA-1,1.00,成功,,2023-01-20\n\"A-2,1.00,成功,,2023-01-20\nA-3,1.00,成功,,2023-01-20"));
        Assert.Null(rows);
        Assert.Equal("file.quotes", refusal?.Code);
        Assert.Contains("回单.txt 第 3 行", refusal!.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Workbook_IsReadLikeText()
    {
        var text = (string cell) => Tables.TextCell(cell);
        // The reason column of a credit is an empty cell, which a sheet does not store.
        var rows = Sheet(
            $"{text("A-1")}<c><v>1409.5</v></c>{text("成功")}<c r=\"E2\" s=\"1\"><v>44946.395833333336</v></c>",
            $"{text("A-2")}<c><v>8.1999999999999993</v></c>{text("失败")}{text("账号不存在")}{text("2023/01/20 00:00")}",
            $"{text("合计")}<c><v>2</v></c>");
        Assert.Equal(
        [
            new BankResultRow(2, "A-1", 140_950, BankResult.Settled, null, new DateTimeOffset(2023, 1, 20, 1, 30, 0, TimeSpan.Zero), null, TimeSpan.FromSeconds(1)),
            new BankResultRow(3, "A-2", 820, BankResult.Failed, "AC01", new DateTimeOffset(2023, 1, 19, 16, 0, 0, TimeSpan.Zero), null, TimeSpan.FromMinutes(1)),
        ], rows);
    }

    [Fact]
    public void Read_WorkbookWithTheReasonLast_TakesAShortRowOfACredit()
    {
        var row = (string[] cells) => $"<row>{string.Concat(cells.Select(Tables.TextCell))}</row>";
        var file = Tables.Workbook(row(["端到端编号", "金额", "结果", "日期时间", "原因"]) + row(["A-1", "1.00", "成功", "2023-01-20"]));
        Assert.Null(Assert.Single(Read(file).Rows!).Refusal);
    }

    [Theory]
    [InlineData("<c t=\"e\"><v>#N/A</v></c>", "<c><v>1</v></c>", "payment.id-missing")]
    [InlineData("<c><v>1234567890123456</v></c>", "<c><v>1</v></c>", "payment.id-missing")]
    [InlineData("<c t=\"str\"><v>A-1</v></c>", "<c><f>SUM(B1)</f></c>", "money.malformed")]
    [InlineData("<c t=\"str\"><v>A-1</v></c>", "<c><v>1.005</v></c>", "money.third-decimal")]
    public void Read_CellThatASheetSpoilt_RefusesItsRowAndTheNextIsRead(string id, string amount, string code)
    {
        var rest = Tables.TextCell("成功") + Tables.TextCell("") + Tables.TextCell("2023-01-20");
        var rows = Sheet(id + amount + rest, Tables.TextCell("A-2") + Tables.TextCell("1.00") + rest);
        Assert.Equal((2, code), (rows[0].Row, rows[0].Refusal?.Code));
        Assert.Null(rows[1].Refusal);
    }

    [Fact]
    public void Read_WorkbookRowPastTheHeader_IsRefused() =>
        Assert.Equal("file.row-shape", Sheet(string.Concat(Enumerable.Repeat(Tables.TextCell("1"), 6)))[0].Refusal?.Code);

    [Fact]
    public void Read_UnreadableFile_IsRefusedWhole()
    {
        Assert.Equal("file.encoding", FileCode([0xFF, 0xFF, 0x80, 0xFF]));
        Assert.Equal("file.not-a-table", FileCode([.. Encoding.UTF8.GetBytes(Header), 0]));
        Assert.Equal("file.empty", FileCode([]));
        Assert.Equal("file.empty", FileCode(" \r\n\n"u8.ToArray()));
        Assert.Equal("file.column-missing", FileCode("端到端编号|金额|结果|日期时间\n"u8.ToArray()));
        Assert.Equal("file.column-twice", FileCode("端到端编号|金额|amount|结果|原因|日期时间\n"u8.ToArray()));
    }

    // Promise 21.
    [Fact]
    public void Read_100000MalformedRows_EachIsRefusedWithItsNumber()
    {
        string[] kinds = ["A-{0}|1.005|成功||20230120", "A-{0}|x|成功||20230120", "|1.00|成功||20230120", "A-{0}|1.00|?||20230120", "A-{0}|1.00|成功||1999", "A-{0}|1.00", "=cmd|'/C calc'!A0|1.00|成功||20230120|x|y"];
        var text = new StringBuilder(Header).Append('\n');
        for (var i = 0; i < 100_000; i++) text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, kinds[i % kinds.Length], i).Append('\n');
        var rows = Rows(text.ToString());
        Assert.Equal(100_000, rows.Count);
        Assert.All(rows.Select((row, i) => (row, i)), x => Assert.True(x.row.Refusal is { } refusal && x.row.Row == x.i + 2 && refusal.Zh.Contains((x.i + 2).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_AnyBytes_GivesRowsOrARefusal() => Gen.Byte.Array[0, 400].Sample(noise =>
    {
        byte[][] files = [noise, [.. Encoding.UTF8.GetBytes(Header + "\n"), .. noise]];
        return files.All(file => Read(file) is var (rows, refusal) && rows is null != refusal is null);
    });
}
