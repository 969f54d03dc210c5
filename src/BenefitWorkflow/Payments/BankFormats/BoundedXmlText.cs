namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>
/// The text of a document on its way to the XML reader, which takes a whole text, attribute or CDATA section into memory before anyone can
/// measure it: so what has no tag for too long, a DTD and CDATA stop here.
/// </summary>
internal sealed class BoundedXmlText(TextReader inner) : TextReader
{
    /// <summary>Characters between two tags: the longest text of the messages has 500, a tag with its attributes fewer.</summary>
    public const int LongestRun = 16 << 10;

    private int _run;

    // How much of "<!" has gone by.
    private int _opened;
    private bool _first = true;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var n = inner.Read(buffer);
        var start = 0;
        if (_first && n > 0)
        {
            _first = false;
            // The mark of UTF-8, which the reader would take for content.
            if (buffer[0] == '\uFEFF')
            {
                buffer[1..n].CopyTo(buffer);
                n--;
            }
        }
        for (var text = buffer[..n]; start < n;)
        {
            if (_opened == 0)
            {
                var tag = text[start..].IndexOf('<');
                _run += tag < 0 ? n - start : tag;
                if (_run > LongestRun) throw new HostileXmlException();
                if (tag < 0) break;
                (start, _run, _opened) = (start + tag + 1, 0, 1);
            }
            else if (_opened == 1)
            {
                if (text[start] == '!') (start, _opened) = (start + 1, 2);
                else _opened = 0;
            }
            else
            {
                // Of all that begins so only a comment is harmless.
                if (text[start] != '-') throw new HostileXmlException();
                _opened = 0;
            }
        }
        return n;
    }

    public override int Read() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
