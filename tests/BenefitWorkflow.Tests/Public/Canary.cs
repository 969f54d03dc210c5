using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Public;

/// <summary>Planted values that may come out nowhere, and where they were looked for.</summary>
internal sealed class Canary(IReadOnlyDictionary<string, string> planted)
{
    private readonly List<string> _places = [];

    public IReadOnlyList<string> Places => _places;

    /// <summary>Fails where a planted value stands in the text, however it is escaped.</summary>
    public void Scan(string place, string text)
    {
        _places.Add(place);
        var found = Found(text);
        Assert.True(found.Count == 0, $"{place} shows {string.Join(", ", found)}");
    }

    /// <summary>A workbook by its parts, everything else as text.</summary>
    public void Scan(string place, byte[] file)
    {
        if (file.AsSpan().StartsWith("PK"u8))
        {
            using var book = new ZipArchive(new MemoryStream(file));
            foreach (var part in book.Entries)
            {
                using var reader = new StreamReader(part.Open());
                Scan($"{place} {part.FullName}", reader.ReadToEnd());
            }
        }
        else Scan(place, Encoding.UTF8.GetString(file));
    }

    /// <summary>Which planted values a text shows.</summary>
    public List<string> Found(string text)
    {
        string[] readings = [text, WebUtility.HtmlDecode(text), Uri.UnescapeDataString(text), Unicode.Replace(text, m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString())];
        // Groups of digits as people and printers write them.
        return [.. planted.Where(p => readings.Any(r => r.Contains(p.Value, StringComparison.OrdinalIgnoreCase) || r.Replace(" ", "", StringComparison.Ordinal).Contains(p.Value, StringComparison.OrdinalIgnoreCase))).Select(p => p.Key)];
    }

    private static readonly Regex Unicode = new("\\\\u([0-9A-Fa-f]{4})", RegexOptions.CultureInvariant);
}
