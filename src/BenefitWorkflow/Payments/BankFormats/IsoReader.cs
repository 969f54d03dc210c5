using System.Globalization;
using System.Text;
using System.Xml;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>Walks an ISO 20022 document element by element. Each element is read or skipped as a whole, validated either way.</summary>
internal sealed class IsoReader(XmlReader xml, BoundedXmlText text, string file, string message, int maximumDepth) : IDisposable
{
    /// <summary>Name of the file, for messages.</summary>
    public string File => file;

    public string Name => xml.LocalName;

    /// <summary>Moves to the element below the root, e.g. <c>CstmrPmtStsRpt</c>.</summary>
    /// <returns>Its depth.</returns>
    public int Start()
    {
        while (Read() && xml.NodeType != XmlNodeType.Element) { }
        // A document of no namespace, or of another, is not validated by the schema at all.
        if (xml.LocalName != "Document" || !xml.NamespaceURI.EndsWith(message, StringComparison.Ordinal)) throw Broken();
        var root = xml.Depth;
        if (!Enter() || !Next(root)) throw Broken();
        var depth = xml.Depth;
        return Enter() ? depth : throw Broken();
    }

    /// <summary>Reads to the very end, so that what follows is validated as well.</summary>
    public void Finish()
    {
        while (Read()) { }
    }

    /// <summary>From an element's start to its first child. False where it is empty; then it is behind us.</summary>
    public bool Enter()
    {
        var empty = xml.IsEmptyElement;
        Read();
        return !empty;
    }

    /// <summary>To the next child of the element at the depth. False where there is none left; then the element is behind us.</summary>
    public bool Next(int depth)
    {
        while (true)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1) return true;
            if (xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth)
            {
                Read();
                return false;
            }
            if (!Read()) throw Broken();
        }
    }

    public int Depth => xml.Depth;

    public string? Attribute(string name) => xml.GetAttribute(name);

    /// <summary>The element's text without white space around it; the element is behind us.</summary>
    public string Text()
    {
        var depth = xml.Depth;
        if (!Enter()) return "";
        StringBuilder? more = null;
        var value = "";
        while (!(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                if (value.Length == 0) value = xml.Value;
                else (more ??= new StringBuilder(value)).Append(xml.Value);
                // Comments between pieces of text would let it grow past every bound.
                if (more?.Length > BoundedXmlText.LongestRun) throw new HostileXmlException();
            }
            if (!Read()) throw Broken();
        }
        Read();
        return (more?.ToString() ?? value).Trim();
    }

    public void Skip()
    {
        var depth = xml.Depth;
        if (!Enter()) return;
        while (Next(depth)) Skip();
    }

    /// <summary>The text of the only leaf that a chain of elements leads to, e.g. <c>Othr/Id</c>; null where it is not there. The element is behind us.</summary>
    public string? Leaf(params ReadOnlySpan<string> path)
    {
        if (path.Length == 0) return Text();
        var depth = xml.Depth;
        if (!Enter()) return null;
        string? found = null;
        while (Next(depth))
        {
            if (xml.LocalName == path[0]) found = Leaf(path[1..]) ?? found;
            else Skip();
        }
        return found;
    }

    /// <summary>Fen of an amount in yuan; the element is behind us.</summary>
    /// <param name="refusal">Another currency, or a fraction of a fen.</param>
    public long? Amount(int row, out Refusal? refusal)
    {
        var currency = Attribute("Ccy");
        var stated = Text();
        decimal yuan = 0;
        refusal = currency != "CNY"
            ? new Refusal("payment.currency", $"第 {row} 笔的币种不是人民币；未处理，请向银行核实。", $"Transaction {row} is not in CNY; nothing was done, ask the bank.")
            : !decimal.TryParse(stated, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out yuan) || yuan > long.MaxValue / 1000
                ? new Refusal("money.malformed", $"第 {row} 笔的金额无法识别；未处理，请向银行核实。", $"The amount of transaction {row} cannot be read; nothing was done, ask the bank.")
            : yuan * 100 != decimal.Truncate(yuan * 100)
                ? new Refusal("money.third-decimal", $"第 {row} 笔的金额小数超过两位；未处理，请向银行核实。", $"The amount of transaction {row} has more than two decimals; nothing was done, ask the bank.")
            : null;
        return refusal is null ? (long)(yuan * 100) : null;
    }

    /// <summary>A day (Beijing) or an instant; without an offset Beijing time. The element is behind us.</summary>
    /// <returns>Null where it is beyond any calendar.</returns>
    public (DateTimeOffset At, TimeSpan Span)? Time()
    {
        var depth = xml.Depth;
        // DateAndDateTime2Choice wraps either kind.
        var stated = "";
        if (!Enter()) return null;
        while (!(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType == XmlNodeType.Element) stated = Text();
            else
            {
                if (xml.NodeType == XmlNodeType.Text) stated = xml.Value.Trim();
                if (!Read()) throw Broken();
            }
        }
        Read();
        return ParseTime(stated);
    }

    private static (DateTimeOffset At, TimeSpan Span)? ParseTime(string text)
    {
        var day = text.Length >= 10 && !text.Contains('T', StringComparison.Ordinal);
        if (day) text = text[..10];
        var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10;
        if (!DateTimeOffset.TryParse(zoned || day ? text + (day ? "T00:00:00+08:00" : "") : text + "+08:00", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) || at.Year < 1900) return null;
        return (at.ToUniversalTime(), day ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(1));
    }

    /// <summary>What is wrong with the document; null where the exception is none of its faults.</summary>
    public Refusal? ToRefusal(Exception e) => IsoXml.ToRefusal(e, xml, file);

    public void Dispose()
    {
        xml.Dispose();
        text.Dispose();
    }

    private bool Read()
    {
        var more = xml.Read();
        return xml.Depth <= maximumDepth ? more : throw new HostileXmlException();
    }

    private static XmlException Broken() => new("The document ends too early.");
}
