using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

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
