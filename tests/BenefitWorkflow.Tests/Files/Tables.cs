using System.IO.Compression;
using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Tests.Files;

/// <summary>Files as other programs write them, and what the reader makes of them.</summary>
internal static class Tables
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <summary>Everything but what a test is about has room enough here.</summary>
    public static TableLimits Limits { get; } = TableLimits.Default;

    /// <summary>A workbook of one sheet; <paramref name="rows"/> is the inside of sheetData.</summary>
    public static byte[] Workbook(string rows, string? sharedStrings = null, string? styles = null, string workbookPr = "", string? sheet = null,
        CompressionLevel level = CompressionLevel.Fastest) => Zip(
        [
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{workbookPr}<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
            ("xl/worksheets/sheet1.xml", sheet ?? $"<worksheet xmlns=\"{Main}\"><sheetData>{rows}</sheetData></worksheet>"),
            .. sharedStrings is null ? Array.Empty<(string, string)>() : [("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{sharedStrings}</sst>")],
            .. styles is null ? Array.Empty<(string, string)>() : [("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\">{styles}</styleSheet>")],
        ], level);

    public static byte[] Zip(IEnumerable<(string Name, string Content)> parts, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts)
            {
                using var part = zip.CreateEntry(name, level).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        return stream.ToArray();
    }

    /// <summary>One column under the header "h": the given cell, as XML.</summary>
    public static byte[] Cell(string cell, string? sharedStrings = null, string? styles = null, string workbookPr = "") =>
        Workbook($"<row r=\"1\"><c t=\"inlineStr\"><is><t>h</t></is></c></row><row r=\"2\">{cell}</row>", sharedStrings, styles, workbookPr);

    public static string TextCell(string text) => $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>";

    public static (IReadOnlyList<string> Header, List<TableRow> Rows) Read(byte[] file, string name = "表.xlsx", TableLimits? limits = null)
    {
        using var stream = new MemoryStream(file);
        Assert.True(TableReader.TryOpen(stream, name, limits ?? Limits, out var reader, out var refusal), refusal?.En);
        using (reader) return (reader.Header, [.. reader.Rows()]);
    }

    /// <summary>The refusal at opening, or the one that ended the rows; null where all was read.</summary>
    public static Refusal? RefusalOf(byte[] file, string name = "表.xlsx", TableLimits? limits = null)
    {
        using var stream = new MemoryStream(file);
        if (!TableReader.TryOpen(stream, name, limits ?? Limits, out var reader, out var refusal)) return refusal;
        using (reader) return reader.Rows().Select(row => row.Problem).SingleOrDefault(problem => problem is not null);
    }

    /// <summary>Asserts one refusal and that it names the file in both languages.</summary>
    public static Refusal AssertRefused(string code, byte[] file, string name = "表.xlsx", TableLimits? limits = null)
    {
        var refusal = RefusalOf(file, name, limits);
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(name, refusal!.Zh, StringComparison.Ordinal);
        Assert.Contains(name, refusal.En, StringComparison.Ordinal);
        return refusal;
    }
}
