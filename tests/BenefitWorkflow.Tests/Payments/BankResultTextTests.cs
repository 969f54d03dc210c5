using System.Text;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;
using CsCheck;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankResultTextTests
{
    private const string Header = "端到端编号|金额|结果|原因|日期时间";

    private static IReadOnlyList<BankResultRow> Rows(string text) => BankResultText.Read(Encoding.UTF8.GetBytes(text)).Rows!;

    private static string? FileCode(byte[] bytes) => BankResultText.Read(bytes).Refusal?.Code;

    [Fact]
    public void Read_ThreeResults_AreReadWithCodesAndBeijingTime()
    {
        var rows = Rows(Header + "\r\nA-1|1,409.50|成功||2023-01-20 09:30:00\r\n\r\na-2|8.20|失败|账号不存在|2023/01/20 00:00|\r\nA-3|19.99|退票|户名不符|20230121\r\n合计|3|1437.69|\r\n");
        Assert.Equal(
        [
            new BankResultRow(2, "A-1", 140_950, BankResult.Settled, null, new DateTimeOffset(2023, 1, 20, 1, 30, 0, TimeSpan.Zero), null),
            new BankResultRow(4, "A-2", 820, BankResult.Failed, "AC01", new DateTimeOffset(2023, 1, 19, 16, 0, 0, TimeSpan.Zero), null),
            new BankResultRow(5, "A-3", 1_999, BankResult.Returned, "BE01", new DateTimeOffset(2023, 1, 20, 16, 0, 0, TimeSpan.Zero), null),
        ], rows);
    }

    [Fact]
    public void Read_Gb18030Utf8AndUtf8WithMark_AreTheSame()
    {
        var text = Header + "\nA-1|1.00|失败|销户|2023-01-20 09:30:00\n";
        BankResultText.Read(Encoding.UTF8.GetBytes(text));
        byte[][] files = [Encoding.UTF8.GetBytes(text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], Encoding.GetEncoding(54936).GetBytes(text)];
        Assert.All(files, file => Assert.Equal("AC04", Assert.Single(BankResultText.Read(file).Rows!).ReasonCode));
    }

    [Theory]
    [InlineData("结果,交易时间,原因,金额（元）,EndToEndId\n成功,2023-01-20T09:30:00,,\"1,409.50\",A-1")]
    [InlineData("处理结果\t日期\t失败原因\tAmount\t端到端标识\tx\nsuccess\t2023-01-20 09:30\t\t1409.5\tA-1\t")]
    public void Read_OtherOrderSeparatorAndAliases_AreRead(string text)
    {
        var row = Assert.Single(Rows(text));
        Assert.Equal(("A-1", 140_950L, BankResult.Settled), (row.EndToEndId, row.AmountFen, row.Result));
        Assert.Equal(new DateTimeOffset(2023, 1, 20, 1, 30, 0, TimeSpan.Zero), row.At);
    }

    [Theory]
    [InlineData("A-1|1.005|成功||2023-01-20 09:30:00", "money.third-decimal")]
    [InlineData("A-1|1e3|成功||2023-01-20 09:30:00", "money.malformed")]
    [InlineData("A-1|1.00|处理中||2023-01-20 09:30:00", "payment.result-unknown")]
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
    public void Read_UnclosedQuote_IsARowsRefusal() =>
        Assert.Equal("file.row-shape", Rows("端到端编号,金额,结果,原因,日期时间\n\"A-1,1.00,成功,,2023-01-20")[0].Refusal?.Code);

    [Fact]
    public void Read_UnreadableFile_IsRefusedWhole()
    {
        Assert.Equal("file.encoding", FileCode([0xFF, 0xFF, 0x80, 0xFF]));
        Assert.Equal("file.encoding", FileCode([.. Encoding.UTF8.GetBytes(Header), 0]));
        Assert.Equal("file.empty", FileCode([]));
        Assert.Equal("file.empty", FileCode(" \r\n\n"u8.ToArray()));
        Assert.Equal("file.column-missing", FileCode("端到端编号|金额|结果|日期时间\n"u8.ToArray()));
        Assert.Equal("file.column-twice", FileCode("端到端编号|金额|amount|结果|原因|日期时间\n"u8.ToArray()));
    }

    [Fact]
    public void Read_MoreRowsThanAllowed_IsRefused()
    {
        var text = Header + "\n" + string.Concat(Enumerable.Repeat("A|1.00|成功||20230120\n", BankResultText.MaximumRows));
        Assert.Equal(BankResultText.MaximumRows, Rows(text).Count);
        Assert.Equal("file.too-many-rows", FileCode(Encoding.UTF8.GetBytes(text + "B|1.00|成功||20230120\n")));
    }

    [Fact]
    public void Read_AnyBytes_GivesRowsOrARefusal() => Gen.Byte.Array[0, 400].Sample(noise =>
    {
        byte[][] files = [noise, [.. Encoding.UTF8.GetBytes(Header + "\n"), .. noise]];
        return files.All(file => BankResultText.Read(file) is var (rows, refusal) && rows is null != refusal is null);
    });
}
