using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Notices.Proofs;

namespace BenefitWorkflow.Tests.Notices;

public sealed class NoticePhotoTests
{
    private const string Place = "GPS 25.0441N 101.5460E", Device = "Xiaomi 13";

    /// <summary>A JPEG as a telephone writes it: EXIF, comment, picture in two scans, and a film behind its end.</summary>
    internal static byte[] Jpeg(int width = 640, int height = 480) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, "JFIF\0"u8), .. Segment(0xE1, [.. "Exif\0\0"u8, .. Encoding.ASCII.GetBytes(Place)]), .. Segment(0xFE, Encoding.ASCII.GetBytes(Device)), .. Segment(0xEE, "Adobe"u8),
        .. Segment(0xDB, new byte[65]), .. Segment(0xC2, [8, (byte)(height >> 8), (byte)(height & 0xFF), (byte)(width >> 8), (byte)(width & 0xFF), 1, 1, 0x11, 0]), .. Segment(0xC4, new byte[20]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x78,
        0xFF, 0xFF, 0xD9, .. "ftypmp4 film"u8,
    ];

    internal static byte[] Png(int width = 8, int height = 8) =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
        .. Chunk("IHDR", [.. Big(width), .. Big(height), 8, 0, 0, 0, 0]), .. Chunk("tEXt", Encoding.ASCII.GetBytes("Comment\0" + Device)), .. Chunk("eXIf", Encoding.ASCII.GetBytes(Place)),
        .. Chunk("IDAT", [1, 2, 3]), .. Chunk("IEND", []), .. "behind"u8,
    ];

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    public void Read_FromATelephone_KeepsThePictureWithoutPlaceDeviceAndWhatLiesBehind(string type)
    {
        var file = type == "image/png" ? Png(640, 480) : Jpeg();
        var (photo, refusal) = NoticePhoto.Read(file);

        Assert.Null(refusal);
        Assert.Equal((type, 640, 480), (photo!.MediaType, photo.Width, photo.Height));
        Assert.Equal(SHA256.HashData(file), photo.UploadHash);
        var kept = Encoding.Latin1.GetString(photo.Bytes);
        foreach (var gone in new[] { Place, Device, "film", "behind", "JFIF" }) Assert.DoesNotContain(gone, kept, StringComparison.Ordinal);
        if (type == "image/jpeg") Assert.Contains("Adobe", kept, StringComparison.Ordinal);
        // What is kept is a whole file again, and there is nothing more to take away.
        Assert.Equal(photo.Bytes, NoticePhoto.Read(photo.Bytes).Photo!.Bytes);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefusedOrStillWhole()
    {
        foreach (var file in new[] { NoticePhoto.Read(Jpeg()).Photo!.Bytes, NoticePhoto.Read(Png()).Photo!.Bytes })
            for (var length = 0; length < file.Length; length++)
            {
                var (photo, refusal) = NoticePhoto.Read(file[..length]);
                Assert.Null(photo);
                Assert.Contains(refusal!.Code, (string[])["notice.photo-damaged", "notice.photo-kind"]);
            }
    }

    [Fact]
    public void Read_PngWithAFlippedBit_IsDamaged()
    {
        var file = Png();
        file[^20] ^= 1;
        Assert.Equal("notice.photo-damaged", NoticePhoto.Read(file).Refusal?.Code);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(12_001, 10)]
    public void Read_WithSidesOutOfBounds_IsRefused(int width, int height) => Assert.Equal("notice.photo-size", NoticePhoto.Read(Png(width, height)).Refusal?.Code);

    [Fact]
    public void Read_OtherKinds_AreRefusedWhateverTheyAreCalled()
    {
        foreach (var file in new[] { "GIF89a"u8.ToArray(), "<svg onload=alert(1)>"u8.ToArray(), "%PDF-1.7"u8.ToArray(), [] })
            Assert.Equal("notice.photo-kind", NoticePhoto.Read(file).Refusal?.Code);
    }

    [Fact]
    public void Read_AByteOverTheBound_IsRefusedBeforeItIsLookedInto()
    {
        Assert.Equal("notice.photo-too-large", NoticePhoto.Read(new byte[NoticePhoto.MaximumBytes + 1]).Refusal?.Code);
        Assert.Equal("notice.photo-kind", NoticePhoto.Read(new byte[NoticePhoto.MaximumBytes]).Refusal?.Code);
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Chunk(string name, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        return [.. Big(data.Length), .. body, .. Big(unchecked((int)Crc(body)))];
    }

    // Written out here, so that the product's own checksum is checked by another.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
