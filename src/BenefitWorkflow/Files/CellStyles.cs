using System.Globalization;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>Which cell styles of an .xlsx show a number as a date or time.</summary>
internal sealed class CellStyles(IReadOnlyList<bool> isDate, bool from1904)
{
    private const double LastDay = 2_958_466;
    private const int DaysTo1904 = 1462;

    public static CellStyles Read(XmlReader? styles, bool from1904)
    {
        var (custom, isDate, inCells) = (new Dictionary<string, bool>(), new List<bool>(), false);
        while (styles?.Read() == true)
        {
            if (styles is { NodeType: XmlNodeType.EndElement, LocalName: "cellXfs" }) inCells = false;
            if (styles.NodeType != XmlNodeType.Element) continue;
            if (styles.LocalName == "cellXfs") inCells = !styles.IsEmptyElement;
            else if (styles.LocalName == "numFmt") custom[styles.GetAttribute("numFmtId") ?? ""] = IsDateCode(styles.GetAttribute("formatCode") ?? "");
            else if (inCells && styles.LocalName == "xf") isDate.Add(IsDate(styles.GetAttribute("numFmtId") ?? "0", custom));
        }
        return new CellStyles(isDate, from1904);
    }

    /// <summary>The number's date as ISO text (2026-02-17, 2026-02-17 09:30:00, 09:30:00), or null where the style shows no date.</summary>
    public string? Date(string? style, double number)
    {
        if (!int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= isDate.Count || !isDate[index]) return null;
        if (from1904) number += DaysTo1904;
        if (!(number >= 0 && number < LastDay)) return null;
        // Excel has a 29 February 1900 that never was.
        var at = DateTime.FromOADate(number is >= 1 and < 60 ? number + 1 : number);
        at = new DateTime((at.Ticks + TimeSpan.TicksPerSecond / 2) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond);
        var format = number < 1 ? "HH:mm:ss" : at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        return at.ToString(format, CultureInfo.InvariantCulture);
    }

    // Built-in formats, those of East Asian editions included (ECMA-376 part 1, 18.8.30).
    private static bool IsDate(string id, Dictionary<string, bool> custom) =>
        custom.TryGetValue(id, out var date) ? date
        : int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    /// <summary>Whether a format has y, m, d, h or s outside quotes, escapes and square brackets ([Red], [$-804]).</summary>
    private static bool IsDateCode(string code)
    {
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\\' or '_' or '*') i++;
            else if (c == '[') bracketed = true;
            else if (c == ']') bracketed = false;
            else if (!bracketed && c is 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S') return true;
        }
        return false;
    }
}
