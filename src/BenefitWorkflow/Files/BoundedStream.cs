namespace BenefitWorkflow.Files;

/// <summary>Reads at most so many bytes of another stream, then throws.</summary>
internal sealed class BoundedStream(Stream inner, long limit, Func<Exception> beyond) : Stream
{
    private long _left = limit;

    public override int Read(Span<byte> buffer)
    {
        var n = inner.Read(buffer);
        if ((_left -= n) < 0) throw beyond();
        return n;
    }

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
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
