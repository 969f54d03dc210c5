using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Documents;

/// <summary>An uploaded document, told by its content; kept byte by byte, so that its hash is the original's.</summary>
internal sealed record DocumentFile(string Name, string MediaType, byte[] Bytes, byte[] Hash)
{
    /// <summary>Most bytes of a document.</summary>
    public const int MaximumBytes = 10 << 20;

    private const int LongestName = 120;

    private static readonly (string MediaType, string[] Extensions)[] Kinds =
        [("application/pdf", [".pdf"]), ("image/jpeg", [".jpg", ".jpeg"]), ("image/png", [".png"])];

    /// <summary>What a page's file chooser offers.</summary>
    public const string Accept = ".pdf,.jpg,.jpeg,.png";

    /// <returns>The document, or why it is not taken. What the browser says of the file's kind does not count.</returns>
    public static (DocumentFile? File, Refusal? Refusal) Read(string fileName, byte[] bytes)
    {
        if (bytes.Length == 0) return (null, new Refusal("document.empty", "文件是空的；请重新选择。", "The file is empty; choose it again."));
        if (bytes.Length > MaximumBytes) return (null, TooLarge);
        if (MediaTypeOf(bytes) is not { } type)
            return (null, new Refusal("document.kind", "只接受 PDF、JPEG 或 PNG，文件内容不是其中之一；请转换或重新扫描。", "Only PDF, JPEG or PNG is taken, and the file's content is none of them; convert or scan it again."));
        var name = Cleaned(fileName);
        if (!Kinds.Single(k => k.MediaType == type).Extensions.Contains(Path.GetExtension(name).ToLowerInvariant()))
            return (null, new Refusal("document.extension", $"文件扩展名与内容（{type}）不符；请核对是否选错文件，或改正扩展名。", $"The file's extension does not fit its content ({type}); check whether it is the right file, or correct the extension."));
        if (!IsWhole(type, bytes))
            return (null, new Refusal("document.damaged", "文件已损坏或不完整；请重新扫描或导出。", "The file is damaged or cut off; scan or export it again."));
        return (new DocumentFile(name, type, bytes, SHA256.HashData(bytes)), null);
    }

    public static Refusal TooLarge { get; } = new("document.too-large", $"文件超过 {MaximumBytes >> 20} MB；请压缩或分开上传。", $"The file has more than {MaximumBytes >> 20} MB; make it smaller or split it.");

    private static string? MediaTypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("%PDF-"u8) ? "application/pdf" : JpegParts.Is(bytes) ? "image/jpeg" : PngParts.Is(bytes) ? "image/png" : null;

    /// <summary>With its dot; .bin where it is none that the service takes.</summary>
    public static string ExtensionOf(string mediaType) => Kinds.FirstOrDefault(k => k.MediaType == mediaType).Extensions?[0] ?? ".bin";

    // A scan that was cut off while it was copied is found now, not by the auditor.
    private static bool IsWhole(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "application/pdf" => bytes[Math.Max(0, bytes.Length - 2_048)..].IndexOf("%%EOF"u8) >= 0,
        "image/jpeg" => JpegParts.Clean(bytes) is not null,
        _ => PngParts.Clean(bytes) is not null,
    };

    // Only what a header and a file system can carry; the end is kept, where the extension is.
    private static string Cleaned(string fileName)
    {
        var cut = fileName.LastIndexOfAny(['/', '\\']) + 1;
        var name = new string([.. fileName[cut..].Where(c => !char.IsControl(c) && !"<>:\"|?*".Contains(c, StringComparison.Ordinal))]).Trim();
        return name.Length <= LongestName ? name : name[^LongestName..];
    }
}
