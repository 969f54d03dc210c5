using BenefitWorkflow.Files;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

public sealed class XlsxReadingTests
{
    private const string Dates = "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"[Red]0.00&quot;days&quot;\\d\"/></numFmts>"
        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf numFmtId=\"31\"/><xf numFmtId=\"2\"/></cellXfs>";

    [Theory]
    [InlineData("19.989999999999998", "19.99")]
    [InlineData("8.1999999999999993", "8.2")]
    [InlineData("4.3499999999999996", "4.35")]
    [InlineData("1.1299999999999999", "1.13")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("800.005", "800.005")]
    [InlineData("800.00000000001", "800.00000000001")]
    [InlineData("1.5E3", "1500")]
    [InlineData("1.0000000000000001E-5", "0.00001")]
    [InlineData("1E-300", "0")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("0", "0")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("999999999999.99", "999999999999.99")]
    [InlineData("3.0", "3")]
    public void Number_AsExcelStoresIt_ReadsAsItWasTyped(string stored, string typed)
    {
        var (_, rows) = Read(Cell($"<c><v>{stored}</v></c>"));
        Assert.Equal(typed, Assert.Single(Assert.Single(rows).Cells));
        Assert.Empty(rows[0].Faults);
    }

    [Theory]
    [InlineData("<c><v>110105194912310020</v></c>", "110105194912310020", nameof(CellFault.DigitsLost))]
    [InlineData("<c><v>1.1010519491231E+17</v></c>", "1.1010519491231E+17", nameof(CellFault.DigitsLost))]
    [InlineData("<c><v>1000000000000000</v></c>", "1000000000000000", nameof(CellFault.DigitsLost))]
    [InlineData("<c t=\"e\"><v>#N/A</v></c>", "#N/A", nameof(CellFault.Error))]
    [InlineData("<c><v>abc</v></c>", "abc", nameof(CellFault.Error))]
    [InlineData("<c><v>1E999</v></c>", "1E999", nameof(CellFault.Error))]
    [InlineData("<c><f>A1*2</f></c>", "", nameof(CellFault.NotCalculated))]
    [InlineData("<c><f>A1*2</f><v/></c>", "", nameof(CellFault.NotCalculated))]
    public void Cell_ThatCannotBeTrusted_IsMarked(string cell, string text, string fault)
    {
        var (_, rows) = Read(Cell(cell));
        Assert.Equal(fault, Assert.Single(rows).Faults[0].ToString());
        Assert.Equal(text, Assert.Single(rows[0].Cells));
    }

    [Theory]
    [InlineData("<c t=\"b\"><v>1</v></c>", "TRUE")]
    [InlineData("<c t=\"b\"><v>0</v></c>", "FALSE")]
    [InlineData("<c t=\"str\"><f>B1&amp;C1</f><v>张三</v></c>", "张三")]
    [InlineData("<c><f>1+1</f><v>2</v></c>", "2")]
    [InlineData("<c t=\"d\"><v>2026-02-17</v></c>", "2026-02-17")]
    [InlineData("<c t=\"inlineStr\"><is><r><t>张</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 三</t></r><rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh></is></c>", "张 三")]
    [InlineData("<c t=\"inlineStr\"><is><t>a_x000D_b_x005F_x000D_</t></is></c>", "a\rb_x000D_")]
    [InlineData("<c t=\"inlineStr\"><is><t><![CDATA[a<b]]>&amp;c<!-- x -->d</t></is></c>", "a<b&cd")]
    [InlineData("<c t=\"inlineStr\"><is><t xml:space=\"preserve\"> \u3000x </t></is></c>", " \u3000x ")]
    public void Cell_OfEveryKind_ReadsAsShown(string cell, string text)
    {
        var (_, rows) = Read(Cell(cell));
        Assert.Equal(text, Assert.Single(Assert.Single(rows).Cells));
        Assert.Empty(rows[0].Faults);
    }

    [Theory]
    [InlineData("1", "46070", "2026-02-17")]
    [InlineData("2", "46070.395833333336", "2026-02-17 09:30:00")]
    [InlineData("4", "46070", "2026-02-17")]
    [InlineData("1", "0.5", "12:00:00")]
    [InlineData("1", "1", "1900-01-01")]
    [InlineData("1", "59", "1900-02-28")]
    [InlineData("1", "61", "1900-03-01")]
    [InlineData("1", "-1", "-1")]
    [InlineData("3", "46070", "46070")]
    [InlineData("5", "46070", "46070")]
    [InlineData("0", "46070", "46070")]
    [InlineData("99", "46070", "46070")]
    public void Number_UnderAStyle_IsADateOnlyWhereItShowsOne(string style, string stored, string text)
    {
        var (_, rows) = Read(Cell($"<c s=\"{style}\"><v>{stored}</v></c>", styles: Dates));
        Assert.Equal(text, Assert.Single(Assert.Single(rows).Cells));
    }

    [Fact]
    public void Date_InTheMacintoshSystem_CountsFrom1904()
    {
        var (_, rows) = Read(Cell("<c s=\"1\"><v>44608</v></c>", styles: Dates, workbookPr: "<workbookPr date1904=\"1\"/>"));
        Assert.Equal("2026-02-17", Assert.Single(Assert.Single(rows).Cells));
    }

    [Fact]
    public void SharedStrings_OfEveryForm_AreFoundByIndex()
    {
        var (_, rows) = Read(
            Cell("<c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c>",
                "<si><t>李四</t></si><si/><si><t/></si><si><r><t>王</t></r><r><t>五</t></r><rPh sb=\"0\" eb=\"1\"><t>wang</t></rPh></si>"));
        Assert.Equal(["李四", "", "", "王五"], Assert.Single(rows).Cells);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("x")]
    public void SharedString_ThatDoesNotExist_IsDamage(string index) =>
        AssertRefused("file.truncated", Cell($"<c t=\"s\"><v>{index}</v></c>", "<si><t>李四</t></si>"));

    [Fact]
    public void Rows_WithGapsAndBlanks_KeepTheirNumbersAndColumns()
    {
        var (header, rows) = Read(Workbook(
            $"<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"C3\" t=\"inlineStr\"><is><t>c</t></is></c></row>"
            + "<row r=\"4\"/><row r=\"6\"><c r=\"B6\"><v>1</v></c><c r=\"XFD6\" s=\"0\"/></row><row r=\"7\"><c r=\"A7\" t=\"inlineStr\"><is><t> </t></is></c></row><row><c><v>2</v></c></row>"));
        Assert.Equal(["a", "", "c"], header);
        Assert.Equal([6, 8], rows.Select(r => r.Number));
        Assert.Equal(["", "1"], rows[0].Cells);
        Assert.Equal(["2"], rows[1].Cells);
    }

    [Fact]
    public void FirstSheet_Hidden_IsPassedOver()
    {
        static string Sheet(string text) => $"<worksheet xmlns=\"{Main}\"><sheetData><row>{TextCell(text)}</row></sheetData></worksheet>";
        var (header, _) = Read(Zip(
        [
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"A\" state=\"veryHidden\" r:id=\"r1\"/><sheet name=\"B\" state=\"hidden\" r:id=\"r2\"/><sheet name=\"C\" r:id=\"r3\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/a.xml\"/><Relationship Id=\"r2\" Target=\"worksheets/b.xml\"/><Relationship Id=\"r3\" Target=\"/xl/Worksheets/c.xml\"/></Relationships>"),
            ("xl/worksheets/a.xml", Sheet("hidden")), ("xl/worksheets/b.xml", Sheet("hidden")), ("xl/worksheets/c.xml", Sheet("shown")),
        ]));
        Assert.Equal(["shown"], header);
    }

    [Fact]
    public void Workbook_OfTheStrictEdition_IsRead()
    {
        const string strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
        var (header, _) = Read(Zip(
        [
            ("xl/workbook.xml", $"<workbook xmlns=\"{strict}\" xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/other.xml\"/></Relationships>"),
            ("xl/worksheets/other.xml", $"<worksheet xmlns=\"{strict}\"><sheetData><row>{TextCell("严格")}</row></sheetData></worksheet>"),
        ]));
        Assert.Equal(["严格"], header);
    }

    [Fact]
    public void Row_Printed_ShowsNoCell() => Assert.Equal("TableRow 7", new TableRow(7, ["11010519491231002X"]).ToString());
}
