using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Architecture;

/// <summary>House rules that the compiler does not know.</summary>
public sealed partial class StyleTests
{
    private const int MaxLines = 300;

    [Fact]
    public void Files_AreFound()
    {
        Assert.True(SourceTree.Product.Count > 100, $"{SourceTree.Product.Count} files below src");
        Assert.Contains(SourceTree.Files, file => file.Path == "tests/BenefitWorkflow.Tests/Architecture/StyleTests.cs");
    }

    /// <summary>Given to a text parameter without an at sign, an expression is its own name.</summary>
    [Fact]
    public void TextParameters_AreGivenExpressions()
    {
        var pages = SourceTree.Product.Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal)).ToList();
        // Names that others use as well, for literals and for functions.
        var names = pages.SelectMany(file => TextParameter().Matches(file.Text)).Select(match => match.Groups["name"].Value).Except(["Class", "InputMode", "Label", "Name", "Theme", "Value"]).Distinct().ToList();

        Assert.Contains("Current", names);
        Assert.Empty(pages.SelectMany(file => names.SelectMany(name => Regex.Matches(file.Text, $@"\s{name}=""[^@""][^""]*""").Select(match => $"{file.Path}:{match.Value}"))));
    }

    [GeneratedRegex(@"\[Parameter[^\]]*\] public string\?? (?<name>\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex TextParameter();

    [Fact]
    public void Namespace_IsProjectAndFolder()
    {
        var declared = SourceTree.Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (file.Path, Match: Namespace().Match(file.Text)))
            .ToList();

        Assert.Contains(declared, file => file.Match.Success);
        Assert.Empty(declared.Where(file => file.Match.Success && file.Match.Groups["name"].Value != Expected(file.Path))
            .Select(file => $"{file.Path}: {file.Match.Groups["name"].Value}"));
    }

    [Fact]
    public void Types_StandInANamespace()
    {
        var files = SourceTree.Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && TopLevelType().IsMatch(file.Text)).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => !Namespace().IsMatch(file.Text) && Path.GetFileName(file.Path) != "Program.cs").Select(file => file.Path));
    }

    [Fact]
    public void File_IsNotLong()
    {
        var files = SourceTree.Files.Where(file => !file.IsMigration).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Lines > MaxLines).Select(file => $"{file.Path}: {file.Lines} lines"));
    }

    [Fact]
    public void Clock_IsNeverReadDirectly()
    {
        Assert.NotEmpty(SourceTree.Files);
        Assert.Empty(SourceTree.Files.Where(file => Clock().IsMatch(file.Text)).Select(file => file.Path));
    }

    [Theory]
    [InlineData("DateTime", "Now")]
    [InlineData("DateTime", "UtcNow")]
    [InlineData("DateTime", "Today")]
    [InlineData("DateTimeOffset", "Now")]
    [InlineData("DateTimeOffset", "UtcNow")]
    public void Clock_IsBannedForTheCompilerToo(string type, string member)
    {
        Assert.Contains($"P:System.{type}.{member};", SourceTree.Read(".bannedsymbols.txt"), StringComparison.Ordinal);
        Assert.Contains("BannedApiAnalyzers", SourceTree.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_AreErrors() =>
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", SourceTree.Read("Directory.Build.props"), StringComparison.Ordinal);

    private static string Expected(string path)
    {
        var folders = path.Split('/')[1..^1];
        return string.Join('.', folders);
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(public|internal|file|sealed|static|abstract|partial|readonly| )*(class|record|struct|enum|interface) \w", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();
}
