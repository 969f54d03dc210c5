using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>The first worksheet of an .xlsx file, streamed (ECMA-376 SpreadsheetML).</summary>
internal sealed class Workbook : IDisposable
{
    private static readonly XmlReaderSettings Xml = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = false, IgnoreComments = true };

    private readonly ZipArchive _zip;
    private readonly string _file;
    private readonly TableLimits _limits;
    private readonly ZipArchiveEntry _sheet;
    private readonly IReadOnlyList<string> _shared;

    /// <exception cref="InvalidDataException">Not a zip archive.</exception>
    /// <exception cref="TableProblemException">Not a workbook, or beyond a limit.</exception>
    public Workbook(Stream stream, string file, TableLimits limits)
    {
        (_file, _limits) = (file, limits);
        _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        _sheet = FirstSheet() ?? throw new TableProblemException(TableProblems.NotATable(file));
        _shared = SharedStrings();
    }

    public IEnumerable<TableRow> Rows()
    {
        using var xml = XmlReader.Create(Open(_sheet), Xml);
        var number = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            number = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : number + 1;
            yield return new TableRow(number, xml.IsEmptyElement ? [] : Cells(xml, number));
        }
    }

    public void Dispose() => _zip.Dispose();

    private List<string> Cells(XmlReader xml, int row)
    {
        var cells = new List<string>();
        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            var column = Column(xml.GetAttribute("r")) ?? cells.Count;
            if (column >= _limits.Columns) throw new TableProblemException(TableProblems.TooLarge(_file, $"{_limits.Columns} 列 columns"));
            var type = xml.GetAttribute("t");
            var text = xml.IsEmptyElement ? "" : Value(xml, type, row);
            while (cells.Count < column) cells.Add("");
            if (cells.Count == column) cells.Add(text);
            else cells[column] = text;
        }
        return cells;
    }

    private string Value(XmlReader xml, string? type, int row)
    {
        var (depth, value, inline) = (xml.Depth, new StringBuilder(), new StringBuilder());
        StringBuilder? into = null;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType == XmlNodeType.Element) into = xml.LocalName switch { "v" => value, "t" => inline, _ => null };
            else if (xml.NodeType == XmlNodeType.EndElement) into = null;
            else if (into is not null && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace) Append(into!, xml.Value);
        }
        var text = value.ToString();
        return type switch
        {
            "s" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _shared.Count ? _shared[index] : throw new TableProblemException(TableProblems.Truncated(_file, row)),
            "inlineStr" => inline.ToString(),
            "b" => text == "1" ? "TRUE" : "FALSE",
            "str" or "e" or "d" => text,
            _ => Number(text),
        };
    }

    private void Append(StringBuilder into, string? text)
    {
        if (into is null || text is null) return;
        if (into.Length + text.Length > _limits.CellLength) throw new TableProblemException(TableProblems.TooLarge(_file, $"{_limits.CellLength} 字 characters in a cell"));
        into.Append(text);
    }

    /// <summary>
    /// Excel stores 19.99 as 19.989999999999998: rounded to the 15 digits that it shows, while a third decimal that
    /// somebody typed (800.005) stays to be seen. Long digits are kept as they stand.
    /// </summary>
    private static string Number(string text) =>
        text.AsSpan().IndexOfAny('.', 'E', 'e') >= 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15
            ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture)
            : text;

    private IReadOnlyList<string> SharedStrings()
    {
        if (_zip.GetEntry("xl/sharedStrings.xml") is not { } entry) return [];
        var strings = new List<string>();
        long chars = 0;
        using var xml = XmlReader.Create(Open(entry), Xml);
        var (text, inText, phonetic) = (new StringBuilder(), false, false);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                if (xml.LocalName == "si") text.Clear();
                if (xml.LocalName == "si" && xml.IsEmptyElement) strings.Add("");
                // Reading aids (pinyin) are not part of the text.
                if (xml.LocalName == "rPh") phonetic = !xml.IsEmptyElement;
                inText = xml.LocalName == "t" && !xml.IsEmptyElement && !phonetic;
            }
            else if (xml.NodeType == XmlNodeType.EndElement)
            {
                inText = false;
                if (xml.LocalName == "rPh") phonetic = false;
                if (xml.LocalName != "si") continue;
                chars += text.Length;
                if (chars > TableLimits.SharedStringChars) throw new TableProblemException(TableProblems.TooLarge(_file, "文字总量 total text"));
                strings.Add(text.ToString());
            }
            else if (inText) Append(text, xml.Value);
        }
        return strings;
    }

    private ZipArchiveEntry? FirstSheet()
    {
        if (_zip.GetEntry("xl/workbook.xml") is not { } workbook) return null;
        string? relation = null;
        using (var xml = XmlReader.Create(Open(workbook), Xml))
            while (relation is null && xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                    relation = xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
        if (_zip.GetEntry("xl/_rels/workbook.xml.rels") is { } rels && relation is not null)
        {
            using var xml = XmlReader.Create(Open(rels), Xml);
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Id") == relation && xml.GetAttribute("Target") is { } target)
                    return _zip.GetEntry(target.StartsWith('/') ? target[1..] : "xl/" + target);
        }
        return _zip.GetEntry("xl/worksheets/sheet1.xml");
    }

    private Stream Open(ZipArchiveEntry entry)
    {
        // The directory's sizes may lie, so the stream itself is bounded too.
        if (entry.Length > _limits.UnpackedBytes || entry.Length > TableLimits.HarmlessBytes && entry.Length / Math.Max(1, entry.CompressedLength) > TableLimits.UnpackedRatio)
            throw new TableProblemException(TableProblems.Bomb(_file));
        return new BoundedStream(entry.Open(), Math.Max(entry.Length, TableLimits.HarmlessBytes), () => new TableProblemException(TableProblems.Bomb(_file)));
    }

    /// <summary>"C5" is column 2; null where there is no reference.</summary>
    private static int? Column(string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            column = column * 26 + (c - 'A' + 1);
            if (column > 100_000) return column;
        }
        return column == 0 ? null : column - 1;
    }
}
