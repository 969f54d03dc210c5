using System.IO.Compression;

namespace BenefitWorkflow.Files;

/// <summary>
/// One XML part of an .xlsx, unpacked within the limits and compared with its checksum at its end. The archive's directory may lie about
/// sizes, so what counts is what comes out.
/// </summary>
/// <exception cref="TableProblemException">On reading: beyond a limit.</exception>
/// <exception cref="InvalidDataException">On reading: not what the checksum says.</exception>
internal sealed class PartStream(ZipArchiveEntry entry, string file, TableLimits limits) : Stream
{
    private readonly Stream _inner = entry.Open();
    private Crc32 _crc = new();
    private long _total;
    private long _untagged;

    public override int Read(Span<byte> buffer)
    {
        var n = _inner.Read(buffer);
        var bytes = buffer[..n];
        _crc.Append(bytes);
        if (n == 0 && buffer.Length > 0 && _crc.Value != entry.Crc32) throw new InvalidDataException("The part does not match its checksum.");
        _total += n;
        if (_total > limits.UnpackedBytes || _total > TableLimits.HarmlessBytes && _total / Math.Max(1, entry.CompressedLength) > TableLimits.UnpackedRatio) Refuse();
        // The XML reader takes a whole text or attribute into memory before anyone can measure it.
        var tag = bytes.LastIndexOf((byte)'<');
        _untagged = tag < 0 ? _untagged + n : n - tag;
        if (_untagged > TableLimits.UntaggedBytes) Refuse();
        return n;
    }

    private void Refuse() => throw new TableProblemException(TableProblems.Bomb(file));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
