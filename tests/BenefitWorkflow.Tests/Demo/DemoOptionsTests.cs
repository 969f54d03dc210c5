using BenefitWorkflow.Demo;

namespace BenefitWorkflow.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Fact]
    public void Parse_Nothing_GivesThePlanOnceInTheDefaultFolder() =>
        Assert.Equal(new DemoOptions(false, null, 1, 1, Path.GetFullPath(Path.Combine("data", "demo")), ServiceHost.DefaultUrl), DemoOptions.Parse([]).Options);

    [Fact]
    public void Parse_Everything_IsTakenWithFullPaths() =>
        Assert.Equal(new DemoOptions(true, Path.GetFullPath("out.json"), 1_000, 9, Path.GetFullPath("here"), "http://127.0.0.1:0"),
            DemoOptions.Parse(["--exit", "--json", "out.json", "--scale", "1000", "--seed", "9", "--data", "here", "--urls", "http://127.0.0.1:0"]).Options);

    [Theory]
    [InlineData("--scale", "0")]
    [InlineData("--scale", "1001")]
    [InlineData("--scale", "-1")]
    [InlineData("--scale", "two")]
    [InlineData("--seed", "0")]
    [InlineData("--seed", "10")]
    [InlineData("--colour", "red")]
    [InlineData("--json")]
    public void Parse_NotUnderstood_NamesTheOption(params string[] args)
    {
        var (options, problem) = DemoOptions.Parse(args);
        Assert.Null(options);
        Assert.Contains(args[0], problem, StringComparison.Ordinal);
    }
}
