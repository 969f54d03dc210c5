using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>The list that operators look codes up in has all of them and nothing else.</summary>
public sealed partial class RefusalListTests
{
    [Fact]
    public void Readme_ListsEveryCodeThatTheCompiledCodeHolds()
    {
        var listed = Listed().Matches(File.ReadAllText(Path.Combine(Shipped.Folder, "README.md"))).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(ProgrammeCodes.Order(StringComparer.Ordinal), listed.Where(code => code.StartsWith("programme.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        // String literals lie in the assembly as UTF-16, so a code that is only in the list or only in the code is found.
        var assembly = System.Text.Encoding.Unicode.GetString(Align(File.ReadAllBytes(typeof(BenefitWorkflow.Programmes.Programme).Assembly.Location), 0))
            + System.Text.Encoding.Unicode.GetString(Align(File.ReadAllBytes(typeof(BenefitWorkflow.Programmes.Programme).Assembly.Location), 1));
        var compiled = Compiled().Matches(assembly).Select(match => match.Value).ToHashSet();
        Assert.NotEmpty(compiled);
        Assert.Equal(compiled.Order(StringComparer.Ordinal), listed.Where(code => code.StartsWith("eligibility.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> ProgrammeCodes => MalformedProgrammeTests.Codes.Select(code => "programme." + code);

    private static byte[] Align(byte[] bytes, int offset) => bytes[offset..(offset + ((bytes.Length - offset) / 2 * 2))];

    [GeneratedRegex(@"^\| `([a-z.-]+)`", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Listed();

    [GeneratedRegex(@"eligibility\.[a-z]+(-[a-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Compiled();
}
