using System.Text;
using BenefitWorkflow.Files;
using CsCheck;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

public sealed class DelimitedTextWriterTests
{
    private static async Task<byte[]> WriteAsync(TextTableEncoding encoding, IReadOnlyList<string> header, params string[][] rows)
    {
        using var stream = new MemoryStream();
        Assert.Null(await DelimitedTextWriter.WriteAsync(stream, encoding, header, rows, default));
        return stream.ToArray();
    }

    [Fact]
    public async Task Utf8_HasItsMarkAndRfc4180Lines()
    {
        var file = await WriteAsync(TextTableEncoding.Utf8, ["姓名", "说明"], ["张三", "a,\"b\"\nc"], ["", " x"]);
        Assert.Equal("\uFEFF姓名,说明\r\n张三,\"a,\"\"b\"\"\nc\"\r\n,\" x\"\r\n", Encoding.UTF8.GetString(file));
    }

    [Fact]
    public async Task Gb18030AndGbk_HaveNoMarkAndTheKnownBytes()
    {
        Assert.Equal("D5C5C8FD2C410D0A", Convert.ToHexString(await WriteAsync(TextTableEncoding.Gbk, ["张三", "A"])));
        Assert.Equal("FE9F0D0A", Convert.ToHexString(await WriteAsync(TextTableEncoding.Gb18030, ["\u4DAE"])));
    }

    [Theory]
    [InlineData(nameof(TextTableEncoding.Gbk), "\u4DAE", "U+4DAE")]
    [InlineData(nameof(TextTableEncoding.Gbk), "𠮷", "U+20BB7")]
    public async Task Character_ThatTheEncodingLacks_IsRefusedAndNothingIsWritten(string encoding, string cell, string codePoint)
    {
        using var stream = new MemoryStream();
        var rows = Enumerable.Repeat(new[] { "张三", "好" }, 50_000).Append(["李四", cell]);
        var refusal = await DelimitedTextWriter.WriteAsync(stream, Enum.Parse<TextTableEncoding>(encoding), ["姓名", "备注"], rows, default);
        Assert.Equal("file.unwritable-character", refusal?.Code);
        Assert.Contains("第 50002 行“备注”", refusal!.Zh, StringComparison.Ordinal);
        Assert.Contains("Row 50002, '备注'", refusal.En, StringComparison.Ordinal);
        Assert.Contains(codePoint, refusal.En, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public async Task HalfASurrogatePair_IsRefusedInEveryEncoding()
    {
        // Not as test data: attributes hold UTF-8, which cannot.
        foreach (var encoding in Enum.GetValues<TextTableEncoding>())
        {
            using var stream = new MemoryStream();
            Assert.Contains("U+D842", (await DelimitedTextWriter.WriteAsync(stream, encoding, ["h"], [["x\uD842"]], default))?.En, StringComparison.Ordinal);
            Assert.Contains("U+DC00", (await DelimitedTextWriter.WriteAsync(stream, encoding, ["h"], [["x\uDC00y"]], default))?.En, StringComparison.Ordinal);
            Assert.Equal(0, stream.Length);
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86", "'+86")]
    [InlineData("-1", "'-1")]
    [InlineData("@A1", "'@A1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("1-1", "1-1")]
    [InlineData("'x", "'x")]
    [InlineData("张三", "张三")]
    public async Task Cell_ThatASpreadsheetWouldRun_IsGuarded(string cell, string written)
    {
        var file = await WriteAsync(TextTableEncoding.Gb18030, ["h"], [cell]);
        Assert.Equal($"h\r\n{written}\r\n", TextEncodings.Gb18030.GetString(file));
        Assert.Equal(cell, Read(file, "表.csv").Rows[0].Cells[0]);
    }

    [Fact]
    public async Task Cancelled_WritesNothing()
    {
        using var stream = new MemoryStream();
        await Assert.ThrowsAsync<OperationCanceledException>(() => DelimitedTextWriter.WriteAsync(stream, TextTableEncoding.Utf8, ["h"], [], new CancellationToken(true)));
        Assert.Equal(0, stream.Length);
    }

    [Theory]
    [InlineData(nameof(TextTableEncoding.Utf8))]
    [InlineData(nameof(TextTableEncoding.Gb18030))]
    [InlineData(nameof(TextTableEncoding.Gbk))]
    public async Task AnyCells_WrittenAndRead_AreTheSameOrRefused(string encoding)
    {
        var written = 0;
        await TableWriterTests.AnyCell.Array[2, 4].Array[1, 5].SampleAsync(async rows =>
        {
            using var stream = new MemoryStream();
            // Two columns at least, so that the header settles the delimiter; GBK text of Chinese cannot pass for UTF-8.
            var refusal = await DelimitedTextWriter.WriteAsync(stream, Enum.Parse<TextTableEncoding>(encoding), ["姓名", "身份证号码", "单位"], rows, default);
            if (refusal is not null)
            {
                Assert.Equal(0, stream.Length);
                return;
            }
            if (rows.Any(r => r.Any(c => c.Contains('\0')))) return;
            Interlocked.Increment(ref written);
            var back = Read(stream.ToArray(), "表.csv").Rows;
            var expected = rows.Where(r => !r.All(string.IsNullOrWhiteSpace)).ToList();
            Assert.Equal(expected.Count, back.Count);
            foreach (var (want, got) in expected.Zip(back)) Assert.Equal(want, got.Cells);
        }, iter: 500);
        Assert.True(written > 20, $"only {written} tables were written");
    }
}
