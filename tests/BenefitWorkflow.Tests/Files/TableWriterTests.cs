using System.IO.Compression;
using System.Xml.Linq;
using BenefitWorkflow.Files;
using CsCheck;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

public sealed class TableWriterTests
{
    private static readonly XNamespace Ns = Main;

    private static readonly string[] Awkward = ["", " ", "_x000D_", "_x005F_x000D_", "=1+1", "'=1", "''@x", "11010519491231002X", "0001", "a\r\nb", "\uFEFFx"];

    // Anything a cell may hold, with the hard cases often: control characters, halves of pairs, escapes, white space.
    internal static readonly Gen<string> AnyCell = Gen.OneOf(
        Gen.String, Gen.String["=+-@\t\r\n'\",;| _x000D5F"], Gen.String["张三·𠮷\u4DAE\uD842\uFFFF\0"],
        Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]));

    private static byte[] Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<double>? widths = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new TableWriter(stream, header, "表 & <1>", widths))
            foreach (var row in rows) writer.WriteRow(row);
        return stream.ToArray();
    }

    private static XElement Sheet(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var part = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        return XElement.Load(part, LoadOptions.PreserveWhitespace);
    }

    [Fact]
    public void Workbook_Written_IsValidByTheSchema()
    {
        using var stream = new MemoryStream(Write(["姓名", "身份证号"], [["张三", "=1+1"], ["", "a\rb\0"]], [5, 30]));
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}"));
    }

    [Fact]
    public void Cells_ThatLookLikeFormulasOrNumbers_AreInlineText()
    {
        string[] cells = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "11010519491231002X", "6222020000000000001", "0012", "1E5"];
        var sheet = Sheet(Write(["h"], [cells]));
        Assert.Empty(sheet.Descendants(Ns + "f"));
        Assert.Empty(sheet.Descendants(Ns + "v"));
        Assert.All(sheet.Descendants(Ns + "c"), c => Assert.Equal("inlineStr", (string?)c.Attribute("t")));
        Assert.Equal(cells, Read(Write(["h"], [cells])).Rows[0].Cells);
    }

    [Fact]
    public void Header_IsBoldFrozenAndWideEnough()
    {
        var file = Write(["姓名", "身份证号码身份证号码"], [], [5]);
        var sheet = Sheet(file);
        Assert.Equal("frozen", (string?)sheet.Descendants(Ns + "pane").Single().Attribute("state"));
        Assert.Equal(["10", "22"], sheet.Descendants(Ns + "col").Select(c => (string?)c.Attribute("width")));
        var style = int.Parse((string)sheet.Descendants(Ns + "c").First().Attribute("s")!, System.Globalization.CultureInfo.InvariantCulture);
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        var styles = document.WorkbookPart!.WorkbookStylesPart!.Stylesheet!;
        var font = styles.CellFormats!.Elements<DocumentFormat.OpenXml.Spreadsheet.CellFormat>().ElementAt(style).FontId!.Value;
        Assert.NotNull(styles.Fonts!.Elements<DocumentFormat.OpenXml.Spreadsheet.Font>().ElementAt((int)font).Bold);
        Assert.All(styles.CellFormats!.Elements<DocumentFormat.OpenXml.Spreadsheet.CellFormat>(), f => Assert.True(f.NumberFormatId! == 49 && f.QuotePrefix!));
    }

    [Fact]
    public void SameRows_GiveTheSameBytes() => Assert.Equal(Write(["a"], [["1"], ["2"]]), Write(["a"], [["1"], ["2"]]));

    [Fact]
    public void Table_ToAStreamThatOnlyGoesForward_IsWhole()
    {
        using var memory = new MemoryStream();
        using (var forward = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new TableWriter(forward, ["a"]))
            writer.WriteRow(["张三"]);
        memory.Position = 0;
        using var back = new MemoryStream();
        using (var unpacked = new GZipStream(memory, CompressionMode.Decompress)) unpacked.CopyTo(back);
        Assert.Equal(["张三"], Read(back.ToArray()).Rows[0].Cells);
    }

    [Fact]
    public void Cell_LongerThanExcelHolds_IsACallersFault()
    {
        using var writer = new TableWriter(new MemoryStream(), ["a"]);
        writer.WriteRow([new string('x', TableWriter.MaxCellLength)]);
        Assert.Throws<ArgumentException>(() => writer.WriteRow([new string('x', TableWriter.MaxCellLength + 1)]));
    }

    [Fact]
    public void AnyCells_WrittenAndRead_AreTheSame() =>
        AnyCell.Array[1, 4].Array[1, 5].Sample(rows =>
        {
            var (header, back) = Read(Write(["h"], rows));
            Assert.Equal(["h"], header);
            // What is blank is not handed out, and empty cells at a row's end are not kept.
            var expected = rows.Select((cells, i) => (Number: i + 2, Cells: cells[..(Array.FindLastIndex(cells, c => c.Length > 0) + 1)]))
                .Where(r => !r.Cells.All(string.IsNullOrWhiteSpace)).ToList();
            Assert.Equal(expected.Select(r => r.Number), back.Select(r => r.Number));
            foreach (var (want, got) in expected.Zip(back)) Assert.Equal(want.Cells, got.Cells);
        }, iter: 500);
}
