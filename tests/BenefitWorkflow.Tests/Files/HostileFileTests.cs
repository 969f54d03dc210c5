using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using BenefitWorkflow.Files;
using CsCheck;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

public sealed class HostileFileTests
{
    private static readonly TableLimits Small = new(1 << 20, 10, 4, 20, 30 << 20);

    private static byte[] Good(int rows = 50)
    {
        using var stream = new MemoryStream();
        using (var writer = new TableWriter(stream, ["姓名", "单位"]))
            for (var i = 0; i < rows; i++) writer.WriteRow([$"张{i}", $"单位{i * 7919}"]);
        return stream.ToArray();
    }

    [Fact]
    public void Zip_CutAnywhere_IsRefused()
    {
        var whole = Good();
        Assert.Null(RefusalOf(whole));
        foreach (var length in Enumerable.Range(4, whole.Length - 4).Where(i => i % 37 == 0 || i > whole.Length - 30))
            AssertRefused("file.truncated", whole[..length]);
    }

    [Fact]
    public void Part_ThatDoesNotMatchItsChecksum_IsRefused()
    {
        // Stored, not deflated: nothing but the checksum can tell that an amount was changed.
        var file = Zip(
        [
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\"><sheets><sheet name=\"S\"/></sheets></workbook>"),
            ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\"><sheetData><row>{TextCell("金额")}</row><row><c><v>2000</v></c></row></sheetData></worksheet>"),
        ], CompressionLevel.NoCompression);
        Assert.Equal("2000", Read(file).Rows[0].Cells[0]);
        var at = file.AsSpan().IndexOf("2000"u8);
        file[at] = (byte)'9';
        AssertRefused("file.truncated", file);
    }

    [Fact]
    public void ZipBomb_InTheSheet_IsRefusedWithoutUnpackingIt()
    {
        var bomb = Workbook($"<row>{new StringBuilder().Insert(0, $"<c s=\"{new string('1', 90)}\"/>", 300_000)}</row>", level: CompressionLevel.SmallestSize);
        Assert.True(bomb.Length < 1 << 20);
        AssertRefused("file.zip-bomb", bomb);
    }

    [Fact]
    public void ZipBomb_InTheSharedStrings_IsRefused() =>
        AssertRefused("file.zip-bomb", Workbook("", new StringBuilder().Insert(0, $"<si><t x=\"{new string('1', 90)}\"/></si>", 300_000).ToString(), level: CompressionLevel.SmallestSize));

    [Fact]
    public void Part_BeyondItsBound_IsRefused() =>
        AssertRefused("file.zip-bomb", Good(2_000), limits: Limits with { UnpackedBytes = 20_000 });

    [Fact]
    public void ZipBomb_WhoseDirectoryLies_IsRefusedAllTheSame()
    {
        var bomb = Workbook($"<row>{new StringBuilder().Insert(0, $"<c s=\"{new string('1', 90)}\"/>", 300_000)}</row>", level: CompressionLevel.SmallestSize);
        // The unpacked size, 24 bytes into the last part's directory entry: 1,000 bytes, it says.
        var directory = bomb.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bomb.AsSpan(directory + 24), 1_000);
        Assert.Contains(RefusalOf(bomb)?.Code, (string[])["file.zip-bomb", "file.truncated"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_WithoutEnd_IsRefusedBeforeItFillsMemory(bool attribute)
    {
        var filler = new string('a', 8 << 20);
        var file = Workbook(attribute ? $"<row x=\"{filler}\"/>" : $"<row><c><v>{filler}</v></c></row>");
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("file.zip-bomb", file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>", "&e;")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY e \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>", "&e;")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">", "x")]
    public void Sheet_WithADocumentType_IsRefused(string type, string text)
    {
        var sheet = $"{type}<worksheet xmlns=\"{Main}\"><sheetData><row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData></worksheet>";
        AssertRefused("file.not-a-table", Workbook("", sheet: sheet));
        AssertRefused("file.not-a-table", Zip([("xl/workbook.xml", sheet)]));
    }

    [Fact]
    public void OldOrEncryptedWorkbook_IsRefusedWithAWayOut()
    {
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1000]];
        Assert.Contains("另存为 .xlsx", AssertRefused("file.encrypted", ole).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_WithAPassword_IsRefused()
    {
        var file = Good();
        // The flag's lowest bit, in the directory entry of the first part.
        var directory = file.AsSpan().IndexOf("PK\x01\x02"u8);
        file[directory + 8] |= 1;
        AssertRefused("file.encrypted", file);
    }

    [Fact]
    public void Zip_ThatIsNoWorkbook_IsRefused()
    {
        AssertRefused("file.not-a-table", Zip([("word/document.xml", "<x/>")]));
        AssertRefused("file.not-a-table", Zip([("xl/workbook.xml", "<workbook/>")]));
    }

    [Theory]
    [InlineData("<row r=\"3\"/><row r=\"2\"/>")]
    [InlineData("<row r=\"3\"/><row r=\"3\"/>")]
    [InlineData("<row r=\"1048577\"/>")]
    [InlineData("<row r=\"2147483648\"/>")]
    [InlineData("<row r=\"x\"/>")]
    [InlineData("<row r=\"0\"/>")]
    [InlineData("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>")]
    [InlineData("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>")]
    [InlineData("<row><c r=\"ZZZZ1\"><v>1</v></c></row>")]
    [InlineData("<row><c r=\"1\"><v>1</v></c></row>")]
    public void Sheet_ThatTwoProgramsWouldReadDifferently_IsRefused(string rows) => AssertRefused("file.truncated", Workbook(rows));

    [Fact]
    public void Limits_EachHoldsAndNamesItself()
    {
        byte[] Csv(string text) => Encoding.UTF8.GetBytes(text);
        string Lines(int n) => string.Concat(Enumerable.Repeat("1\n", n));

        Assert.Null(RefusalOf(Csv("a,b,c,d\n" + Lines(10)), "表.csv", Small));
        Assert.Contains("10", AssertRefused("file.too-many-rows", Csv("a,b,c,d\n" + Lines(11)), "表.csv", Small).En, StringComparison.Ordinal);
        Assert.Contains("row 2", AssertRefused("file.too-large", Csv("a,b,c,d\n1,2,3,4,5\n"), "表.csv", Small).En, StringComparison.Ordinal);
        Assert.Null(RefusalOf(Csv("a,b,c,d\n1,2,3,4,,,\n"), "表.csv", Small));
        Assert.Null(RefusalOf(Csv($"a\n{new string('x', 20)}\n"), "表.csv", Small));
        Assert.Contains("row 3", AssertRefused("file.too-large", Csv($"a\n1\n{new string('x', 21)}\n"), "表.csv", Small).En, StringComparison.Ordinal);
        AssertRefused("file.too-large", new byte[(1 << 20) + 1], "表.csv", Small);

        string Row(int cells, int length = 1) => $"<row>{string.Concat(Enumerable.Repeat(TextCell(new string('x', length)), cells))}</row>";
        Assert.Null(RefusalOf(Workbook(Row(4) + Row(4, 20)), limits: Small));
        Assert.Contains("row 2", AssertRefused("file.too-large", Workbook(Row(4) + Row(5)), limits: Small).En, StringComparison.Ordinal);
        Assert.Contains("row 2", AssertRefused("file.too-large", Workbook(Row(4) + Row(1, 21)), limits: Small).En, StringComparison.Ordinal);
        AssertRefused("file.too-many-rows", Workbook(string.Concat(Enumerable.Repeat(Row(1), 12))), limits: Small);
        AssertRefused("file.too-large", Cell("<c t=\"s\"><v>0</v></c>", $"<si><t>{new string('x', 21)}</t></si>"), limits: Small);
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\"\n\",")]
    public void Record_OfEndlessCells_IsRefusedBeforeItFillsMemory(string cell)
    {
        var file = Encoding.UTF8.GetBytes("a,b\n" + new StringBuilder().Insert(0, cell, 4_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("file.too-large", file, "表.csv", Limits with { CellLength = 100 });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 << 20);
    }

    [Fact]
    public void QuotedCell_WithoutEnd_IsRefusedBeforeItFillsMemory()
    {
        var file = Encoding.UTF8.GetBytes("a,b\n1,\"" + new string('x', 20 << 20));
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("file.too-large", file, "表.csv");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Damage_InTheMiddle_GivesTheGoodRowsAndThenTheReason()
    {
        var (_, rows) = Read(Workbook("<row r=\"1\"><c><v>1</v></c></row><row r=\"2\"><c><v>2</v></c></row><row r=\"3\"><c><v>3</c></row>"));
        Assert.Equal("2", rows[0].Cells[0]);
        Assert.Equal("file.truncated", rows[1].Problem?.Code);
        Assert.Contains("after row 2", rows[1].Problem!.En, StringComparison.Ordinal);
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public void RandomBytes_AreReadOrRefused_NeverThrown() =>
        Gen.Select(Gen.OneOf(Gen.Const(Array.Empty<byte>()), Gen.Const("PK\x03\x04"u8.ToArray()), Gen.Const<byte[]>([0xFF, 0xFE]), Gen.Const<byte[]>([0xEF, 0xBB, 0xBF])), Gen.Byte.Array[0, 300])
            .Sample((head, tail) => { RefusalOf([.. head, .. tail]); }, iter: 5_000);

    [Fact]
    public void Workbook_WithFlippedBytes_IsReadOrRefused_NeverThrown()
    {
        var good = Good(5);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 6].Sample(flips =>
        {
            var file = (byte[])good.Clone();
            foreach (var (at, value) in flips) file[at] = value;
            RefusalOf(file);
        }, iter: 3_000);
    }

    [Fact]
    public void SheetXml_WithFlippedCharacters_IsReadOrRefused_NeverThrown()
    {
        var rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>46070.5</v></c><c t=\"inlineStr\"><is><r><t>_x000D_</t></r></is></c></row>";
        Gen.Select(Gen.Int[0, rows.Length - 1], Gen.Char["<>/\"=0123456789abcrtvsE.-&;_x "]).Array[1, 5].Sample(flips =>
        {
            var text = rows.ToCharArray();
            foreach (var (at, value) in flips) text[at] = value;
            RefusalOf(Workbook(new string(text), "<si><t>h</t></si>", "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"));
        }, iter: 3_000);
    }
}
