using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>Files of a pack that somebody else made: nothing unpacks to more than it says or than any case has, for that is an attack on who checks it.</summary>
internal sealed class PackFiles : IDisposable
{
    private const int MostFiles = 2_000;
    private const long MostBytes = 4L << 30;

    /// <summary>Most bytes of a part that is read as a whole.</summary>
    internal const long MostOfPart = 64L << 20;

    private readonly ZipArchive _zip;

    /// <exception cref="InvalidDataException">No zip, or too large a one.</exception>
    public PackFiles(Stream pack)
    {
        _zip = new ZipArchive(pack, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
        var left = MostBytes;
        foreach (var entry in _zip.Entries)
            if (_zip.Entries.Count > MostFiles || entry.Length < 0 || (left -= entry.Length) < 0) throw new InvalidDataException("The pack is too large.");
        ByPath = _zip.Entries.GroupBy(e => e.FullName, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<ZipArchiveEntry>)[.. g], StringComparer.Ordinal);
    }

    /// <summary>More than one entry of a path is a forgery, which the check tells.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ZipArchiveEntry>> ByPath { get; }

    /// <summary>Null where there is no such file.</summary>
    public byte[]? Read(string path)
    {
        if (!ByPath.TryGetValue(path, out var stored)) return null;
        if (stored[0].Length > MostOfPart) throw new InvalidDataException($"{path} is too large.");
        using var bytes = new MemoryStream();
        Unpack(stored[0], bytes.Write);
        return bytes.ToArray();
    }

    /// <summary>The JSON list; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">A row of it is null.</exception>
    public IReadOnlyList<T> List<T>(string path) where T : class
    {
        if (Read(path) is not { } bytes) return [];
        var list = JsonSerializer.Deserialize<List<T?>>(bytes, EvidenceManifest.Json);
        return list is null || list.Contains(null) ? throw new InvalidDataException($"{path} has an empty row.") : [.. list.OfType<T>()];
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(ZipArchiveEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Unpack(entry, hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => _zip.Dispose();

    // The directory's word about the length is the packer's.
    private static void Unpack(ZipArchiveEntry entry, Action<ReadOnlySpan<byte>> to)
    {
        using var stream = entry.Open();
        var buffer = new byte[81_920];
        for (var left = entry.Length; stream.Read(buffer) is > 0 and var read;)
        {
            if ((left -= read) < 0) throw new InvalidDataException($"{entry.FullName} is longer than it says.");
            to(buffer.AsSpan(0, read));
        }
    }
}
