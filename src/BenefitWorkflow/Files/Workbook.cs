using System.IO.Compression;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>The first visible worksheet of an .xlsx file, streamed (ECMA-376 SpreadsheetML, transitional or strict).</summary>
internal sealed class Workbook : IDisposable
{
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private static readonly XmlReaderSettings Xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = false, IgnoreComments = true, CloseInput = true,
    };

    private readonly ZipArchive _zip;
    private readonly string _file;
    private readonly TableLimits _limits;
    private readonly SharedStrings _shared = new();

    /// <exception cref="TableProblemException">Not a workbook, damaged, or beyond a limit.</exception>
    /// <exception cref="InvalidDataException">A part is damaged.</exception>
    /// <exception cref="XmlException">A part is not well-formed, or brings a document type.</exception>
    public Workbook(Stream stream, string file, TableLimits limits)
    {
        (_file, _limits, _zip) = (file, limits, Archive(stream, file));
        try
        {
            var (sheet, from1904) = FirstSheet();
            Sheet = Part(sheet) ?? throw new TableProblemException(TableProblems.NotATable(file));
            using var styles = Read("xl/styles.xml");
            Styles = CellStyles.Read(styles, from1904);
            ReadSharedStrings();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ZipArchiveEntry Sheet { get; }

    public CellStyles Styles { get; }

    public SharedStrings Shared => _shared;

    public IEnumerable<TableRow> Rows()
    {
        using var xml = XmlReader.Create(new PartStream(Sheet, _file, _limits), Xml);
        foreach (var row in new WorksheetRows(xml, this, _file, _limits).Read()) yield return row;
    }

    public void Dispose()
    {
        _shared.Dispose();
        _zip.Dispose();
    }

    private static ZipArchive Archive(Stream stream, string file)
    {
        try
        {
            var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // The directory is only read when asked for.
            if (zip.Entries.Any(e => e.IsEncrypted)) throw new TableProblemException(TableProblems.Encrypted(file));
            return zip;
        }
        // How the zip reader answers damaged offsets, sizes, names and multi-volume archives.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new TableProblemException(TableProblems.Truncated(file, 0));
        }
    }

    private (string Sheet, bool From1904) FirstSheet()
    {
        string? relation = null;
        var from1904 = false;
        using (var xml = Read("xl/workbook.xml") ?? throw new TableProblemException(TableProblems.NotATable(_file)))
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "workbookPr") from1904 = xml.GetAttribute("date1904") is "1" or "true";
                if (xml.LocalName == "sheet" && xml.GetAttribute("state") is not ("hidden" or "veryHidden"))
                    relation ??= xml.GetAttribute("id", Relationships) ?? xml.GetAttribute("id", StrictRelationships);
            }
        }
        using var rels = Read("xl/_rels/workbook.xml.rels");
        while (rels?.Read() == true)
            if (rels is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && rels.GetAttribute("Id") == relation && rels.GetAttribute("Target") is { } target)
                return (target.StartsWith('/') ? target[1..] : "xl/" + target, from1904);
        return ("xl/worksheets/sheet1.xml", from1904);
    }

    private void ReadSharedStrings()
    {
        using var xml = Read("xl/sharedStrings.xml");
        if (xml is null) return;
        while (xml.Read())
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                _shared.Add(XmlText.Decode(WorksheetRows.RichText(xml)));
        _shared.Complete();
    }

    // Some programs write part names in another case.
    private ZipArchiveEntry? Part(string name) =>
        _zip.GetEntry(name) ?? _zip.Entries.FirstOrDefault(e => e.FullName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private XmlReader? Read(string name) =>
        Part(name) is { } entry ? XmlReader.Create(new PartStream(entry, _file, _limits), Xml) : null;
}
