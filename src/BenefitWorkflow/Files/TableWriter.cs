using System.IO.Compression;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>
/// Writes an .xlsx table row by row. Every cell is inline text: identity and account numbers keep their digits, and what looks like a formula is never run.
/// </summary>
public sealed class TableWriter : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = true };

    private readonly ZipArchive _zip;
    private readonly XmlWriter _sheet;
    private int _row;

    /// <param name="stream">Need not be seekable; not closed.</param>
    public TableWriter(Stream stream, IReadOnlyList<string> header, string sheetName = "Sheet1")
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Part("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>""");
        Part("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Part("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
        Part("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{System.Security.SecurityElement.Escape(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>""");
        // Style 1 is the bold header; format 49 is text, so that Excel keeps digits when somebody edits a cell.
        Part("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>""");
        _sheet = XmlWriter.Create(_zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open(), Settings);
        _sheet.WriteStartElement("worksheet", Main);
        _sheet.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        _sheet.WriteRaw($"""<cols><col min="1" max="{Math.Max(1, header.Count)}" width="18" customWidth="1"/></cols>""");
        _sheet.WriteStartElement("sheetData", Main);
        Write(header, "1");
    }

    public void WriteRow(IReadOnlyList<string> cells) => Write(cells, "0");

    public void Dispose()
    {
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.Dispose();
        _zip.Dispose();
    }

    private void Write(IReadOnlyList<string> cells, string style)
    {
        _sheet.WriteStartElement("row", Main);
        _sheet.WriteAttributeString("r", XmlConvert.ToString(++_row));
        foreach (var cell in cells)
        {
            _sheet.WriteStartElement("c", Main);
            _sheet.WriteAttributeString("t", "inlineStr");
            _sheet.WriteAttributeString("s", style);
            _sheet.WriteStartElement("is", Main);
            _sheet.WriteStartElement("t", Main);
            _sheet.WriteAttributeString("xml", "space", null, "preserve");
            _sheet.WriteString(Writable(cell));
            _sheet.WriteEndElement();
            _sheet.WriteEndElement();
            _sheet.WriteEndElement();
        }
        _sheet.WriteEndElement();
    }

    // XML has no form for control characters and lone surrogates.
    private static string Writable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]) || i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]) || i > 0 && XmlConvert.IsXmlSurrogatePair(text[i], text[i - 1])) continue;
            return string.Concat(text.Select((c, at) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) && (at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], c) || at > 0 && XmlConvert.IsXmlSurrogatePair(c, text[at - 1])) ? c : '\uFFFD'));
        }
        return text;
    }

    private void Part(string name, string content)
    {
        using var writer = new StreamWriter(_zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        writer.Write("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""");
        writer.Write(content);
    }
}
