using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Definitions;

/// <summary>What the shape of a flow tells: merges that can never happen, loops in which nothing waits.</summary>
public sealed class FlowShapeTests
{
    [Theory]
    [InlineData("Merge")]
    [InlineData("Converge")]
    public void Merge_OfExclusiveOutcomes_NeverMeets(string mode) => Assert.Equal("definition.merge-never-meets", Error(
        new Flow().Step("a", "Choice").Step("b").Step("c").Step("end", merge: mode).Connect("a.Yes>b", "a.No>c", "b>end", "c>end")));

    [Fact]
    public void WaitAll_OfExclusiveOutcomes_NeverMeets() => Assert.Equal("definition.merge-never-meets", Error(
        new Flow().Step("a", "Choice").Join("j", "WaitAll").Step("end").Connect("a.Yes>j", "a.No>j", "j>end")));

    [Fact]
    public void WaitAll_OfExclusiveOutcomesBehindAFork_NeverMeets() => Assert.Equal("definition.merge-never-meets", Error(
        new Flow().Fork("f", "1", "2").Step("a", "Choice").Step("other", "Wait").Join("j", "WaitAll").Step("end")
            .Connect("f.1>a", "f.2>other", "a.Yes>j", "a.No>j", "j>end")));

    [Fact]
    public void WaitAll_ThatOnlyAForkBehindItCouldFeed_NeverMeets() => Assert.Equal("definition.merge-never-meets", Error(
        new Flow().Step("s").Step("a", "Choice").Join("j", "WaitAll").Fork("f", "1", "2").Step("x", "Wait").Step("y", "Wait")
            .Connect("s>a", "a.Yes>j", "a.No>j", "j>f", "f.1>x", "f.2>y", "x>a", "y>a")));

    [Fact]
    public void WaitAny_OfExclusiveOutcomes_IsGood() => Assert.Empty(
        new Flow().Step("a", "Choice").Join("j", "WaitAny").Step("end").Connect("a.Yes>j", "a.No>j", "j>end").Read().Errors);

    [Fact]
    public void WaitAll_OfForkedBranches_IsGoodWithoutAWarning()
    {
        var result = new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Join("j", "WaitAll").Step("end")
            .Connect("f.1>a", "f.2>b", "a>j", "b>j", "j>end").Read();
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void WaitAll_OfTwoConnectionsOfOneOutcome_IsGood() => Assert.Empty(
        new Flow().Step("s").Step("a", "Wait").Step("b", "Wait").Join("j", "WaitAll").Step("end")
            .Connect("s>a", "s>b", "a>j", "b>j", "j>end").Read().Errors);

    [Fact]
    public void WaitAll_OfABranchThatMayTurnAway_IsAWarning()
    {
        var result = new Flow().Fork("f", "1", "2").Step("a", "Choice").Step("b", "Wait").Step("away").Join("j", "WaitAll").Step("end")
            .Connect("f.1>a", "f.2>b", "a.Yes>j", "a.No>away", "b>j", "j>end").Read();
        Assert.Empty(result.Errors);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("j", "definition.merge-may-not-meet"), (warning.ActivityId, warning.Code));
        Assert.Contains("a>Yes>j", warning.En);
    }

    [Fact]
    public void WaitAll_WithALoopIntoIt_IsRefused() => Assert.Equal("definition.merge-loop", Error(
        new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Join("j", "WaitAll").Step("c", "Wait")
            .Connect("f.1>a", "f.2>b", "a>j", "b>j", "j>c", "c>j")));

    [Fact]
    public void Merge_WithOneForwardConnection_DoesNotCountTheLoop()
    {
        var run = CaseRun.Start(new Flow().Step("s").Step("a", "Wait", merge: "Merge").Connect("s>a", "a>a").Build());
        run.SendAll("Go", "Go");
        Assert.Equal("a:3", run.Bookmarks);
    }

    [Fact]
    public void Converge_WithALoopIntoIt_IsRefused() => Assert.Equal("definition.merge-loop", Error(
        new Flow().Step("s").Step("a", "Wait", merge: "Converge").Connect("s>a", "a>a")));

    [Fact]
    public void Loop_InWhichNothingWaits_IsRefused()
    {
        var errors = new Flow().Step("s").Step("a").Decision("d", "1 > 2").Step("end")
            .Connect("s>a", "a>d", "d.True>a", "d.False>end").Read().Errors;
        Assert.Equal(["a", "d"], errors.Select(error => error.ActivityId));
        Assert.All(errors, error => Assert.Equal("definition.automatic-loop", error.Code));
    }

    [Fact]
    public void Loop_OfOne_IsRefused() => Assert.Equal("definition.automatic-loop", Error(new Flow().Step("s").Step("a").Connect("s>a", "a>a")));

    [Fact]
    public void Loop_WithAWaitInIt_IsGood() => Assert.Empty(
        new Flow().Step("s").Step("a").Step("w", "Wait").Connect("s>a", "a>w", "w>a").Read().Errors);

    private static string Error(Flow flow) => flow.Read().Errors.Select(error => error.Code).Distinct().Single();
}
