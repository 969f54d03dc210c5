using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Architecture;

/// <summary>Promise 19: money is exact. No file that money passes through knows a binary fraction.</summary>
public sealed partial class MoneyPathTests
{
    private static readonly string[] Path =
        ["src/BenefitWorkflow/Payments/", "src/BenefitWorkflow/Budgets/", "src/BenefitWorkflow/Money.cs", "src/BenefitWorkflow.Contracts/", "src/BenefitWorkflow.FinanceSubscriber/Ledger/"];

    [Fact]
    public void MoneyPath_HasNoBinaryFraction()
    {
        var files = SourceTree.Product.Where(file => Path.Any(file.IsBelow)).ToList();
        Assert.All(Path, part => Assert.Contains(files, file => file.IsBelow(part)));
        var found = files.SelectMany(file => file.Text.Split('\n').Select((line, i) => (file.Path, Line: i + 1, Text: line)))
            .Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Fraction().IsMatch(line.Text)).Select(line => $"{line.Path}:{line.Line}").ToList();
        Assert.True(found.Count == 0, string.Join(", ", found));
        Assert.Matches(Fraction(), "double amount = 19.99;");
    }

    [GeneratedRegex(@"(?<![.\w])(double|float|Half)\b(?![-\w(])")]
    private static partial Regex Fraction();
}
