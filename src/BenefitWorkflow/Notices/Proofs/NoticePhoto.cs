using System.Buffers.Binary;
using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Notices.Proofs;

/// <summary>A photograph of a posted sheet, checked by its content and freed of what cameras and editors add: place, device, comments, thumbnails.</summary>
/// <param name="Bytes">As it is kept.</param>
/// <param name="UploadHash">SHA-256 of the file as it came.</param>
internal sealed record NoticePhoto(string MediaType, int Width, int Height, byte[] Bytes, byte[] UploadHash)
{
    /// <summary>Most bytes of a file, and most pixels along a side.</summary>
    public const int MaximumBytes = 5 << 20, MaximumSide = 12_000;

    internal static Refusal TooLarge { get; } = new("notice.photo-too-large", $"照片超过 {MaximumBytes >> 20} MB；请压缩后重传。", $"The photograph has more than {MaximumBytes >> 20} MB; make it smaller.");

    /// <returns>The photograph, or why it is not taken; what the sender calls the file does not count.</returns>
    public static (NoticePhoto? Photo, Refusal? Refusal) Read(byte[] file)
    {
        if (file.Length > MaximumBytes)
            return (null, TooLarge);
        var (type, read) = JpegParts.Is(file) ? ("image/jpeg", JpegParts.Clean(file)) : PngParts.Is(file) ? ("image/png", PngParts.Clean(file)) : ("", default);
        if (type.Length == 0)
            return (null, new Refusal("notice.photo-kind", "只接受 JPEG 或 PNG 照片；请转换后重传。", "Only JPEG or PNG photographs are taken; convert it."));
        if (read is not { } clean)
            return (null, new Refusal("notice.photo-damaged", "照片文件已损坏；请重新拍摄或导出。", "The photograph's file is damaged; take or export it again."));
        if (clean.Width is 0 or > MaximumSide || clean.Height is 0 or > MaximumSide)
            return (null, new Refusal("notice.photo-size", $"照片每边须为 1 至 {MaximumSide} 像素；请缩小后重传。", $"A photograph has 1 to {MaximumSide} pixels along each side; scale it down."));
        return (new NoticePhoto(type, clean.Width, clean.Height, clean.Bytes, SHA256.HashData(file)), null);
    }
}

/// <summary>Segments of a JPEG file (ITU-T T.81, annex B).</summary>
internal static class JpegParts
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, App0 = 0xE0, Adobe = 0xEE, App15 = 0xEF, Comment = 0xFE;

    public static bool Is(ReadOnlySpan<byte> file) => file.Length > 3 && file[0] == 0xFF && file[1] == StartOfImage && file[2] == 0xFF;

    /// <summary>The image without application segments and comments, and nothing behind its end; null: damaged. Adobe's segment stays, since it says how colours are stored.</summary>
    public static (int Width, int Height, byte[] Bytes)? Clean(ReadOnlySpan<byte> file)
    {
        var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        var (at, width, height, scans) = (2, 0, 0, 0);
        while (at + 1 < file.Length)
        {
            if (file[at] != 0xFF) return null;
            var marker = file[at + 1];
            // Any number of fill bytes may stand before a marker.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker == EndOfImage)
            {
                kept.Write([0xFF, EndOfImage]);
                return scans > 0 && width > 0 ? (width, height, kept.ToArray()) : null;
            }
            if (marker is 0x00 or 0x01 or StartOfImage or (>= 0xD0 and <= 0xD7) || at + 4 > file.Length) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            var end = at + 2 + length;
            if (length < 2 || end > file.Length) return null;
            // Start of frame: precision, height, width.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (length < 8) return null;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]));
            }
            if (marker == StartOfScan)
            {
                // Compressed data: a marker in it is a restart or a stuffed zero.
                while (end + 1 < file.Length && !(file[end] == 0xFF && file[end + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))) end++;
                if (end + 1 >= file.Length) return null;
                scans++;
            }
            if (marker is not (>= App0 and <= App15) and not Comment || marker == Adobe) kept.Write(file[at..end]);
            at = end;
        }
        return null;
    }
}
