using System.Buffers.Binary;

namespace BenefitWorkflow.Files;

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
