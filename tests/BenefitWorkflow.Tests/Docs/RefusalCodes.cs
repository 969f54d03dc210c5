using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Docs;

/// <summary>Finds the refusal codes in the product's source by how refusals are written: code, then the Chinese sentence.</summary>
internal static partial class RefusalCodes
{
    private static readonly string[] FileEndings = [".json", ".db", ".xlsx", ".csv", ".txt", ".xml"];

    /// <summary>Code to the file that gives it.</summary>
    public static IReadOnlyDictionary<string, string> InSource { get; } = SourceTree.Product
        .SelectMany(file => In(file.Text, file.IsBelow("src/BenefitWorkflow/Programmes/") ? "programme." : null).Select(code => (code, file.Path)))
        .GroupBy(found => found.code, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Path, StringComparer.Ordinal);

    /// <param name="prefix">What the folder puts before codes that are written without a dot; null: such codes do not occur.</param>
    public static IEnumerable<string> In(string source, string? prefix)
    {
        foreach (var match in BeforeChinese().Matches(source).Concat(GivenToARefusal().Matches(source)))
        {
            var code = match.Groups["code"].Value;
            if (code.Contains('.', StringComparison.Ordinal))
            {
                if (!FileEndings.Any(ending => code.EndsWith(ending, StringComparison.Ordinal))) yield return code;
            }
            else if (prefix is not null)
            {
                yield return prefix + code;
            }
        }
    }

    // "case.stale-version", $"案件 ...": between the code and the Chinese text no other literal may stand, only a condition.
    [GeneratedRegex("""
        "(?<code>[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)*)"\s*[,:?](?=[^";]*"[^"]*[\u4e00-\u9fff])
        """, RegexOptions.CultureInvariant)]
    private static partial Regex BeforeChinese();

    // Refuse("a.b", ...) and the like, and constants, whatever the sentence is made of.
    [GeneratedRegex("""
        (?:Refusal|Refuse|Refused|Incident|[Cc]ode|const string \w*Code)\s*(?:\(|=|:)\s*"(?<code>[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)"
        """, RegexOptions.CultureInvariant)]
    private static partial Regex GivenToARefusal();
}
