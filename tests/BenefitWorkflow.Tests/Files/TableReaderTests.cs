using System.IO.Compression;
using System.Text;
using BenefitWorkflow.Files;
using CsCheck;

namespace BenefitWorkflow.Tests.Files;

public sealed class TableReaderTests
{
    static TableReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Writer_ThenReader_GivesTheSameCells() =>
        Gen.String[Gen.Char.AlphaNumeric, 1, 12].Array[1, 6].Array[1, 20].Sample(rows =>
        {
            var stream = new MemoryStream();
            using (var writer = new TableWriter(stream, rows[0]))
                foreach (var row in rows.Skip(1)) writer.WriteRow(row);
            stream.Position = 0;
            Assert.True(TableReader.TryOpen(stream, "a.xlsx", TableLimits.Default, out var reader, out _));
            using (reader) return reader.Header.SequenceEqual(rows[0]) && reader.Rows().Select(r => r.Cells).SequenceEqual(rows.Skip(1), Cells);
        }, iter: 100);

    [Theory]
    [InlineData("utf-8", "阿依·买买提")]
    [InlineData("GBK", "阿依·买买提")]
    [InlineData("GB18030", "䶮先生")]
    [InlineData("utf-16", "䶮先生")]
    public void Csv_InEveryEncoding_KeepsNames(string encoding, string name)
    {
        var bytes = encoding == "utf-16" ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes($"姓名|金额\n{name}|1.00\n")] : Encoding.GetEncoding(encoding).GetBytes($"姓名|金额\n{name}|1.00\n");
        Assert.True(TableReader.TryOpen(new MemoryStream(bytes), "a.csv", TableLimits.Default, out var reader, out _));
        using (reader) Assert.Equal([name, "1.00"], Assert.Single(reader.Rows()).Cells);
    }

    [Fact]
    public void Csv_WithMark_HasACleanFirstHeader()
    {
        Assert.True(TableReader.TryOpen(new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("姓名,单位\n甲,\"乙,丙\"\n")]), "a.csv", TableLimits.Default, out var reader, out _));
        using (reader)
        {
            Assert.Equal("姓名", reader.Header[0]);
            Assert.Equal(["甲", "乙,丙"], Assert.Single(reader.Rows()).Cells);
        }
    }

    [Fact]
    public void Xlsx_WithSharedStringsAndNumbers_GivesTextAsExcelShowsIt()
    {
        var stream = Workbook("""<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>丙</t></is></c></row><row r="4"><c r="A4"><v>19.989999999999998</v></c><c r="B4"><v>800.005</v></c><c r="C4"><v>6222021234567890123</v></c><c r="D4" t="b"><v>1</v></c></row>""",
            "<si><r><t>甲</t></r><r><t>乙</t></r></si>");
        Assert.True(TableReader.TryOpen(stream, "a.xlsx", TableLimits.Default, out var reader, out _));
        using (reader)
        {
            Assert.Equal(["甲乙", "", "丙"], reader.Header);
            var row = Assert.Single(reader.Rows());
            Assert.Equal(4, row.Number);
            Assert.Equal(["19.99", "800.005", "6222021234567890123", "TRUE"], row.Cells);
        }
    }

    [Fact]
    public void Xlsx_WithAnExternalEntity_IsRefused()
    {
        var stream = Workbook("<row r=\"1\"><c t=\"inlineStr\"><is><t>&e;</t></is></c></row>", doctype: "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>");
        RefusedAs("file.not-a-table", stream);
    }

    [Fact]
    public void Xlsx_ThatUnpacksToFarMore_IsRefused()
    {
        var stream = Workbook("<row r=\"1\"><c t=\"inlineStr\"><is><t>甲</t></is></c></row>" + new string(' ', 40 << 20));
        RefusedAs("file.zip-bomb", stream);
    }

    [Fact]
    public void File_BeyondALimit_OrNoTable_IsRefusedWithACode()
    {
        RefusedAs("file.too-large", new MemoryStream(new byte[100]), TableLimits.Default with { Bytes = 99 });
        RefusedAs("file.encrypted", new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]));
        RefusedAs("file.empty", new MemoryStream());
        RefusedAs("file.not-a-table", new MemoryStream("PK\u0003\u0004 not a zip"u8.ToArray()));
    }

    [Fact]
    public void Xlsx_CutOff_EndsInAProblemAndNeverInAnException()
    {
        var stream = new MemoryStream();
        using (var writer = new TableWriter(stream, ["a"])) for (var i = 0; i < 5_000; i++) writer.WriteRow([Guid.NewGuid().ToString()]);
        var bytes = stream.ToArray();
        foreach (var length in new[] { bytes.Length - 1, bytes.Length / 2, 100, 10, 3 })
            Assert.False(TableReader.TryOpen(new MemoryStream(bytes[..length]), "a.xlsx", TableLimits.Default, out _, out var refusal) && refusal is null);
    }

    [Fact]
    public void Reader_OnRandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            if (!TableReader.TryOpen(new MemoryStream(bytes), "a.csv", TableLimits.Default, out var reader, out var refusal)) return refusal is not null;
            using (reader) return reader.Rows().ToList().All(r => r.Number > 0);
        }, iter: 2_000);

    [Fact]
    public void Writer_KeepsFormulasAsText()
    {
        var stream = new MemoryStream();
        using (var writer = new TableWriter(stream, ["x"])) writer.WriteRow(["=HYPERLINK(\"http://127.0.0.1\")"]);
        using var zip = new ZipArchive(new MemoryStream(stream.ToArray()));
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = sheet.ReadToEnd();
        Assert.Contains("t=\"inlineStr\"", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
    }

    private static readonly EqualityComparer<IReadOnlyList<string>> Cells = EqualityComparer<IReadOnlyList<string>>.Create((a, b) => a!.SequenceEqual(b!), _ => 0);

    private static void RefusedAs(string code, Stream stream, TableLimits? limits = null)
    {
        stream.Position = 0;
        Assert.False(TableReader.TryOpen(stream, "a.xlsx", limits ?? TableLimits.Default, out _, out var refusal));
        Assert.Equal(code, refusal.Code);
    }

    private static MemoryStream Workbook(string rows, string shared = "", string doctype = "")
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part("xl/workbook.xml", """<workbook xmlns="m" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet r:id="r7"/></sheets></workbook>""");
            Part("xl/_rels/workbook.xml.rels", """<Relationships xmlns="p"><Relationship Id="r7" Target="worksheets/other.xml"/></Relationships>""");
            Part("xl/sharedStrings.xml", $"<sst xmlns=\"m\">{shared}</sst>");
            Part("xl/worksheets/other.xml", $"{doctype}<worksheet xmlns=\"m\"><sheetData>{rows}</sheetData></worksheet>");

            void Part(string name, string text)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        stream.Position = 0;
        return stream;
    }
}
