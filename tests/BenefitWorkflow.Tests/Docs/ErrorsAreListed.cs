using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Docs;

/// <summary>docs/errors.md lists every refusal the product can give, and none that it cannot.</summary>
public sealed partial class ErrorsAreListed
{
    private static readonly IReadOnlyList<Match> Rows = [.. Row().Matches(SourceTree.Read("docs/errors.md").Replace("\r\n", "\n", StringComparison.Ordinal)).Cast<Match>()];

    private static IEnumerable<string> Listed => Rows.Select(row => row.Groups["code"].Value);

    [Fact]
    public void Scan_FindsTheCodesOfEveryPart()
    {
        Assert.True(RefusalCodes.InSource.Count > 80, $"{RefusalCodes.InSource.Count} codes found");
        Assert.Contains("signal.already-applied", RefusalCodes.InSource.Keys);
        Assert.Contains("definition.malformed-json", RefusalCodes.InSource.Keys);
        Assert.Contains("id-number.checksum", RefusalCodes.InSource.Keys);
        Assert.Contains("calendar.year-missing", RefusalCodes.InSource.Keys);
        Assert.Contains("programme.structure", RefusalCodes.InSource.Keys);
        Assert.Contains("programme.unknown-reference", RefusalCodes.InSource.Keys);
    }

    [Fact]
    public void Scan_TakesCodesAndNothingElse()
    {
        const string source = """
            Add(path + ".key", "bad-key", $"“{x}”应为小写；请改正。", "no"); files.Contains("programme.json"); Unique(a, "schemes", "title.zh", s => s);
            return new Refusal("case.gone", Zh(id), En(id)); var r = open ? Refuse("case.open", zh, en) : new("case.shut", late ? "已关闭" : "已结束", "shut");
            """;

        Assert.Equal(["case.gone", "case.open", "case.shut", "programme.bad-key"], RefusalCodes.In(source, "programme.").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("bad-key", RefusalCodes.In(source, null));
    }

    [Fact]
    public void Code_InSource_IsListed()
    {
        var missing = RefusalCodes.InSource.Where(code => !Listed.Contains(code.Key)).Select(code => $"{code.Key} ({code.Value})").Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"Without a row in docs/errors.md:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Code_Listed_IsInSource()
    {
        Assert.NotEmpty(Listed);
        var gone = Listed.Where(code => !RefusalCodes.InSource.ContainsKey(code)).ToList();
        Assert.True(gone.Count == 0, $"In docs/errors.md but no longer given:\n{string.Join('\n', gone)}");
    }

    [Fact]
    public void Code_IsListedOnce() =>
        Assert.Empty(Listed.GroupBy(code => code, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Row_IsWordedInBothLanguages_AndSaysWhatToDo()
    {
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row =>
        {
            Assert.Matches("\\p{IsCJKUnifiedIdeographs}", row.Groups["zh"].Value);
            Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", row.Groups["en"].Value);
            Assert.Matches("\\p{IsCJKUnifiedIdeographs}.* / .*[a-z]", row.Groups["do"].Value);
        });
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9.-]+)` \| (?<zh>[^|\n]+) \| (?<en>[^|\n]+) \| (?<do>[^|\n]+) \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
