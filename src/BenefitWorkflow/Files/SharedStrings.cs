using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BenefitWorkflow.Files;

/// <summary>
/// An .xlsx file's shared strings by index. The first ones are in memory, the rest in a temporary file, so that memory stays bounded
/// whatever the file holds; a small cache serves those that repeat.
/// </summary>
internal sealed class SharedStrings(int charsInMemory = TableLimits.SharedCharsInMemory) : IDisposable
{
    // What a string costs besides its characters, so that millions of empty ones are counted as well.
    private const int Overhead = 16;
    private const int EntryLength = sizeof(long) + sizeof(int);

    private readonly List<string> _memory = [];
    private readonly (int Index, string Text)[] _cache = new (int, string)[1024];
    private FileStream? _text;
    private FileStream? _directory;
    private long _free = charsInMemory;

    public int Count { get; private set; }

    public void Add(string text)
    {
        _free -= text.Length + Overhead;
        if (_text is null && _free >= 0)
        {
            _memory.Add(text);
        }
        else
        {
            _text ??= TemporaryFile.Create();
            _directory ??= TemporaryFile.Create();
            Span<byte> entry = stackalloc byte[EntryLength];
            BinaryPrimitives.WriteInt64LittleEndian(entry, _text.Position);
            BinaryPrimitives.WriteInt32LittleEndian(entry[sizeof(long)..], text.Length);
            _directory.Write(entry);
            _text.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        }
        Count++;
    }

    /// <summary>After the last <see cref="Add"/>, before the first <see cref="this"/>.</summary>
    public void Complete()
    {
        _text?.Flush();
        _directory?.Flush();
    }

    /// <param name="index">Below <see cref="Count"/>.</param>
    public string this[int index]
    {
        get
        {
            if (index < _memory.Count) return _memory[index];
            ref var cached = ref _cache[index % _cache.Length];
            if (cached.Text is null || cached.Index != index) cached = (index, FromFile(index - _memory.Count));
            return cached.Text;
        }
    }

    private string FromFile(int entryIndex)
    {
        Span<byte> entry = stackalloc byte[EntryLength];
        Fill(_directory!, entry, (long)entryIndex * EntryLength);
        var at = BinaryPrimitives.ReadInt64LittleEndian(entry);
        return string.Create(BinaryPrimitives.ReadInt32LittleEndian(entry[sizeof(long)..]), (Stream: _text!, At: at),
            static (text, from) => Fill(from.Stream, MemoryMarshal.AsBytes(text), from.At));
    }

    private static void Fill(FileStream stream, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var n = RandomAccess.Read(stream.SafeFileHandle, bytes, at);
            if (n == 0) throw new EndOfStreamException("The temporary file of shared strings is shorter than what was written to it.");
            bytes = bytes[n..];
            at += n;
        }
    }

    public void Dispose()
    {
        _text?.Dispose();
        _directory?.Dispose();
    }
}
