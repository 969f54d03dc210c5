using System.IO.Compression;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>
/// Writes an .xlsx table row by row. Every cell is inline text: identity and account numbers keep their digits, and what looks like a formula is never run.
/// The same rows give the same bytes.
/// </summary>
public sealed class TableWriter : IDisposable
{
    /// <summary>Excel's bound for the text of a cell, UTF-16 units.</summary>
    public const int MaxCellLength = 32_767;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const double NarrowestColumn = 10;
    private static readonly DateTimeOffset ZipEpoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A carriage return within a cell must come back as one.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = true, NewLineHandling = NewLineHandling.Entitize };

    private readonly ZipArchive _zip;
    private readonly CompressionLevel _compression;
    private readonly XmlWriter _sheet;
    private int _row;

    /// <param name="stream">Need not be seekable; not closed. Complete only after <see cref="Dispose"/>.</param>
    /// <param name="header">Bold, and stays in view.</param>
    /// <param name="widths">Characters per column; null: 18, more for a long header.</param>
    /// <param name="compression">What is compressed may come out as other bytes under another version of the runtime.</param>
    public TableWriter(
        Stream stream, IReadOnlyList<string> header, string sheetName = "Sheet1", IReadOnlyList<double>? widths = null, CompressionLevel compression = CompressionLevel.Fastest)
    {
        _compression = compression;
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Part("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>""");
        Part("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Part("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
        Part("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{System.Security.SecurityElement.Escape(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>""");
        // Style 1 is the bold header; format 49 is text and quotePrefix the apostrophe, so that a cell stays text when somebody edits it.
        Part("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1" quotePrefix="1"/></cellXfs></styleSheet>""");
        _sheet = XmlWriter.Create(Entry("xl/worksheets/sheet1.xml"), Settings);
        _sheet.WriteStartElement("worksheet", Main);
        _sheet.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        Columns(header, widths);
        _sheet.WriteStartElement("sheetData", Main);
        Write(header, "1");
    }

    /// <exception cref="ArgumentException">A cell is longer than <see cref="MaxCellLength"/>: Excel would call the file corrupt.</exception>
    /// <exception cref="InvalidOperationException">The sheet is full.</exception>
    public void WriteRow(IReadOnlyList<string> cells) => Write(cells, "0");

    public void Dispose()
    {
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.Dispose();
        _zip.Dispose();
    }

    private void Columns(IReadOnlyList<string> header, IReadOnlyList<double>? widths)
    {
        if (header.Count == 0) return;
        _sheet.WriteStartElement("cols", Main);
        for (var i = 0; i < header.Count; i++)
        {
            // An East Asian character is two wide.
            var width = widths is null || i >= widths.Count ? Math.Max(18, header[i].Length * 2 + 2) : Math.Max(NarrowestColumn, widths[i]);
            _sheet.WriteStartElement("col", Main);
            _sheet.WriteAttributeString("min", XmlConvert.ToString(i + 1));
            _sheet.WriteAttributeString("max", XmlConvert.ToString(i + 1));
            _sheet.WriteAttributeString("width", XmlConvert.ToString(Math.Min(255, width)));
            _sheet.WriteAttributeString("customWidth", "1");
            _sheet.WriteEndElement();
        }
        _sheet.WriteEndElement();
    }

    private void Write(IReadOnlyList<string> cells, string style)
    {
        if (_row == TableLimits.LastRow) throw new InvalidOperationException("The sheet is full.");
        if (cells.Any(cell => cell.Length > MaxCellLength)) throw new ArgumentException($"A cell has more than {MaxCellLength} characters.", nameof(cells));
        _sheet.WriteStartElement("row", Main);
        _sheet.WriteAttributeString("r", XmlConvert.ToString(++_row));
        foreach (var cell in cells)
        {
            _sheet.WriteStartElement("c", Main);
            _sheet.WriteAttributeString("s", style);
            // An empty text stays an empty cell, so that "is blank" holds in Excel.
            if (cell.Length > 0)
            {
                _sheet.WriteAttributeString("t", "inlineStr");
                _sheet.WriteStartElement("is", Main);
                _sheet.WriteStartElement("t", Main);
                _sheet.WriteAttributeString("xml", "space", null, "preserve");
                _sheet.WriteString(XmlText.Encode(cell));
                _sheet.WriteEndElement();
                _sheet.WriteEndElement();
            }
            _sheet.WriteEndElement();
        }
        _sheet.WriteEndElement();
    }

    private void Part(string name, string content)
    {
        using var writer = new StreamWriter(Entry(name), new UTF8Encoding(false));
        writer.Write("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""");
        writer.Write(content);
    }

    private Stream Entry(string name)
    {
        var entry = _zip.CreateEntry(name, _compression);
        entry.LastWriteTime = ZipEpoch;
        return entry.Open();
    }
}
