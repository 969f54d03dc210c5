namespace BenefitWorkflow.Files;

/// <summary>Bounds the characters handed out for one record: the parser bounds a field but not their number, and holds a whole record in memory.</summary>
internal sealed class RecordBound(TextReader inner, long limit) : TextReader
{
    private long _taken;

    /// <summary>Text that the parser had read ahead is not counted again, so the bound is exact only up to its buffer.</summary>
    public void StartRecord() => _taken = 0;

    public override int Read(char[] buffer, int index, int count)
    {
        var n = inner.Read(buffer, index, count);
        return (_taken += n) <= limit ? n : throw new TooLongException();
    }

    public override int Read() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    public sealed class TooLongException() : Exception("A record is longer than the limits allow.");
}
