using System.Buffers.Binary;
using System.Text;

namespace BenefitWorkflow.Files;

/// <summary>Chunks of a PNG file (ISO/IEC 15948).</summary>
internal static class PngParts
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    // What is needed to show the picture; texts, times, places and whatever an editor adds are not among them.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB", "cHRM", "sBIT" };

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>The image with only what shows it, and nothing behind its end; null: damaged, or a chunk that a reader must know and nobody does.</summary>
    public static (int Width, int Height, byte[] Bytes)? Clean(ReadOnlySpan<byte> file)
    {
        var kept = new MemoryStream(file.Length);
        kept.Write(Signature);
        var (at, width, height, hasData) = (Signature.Length, 0, 0, false);
        while (at + 12 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12) return null;
            var end = at + 12 + (int)length;
            var name = Encoding.Latin1.GetString(file.Slice(at + 4, 4));
            var crc = new Crc32();
            crc.Append(file[(at + 4)..(end - 4)]);
            if (crc.Value != BinaryPrimitives.ReadUInt32BigEndian(file[(end - 4)..])) return null;
            if (at == Signature.Length != (name == "IHDR")) return null;
            if (name == "IHDR")
            {
                if (length != 13) return null;
                (width, height) = (Side(file[(at + 8)..]), Side(file[(at + 12)..]));
            }
            // A capital first letter marks what no reader may skip.
            if (!Kept.Contains(name) && char.IsAsciiLetterUpper(name[0])) return null;
            hasData |= name == "IDAT";
            if (Kept.Contains(name)) kept.Write(file[at..end]);
            if (name == "IEND") return hasData ? (width, height, kept.ToArray()) : null;
            at = end;
        }
        return null;
    }

    // Beyond an int is beyond every limit: as good as none.
    private static int Side(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes) is var side && side <= int.MaxValue ? (int)side : 0;
}
