using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace BenefitWorkflow.Http;

/// <summary>What docs/errors.md says of a code, for what kept a refusal's code and not its sentence. A test holds the list complete.</summary>
internal static partial class ListedRefusals
{
    private static readonly FrozenDictionary<string, Listed> ByCode = Read();

    /// <param name="WayZh">What to do, in Chinese.</param>
    /// <param name="WayEn">What to do, in English.</param>
    public sealed record Listed(string Zh, string En, string WayZh, string WayEn);

    public static Listed? Find(string code) => ByCode.GetValueOrDefault(code);

    private static FrozenDictionary<string, Listed> Read()
    {
        using var file = new StreamReader(typeof(ListedRefusals).Assembly.GetManifestResourceStream("errors.md")!);
        return Row().Matches(file.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal)).ToFrozenDictionary(row => row.Groups["code"].Value,
            row => new Listed(row.Groups["zh"].Value, row.Groups["en"].Value, row.Groups["wayZh"].Value, row.Groups["wayEn"].Value), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9.-]+)` \| (?<zh>[^|\n]+) \| (?<en>[^|\n]+) \| (?<wayZh>[^|\n]+?) / (?<wayEn>[^|\n]+) \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
