using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Ui;

/// <summary>No text of a page stands outside T(中文, English), where only one language would have it.</summary>
public sealed partial class PageTextTests
{
    /// <summary>What is the same in both languages; the last is a function.</summary>
    private static readonly string[] Names = ["SHA-256", "verify-evidence FILE", "--key", "Label=\"Short\""];

    private static readonly List<SourceFile> Pages = [.. SourceTree.Product.Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal))];

    [Fact]
    public void Markup_HasNoTextOfItsOwn()
    {
        Assert.True(Pages.Count > 40, $"{Pages.Count} pages");
        Assert.Equal("", string.Join('\n', Pages.SelectMany(page => Literals(page.Text).Select(text => $"{page.Path}: {text}"))));
    }

    [Fact]
    public void Chinese_HasItsEnglishBesideIt()
    {
        Assert.Contains(Pages, page => Han().IsMatch(page.Text));
        Assert.Equal("", string.Join('\n', Pages.SelectMany(page => Lonely(page.Text).Select(text => $"{page.Path}: {text}"))));
    }

    [Theory]
    [InlineData("<th>Row</th>")]
    [InlineData("<p>没有</p>")]
    [InlineData("<p title=\"The row\">@Row</p>")]
    [InlineData("<b>@Row in this file</b>")]
    public void Markup_WithTextOfItsOwn_IsFound(string markup) => Assert.NotEmpty(Literals(markup));

    [Theory]
    [InlineData("@(\"没有\")")]
    [InlineData("private string Name => \"没有\";")]
    [InlineData("@T(\"没有\", \"None\")@(Row ? \"有\" : \"\")")]
    public void Chinese_WithoutEnglish_IsFound(string text) => Assert.NotEmpty(Lonely(text));

    [Fact]
    public void TextInBothLanguages_IsLeftAlone()
    {
        const string markup = """<p aria-label="@T("行", "Row")">@T($"第 {Row(")")} 行", "Row")：@if (Row > 1 && Row < 3) { <b>@Row</b> } else { @Row }</p>""";
        Assert.Empty(Literals(markup));
        Assert.Empty(Lonely(markup));
    }

    private static IEnumerable<string> Literals(string page)
    {
        var markup = Directive().Replace(Comment().Replace(page.Split("\n@code {")[0], ""), "");
        // Expressions first: their text is code, with quotes and angle brackets of its own.
        var plain = Quoted().Replace(Expression().Replace(WithoutCalls(markup), "@"), "\"\"");
        return TextNode().Matches(plain).Select(m => m.Groups["text"].Value.Trim()).Concat(Attribute().Matches(WithoutCalls(markup)).Select(m => m.Value.Trim())).Where(text => !Names.Contains(text));
    }

    // What is left of a page's Chinese when everything is gone that stands in a pair, or asks for the language itself.
    private static IEnumerable<string> Lonely(string page) =>
        Pair().Replace(WithoutCalls(Comment().Replace(page, "")), "").Split('\n')
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("IsEnglish", StringComparison.Ordinal) && Han().IsMatch(line)).Select(line => line.Trim());

    /// <summary>Leaves out every call that takes both languages, its arguments with it.</summary>
    private static string WithoutCalls(string text)
    {
        var kept = new System.Text.StringBuilder();
        var at = 0;
        foreach (Match call in Call().Matches(text))
        {
            if (call.Index < at) continue;
            kept.Append(text, at, call.Index - at);
            at = Behind(text, call.Index + call.Length);
        }
        return kept.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The place behind the bracket that closes what was opened before <paramref name="at"/>.</summary>
    private static int Behind(string text, int at)
    {
        for (var (depth, quotes) = (1, new Stack<int>()); at < text.Length; at++)
        {
            var inside = quotes.TryPeek(out var opened) && opened == depth;
            switch (text[at])
            {
                case '\\' when inside: at++; break;
                case '"' when inside: quotes.Pop(); break;
                case '"': quotes.Push(depth); break;
                // In a text only an interpolation counts, and within that its brackets.
                case '{' when inside || quotes.Count > 0: depth++; break;
                case '}' when quotes.Count > 0: depth--; break;
                case '(' when !inside: depth++; break;
                case ')' when !inside: if (--depth == 0) return at + 1; break;
            }
        }
        return at;
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@(page|using|inject|inherits|implements|attribute)\b.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex("\"[^\"\n]*\\p{IsCJKUnifiedIdeographs}[^\"\n]*\", \"[^\"\n]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"@?(Language\.)?\bT\(|\bnew( Refusal)?\(|\bnew LocalizedText\(", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    [GeneratedRegex(@"@[\w.]+(\([^()]*(\([^()]*(\([^()]*\)[^()]*)*\)[^()]*)*\)|\[[^\]]*\]|[?!]?\.\w+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Expression();

    [GeneratedRegex("\"[^\"\n]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@">(?<text>[^<>{}=;()&|]*\p{L}{2,}[^<>{}=;()&|]*)<", RegexOptions.CultureInvariant)]
    private static partial Regex TextNode();

    [GeneratedRegex(@"\s(aria-label|title|placeholder|alt|Label|AriaLabel|Title|Question|Yes|Empty)=""[^""@]*\p{L}{2,}[^""@]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.CultureInvariant)]
    private static partial Regex Han();
}
