using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Docs;

/// <summary>docs/pages.md has a row for every page that can be addressed, and for none that is gone.</summary>
public sealed partial class PagesAreListed
{
    [Fact]
    public void Table_HasEveryPage_AndNoOther()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", "BenefitWorkflow"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Address().Matches(File.ReadAllText(file))).Select(m => Plain(m.Groups[1].Value)).Where(address => address != "/not-found").ToHashSet();
        var listed = SourceTree.Read("docs/pages.md").Split('\n').Where(line => line.StartsWith("| `/", StringComparison.Ordinal))
            .SelectMany(line => Listed().Matches(line.Split('|')[1])).Select(m => Plain(m.Groups[1].Value)).ToList();

        Assert.True(pages.Count > 20, $"Only {pages.Count} pages were found.");
        Assert.Empty(pages.Except(listed));
        Assert.Empty(listed.Except(pages));
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    /// <summary>Without the names of what an address holds.</summary>
    private static string Plain(string address) => Held().Replace(address, "{}");

    [GeneratedRegex("^@page \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Address();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Listed();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Held();
}
