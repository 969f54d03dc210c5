using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>
/// A stranger's ISO 20022 document, streamed and validated against the official schema: no DTD, no resolver, every bound holds, and what is
/// wrong is told with its line and element but none of its content.
/// </summary>
internal static partial class IsoXml
{
    private const int MaximumDepth = 40;
    private const int DeclarationLength = 200;

    private static readonly ConcurrentDictionary<string, XmlSchemaSet> Schemas = new(StringComparer.Ordinal);

    /// <summary>Whether the first character that is not white space or a mark is an angle bracket.</summary>
    public static bool LooksLikeXml(Stream stream)
    {
        Span<byte> head = stackalloc byte[64];
        foreach (var b in head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)])
            if (b is not (0xEF or 0xBB or 0xBF or 0xFE or 0xFF or 0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return b == '<';
        return false;
    }

    /// <summary>The namespace of the root element.</summary>
    public static bool TryPeek(Stream stream, string file, [NotNullWhen(true)] out string? root, [NotNullWhen(false)] out Refusal? refusal)
    {
        root = null;
        if (!TryText(stream, file, out var text, out refusal)) return false;
        using (text)
        {
            XmlReader? xml = null;
            try
            {
                // It reads ahead while it is made.
                xml = XmlReader.Create(text, Settings());
                xml.MoveToContent();
                root = xml.NamespaceURI;
                return true;
            }
            catch (Exception e) when (ToRefusal(e, xml, file) is { } problem)
            {
                refusal = problem;
                return false;
            }
            finally
            {
                xml?.Dispose();
            }
        }
    }

    /// <summary>A validating reader before the document's start.</summary>
    /// <param name="message">Name of the schema, e.g. <c>camt.053.001.08</c>.</param>
    public static bool TryOpen(Stream stream, string file, string message, [NotNullWhen(true)] out IsoReader? reader, [NotNullWhen(false)] out Refusal? refusal)
    {
        reader = null;
        if (!TryText(stream, file, out var text, out refusal)) return false;
        var settings = Settings();
        settings.ValidationType = ValidationType.Schema;
        settings.Schemas = Schemas.GetOrAdd(message, Load);
        settings.ValidationFlags = XmlSchemaValidationFlags.None;
        try
        {
            reader = new IsoReader(XmlReader.Create(text, settings), text, file, message, MaximumDepth);
            return true;
        }
        catch (Exception e) when (ToRefusal(e, null, file) is { } problem)
        {
            refusal = problem;
            text.Dispose();
            return false;
        }
    }

    /// <summary>What is wrong with the document; null where the exception is none of its faults.</summary>
    public static Refusal? ToRefusal(Exception e, XmlReader? xml, string file)
    {
        var line = Math.Max(1, (xml as IXmlLineInfo)?.LineNumber ?? 1);
        return e switch
        {
            IsoProblemException problem => problem.Refusal,
            HostileXmlException => new Refusal("bank-answer.hostile",
                $"{file} 第 {line} 行附近含有银行报文不会有的内容（DTD、CDATA、过长的文本或过深的嵌套），已拒绝读取；请向银行核实来源。",
                $"{file} has something near line {line} that no bank's message has (a DTD, CDATA, a text too long, elements too deep) and is not read; ask the bank where it comes from."),
            DecoderFallbackException => new Refusal("file.encoding",
                $"{file} 第 {line} 行之后有无法按其声明的编码识别的字节；请向银行重新索取。", $"{file} has bytes behind line {line} that its encoding does not know; ask the bank for it again."),
            XmlSchemaException schema => new Refusal("bank-answer.schema",
                $"{file} 第 {schema.LineNumber} 行的 {Element(xml)} 不符合 ISO 20022 规范；未作任何处理，请向银行核实。",
                $"{file}: {Element(xml)} in line {schema.LineNumber} is not as ISO 20022 has it; nothing was taken in, ask the bank."),
            XmlException broken => new Refusal("bank-answer.truncated",
                $"{file} 第 {broken.LineNumber} 行不是完整的 XML，文件可能被截断；未作任何处理，请重新下载。",
                $"{file} is no complete XML at line {broken.LineNumber}, perhaps cut off; nothing was taken in, fetch it again."),
            _ => null,
        };
    }

    // Names are the document's own text as well: only what an ISO element may be called is repeated.
    private static string Element(XmlReader? xml) => xml?.LocalName is { Length: > 0 and <= 40 } name && name.All(char.IsAsciiLetterOrDigit) ? $"<{name}>" : "<?>";

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersFromEntities = 1,
        MaxCharactersInDocument = BankAnswers.MaximumBytes, CloseInput = false,
    };

    private static XmlSchemaSet Load(string message)
    {
        using var stream = typeof(IsoXml).Assembly.GetManifestResourceStream($"iso20022/{message}.xsd") ?? throw new InvalidOperationException($"There is no schema of {message}.");
        using var reader = XmlReader.Create(stream);
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.Add(null, reader);
        schemas.Compile();
        return schemas;
    }

    private static bool TryText(Stream stream, string file, [NotNullWhen(true)] out BoundedXmlText? text, [NotNullWhen(false)] out Refusal? refusal)
    {
        (text, refusal) = (null, null);
        stream.Position = 0;
        var head = new byte[DeclarationLength];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        var declared = Declaration().Match(Encoding.Latin1.GetString(head, 0, length));
        Encoding? encoding = !declared.Success ? TextEncodings.Utf8 : declared.Groups["name"].Value.ToUpperInvariant() switch
        {
            "UTF-8" or "UTF8" or "US-ASCII" => TextEncodings.Utf8,
            "GBK" or "GB2312" => TextEncodings.Gbk,
            "GB18030" => TextEncodings.Gb18030,
            _ => null,
        };
        if (encoding is null || head.AsSpan(0, length).Contains((byte)0))
            refusal = new Refusal("file.encoding", $"{file} 的编码不受支持；报文须为 UTF-8、GBK 或 GB18030。", $"{file} is in an encoding that is not taken here; a message is in UTF-8, GBK or GB18030.");
        else text = new BoundedXmlText(new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true));
        return text is not null;
    }

    [GeneratedRegex("""^(?:\u00EF\u00BB\u00BF)?\s*<\?xml[^>]*?encoding\s*=\s*["'](?<name>[A-Za-z0-9._-]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();
}

/// <summary>A document whose content is wrong beyond what a schema says.</summary>
internal sealed class IsoProblemException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal => refusal;
}

/// <summary>Something that is made to hurt the reader.</summary>
internal sealed class HostileXmlException() : Exception("The document is not one that a bank writes.");
