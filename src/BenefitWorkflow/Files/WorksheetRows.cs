using System.Globalization;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.Files;

/// <summary>The rows of one worksheet.</summary>
internal sealed class WorksheetRows(XmlReader xml, Workbook workbook, string file, TableLimits limits)
{
    private readonly StringBuilder _value = new();
    private int _row;

    /// <summary>Up to the part's end, so that its checksum is compared.</summary>
    public IEnumerable<TableRow> Read()
    {
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            var number = xml.GetAttribute("r") is { } given ? RowNumber(given) : _row + 1;
            // Two rows of one number would let one reader see what another does not.
            if (number <= _row || number > TableLimits.LastRow) throw new InvalidDataException("Row numbers do not ascend.");
            _row = number;
            yield return Cells();
        }
    }

    private TableRow Cells()
    {
        var cells = new List<string>();
        Dictionary<int, CellFault>? faults = null;
        if (xml.IsEmptyElement) return new TableRow(_row, cells);
        var (depth, next) = (xml.Depth, 0);
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            var column = xml.GetAttribute("r") is { Length: > 0 } reference ? Column(reference) : next;
            if (column < next) throw new InvalidDataException("Cells do not ascend.");
            next = column + 1;
            var (text, fault) = Value();
            // A row that was formatted as a whole has cells to the right end, all empty.
            if (text.Length == 0 && fault == 0) continue;
            if (column >= limits.Columns) throw new TableProblemException(TableProblems.TooManyColumns(file, _row, limits.Columns));
            if (text.Length > limits.CellLength) throw new TableProblemException(TableProblems.CellTooLong(file, _row, limits.CellLength));
            while (cells.Count < column) cells.Add("");
            cells.Add(text);
            if (fault != 0) (faults ??= [])[column] = fault;
        }
        var row = new TableRow(_row, cells);
        return faults is null ? row : row with { Faults = faults };
    }

    private (string Text, CellFault Fault) Value()
    {
        var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        if (xml.IsEmptyElement) return ("", 0);
        var (depth, formula, hasValue, inline) = (xml.Depth, false, false, "");
        _value.Clear();
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "f") formula = true;
            else if (xml.LocalName == "is") inline = RichText(xml);
            else if (xml.LocalName == "v" && !xml.IsEmptyElement) (hasValue, _) = (true, AppendText(xml, _value));
        }
        if (formula && !hasValue) return ("", CellFault.NotCalculated);
        var text = _value.ToString();
        return type switch
        {
            "s" => (text.Length == 0 ? "" : Shared(text), 0),
            "inlineStr" => (XmlText.Decode(inline), 0),
            "str" => (XmlText.Decode(text), 0),
            "b" => (text switch { "1" => "TRUE", "0" => "FALSE", _ => text }, 0),
            "e" => (text, CellFault.Error),
            "d" => (text, 0),
            _ => Number(text, style),
        };
    }

    private string Shared(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < workbook.Shared.Count
            ? workbook.Shared[index]
            : throw new InvalidDataException("A shared string is missing.");

    /// <summary>
    /// Excel stores 19.99 as 19.989999999999998: rounded to the 15 digits that it shows, while a third decimal that
    /// somebody typed (800.005) stays to be seen.
    /// </summary>
    private (string Text, CellFault Fault) Number(string text, string? style)
    {
        if (text.Length == 0) return ("", 0);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return (text, CellFault.Error);
        if (workbook.Styles.Date(style, number) is { } date) return (date, 0);
        if (Math.Abs(number) >= 1e15) return (text, CellFault.DigitsLost);
        var rounded = number.ToString("G15", CultureInfo.InvariantCulture);
        return (rounded.Contains('E', StringComparison.Ordinal) ? Plain(rounded) : rounded, 0);
    }

    // 1E-05 as 0.00001. What is smaller than a decimal can hold is nothing to a person.
    private static string Plain(string scientific) =>
        decimal.Parse(scientific, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The text of an si or is element on which the reader stands: its runs joined, without the reading aids (pinyin).</summary>
    internal static string RichText(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        var (depth, text) = (xml.Depth, new StringBuilder());
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.IsEmptyElement) continue;
            if (xml.LocalName == "t") AppendText(xml, text);
            else if (xml.LocalName == "rPh") Skip(xml);
        }
        return text.ToString();
    }

    private static void Skip(XmlReader xml)
    {
        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth)) { }
    }

    private static bool AppendText(XmlReader xml, StringBuilder into)
    {
        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            // CDATA may hold "<" and so pass the stream's own bound piecewise.
            if (into.Length + xml.Value.Length > TableLimits.UntaggedBytes) throw new InvalidDataException("A text is longer than any cell.");
            into.Append(xml.Value);
        }
        return true;
    }

    private static int RowNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException("A row has no number.");

    /// <summary>"C5" is column 2.</summary>
    private static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference.AsSpan(0, Math.Min(reference.Length, 4)))
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            column = column * 26 + (c - 'A' + 1);
        }
        return column is > 0 and <= 16_384 ? column - 1 : throw new InvalidDataException("A cell has no column.");
    }
}
