using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>Elsa's merge modes, one by one.</summary>
public sealed class TokenFlowTests
{
    [Fact]
    public void Stream_LiveBranch_IsWaitedFor()
    {
        var run = CaseRun.Start(TwoBranches(merge: null).Build());
        Assert.Equal("a:1 b:1", run.Bookmarks);
        run.Send("Go", "a");
        Assert.Equal("b:1", run.Bookmarks);
        Assert.False(run.Position.IsCompleted);
        run.Send("Go", "b");
        Assert.Equal("end", run.Path.Last());
        Assert.Equal(1, run.Position.Visits("end"));
        Assert.True(run.Position.IsCompleted);
    }

    [Fact]
    public void Stream_BranchNotTaken_IsIgnored()
    {
        var run = CaseRun.Start(new Flow().Step("a", "Choice").Step("b").Step("c").Step("end")
            .Connect("a.Yes>b", "a.No>c", "b>end", "c>end").Build());
        run.Send("No");
        Assert.Equal(["a", "a", "c", "end"], run.Path);
        Assert.True(run.Position.IsCompleted);
    }

    [Fact]
    public void Stream_BranchThatTurnsAway_ReleasesTheWaitingToken()
    {
        var flow = TwoBranches(merge: null).Step("elsewhere", "Wait").Connect("b.Other>elsewhere").Build();
        var run = CaseRun.Start(flow).Send("Go", "a").Send("Turn", "b");
        Assert.Equal(1, run.Position.Visits("end"));
        Assert.Equal("elsewhere:1", run.Bookmarks);
    }

    [Fact]
    public void Stream_AutomaticBranches_RunTheTargetOnce()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2", "3").Step("a").Step("b").Step("end")
            .Connect("f.1>a", "f.2>b", "f.3>end", "a>b", "b>end").Build());
        Assert.Equal(["f", "a", "b", "end"], run.Path);
    }

    [Fact]
    public void Stream_TargetConnectedBeforeItsSource_StillWaitsForIt()
    {
        var run = CaseRun.Start(new Flow().Step("s").Step("end").Step("a").Connect("s>end", "s>a", "a>end").Build());
        Assert.Equal(["s", "a", "end"], run.Path);
    }

    [Theory]
    [InlineData("Merge")]
    [InlineData("Converge")]
    public void Merge_WaitsForEveryBranch(string mode)
    {
        var run = CaseRun.Start(TwoBranches(mode).Build());
        run.Send("Go", "b");
        Assert.Equal("a:1", run.Bookmarks);
        run.Send("Go", "a");
        Assert.Equal(1, run.Position.Visits("end"));
        Assert.True(run.Position.IsCompleted);
    }

    [Fact]
    public void WaitAll_BranchThatTurnedAway_IsAnIncident_AndNothingIsLost()
    {
        var result = Joined("WaitAll").Step("elsewhere").Connect("b.Other>elsewhere").Read();
        Assert.Contains(result.Warnings, warning => warning is { ActivityId: "join", Code: "definition.merge-may-not-meet" });
        var run = CaseRun.Start(result.Definition!).Send("Go", "a");
        var before = run.Position.Serialize();

        var incident = run.IncidentOf("Turn", "b");

        Assert.Equal(("join", "flow.stuck"), (incident.ActivityId, incident.Cause.Code));
        Assert.Equal(before, run.Position.Serialize());
        Assert.Equal("end", run.Send("Go", "b").Path.Last());
    }

    [Fact]
    public void WaitAll_TwiceOverOneBranch_StillWaitsForTheOther()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Join("join", "WaitAll").Step("end")
            .Connect("f.1>a", "f.2>b", "a>join", "a.Other>a", "b>join", "join>end").Build());
        run.Send("Turn", "a").Send("Go", "a");
        Assert.Equal(0, run.Position.Visits("end"));
        run.Send("Go", "b");
        Assert.Equal(1, run.Position.Visits("end"));
    }

    [Fact]
    public void WaitAny_FirstBranch_CancelsTheOther()
    {
        var run = CaseRun.Start(Joined("WaitAny").Build()).Send("Go", "b");
        Assert.Equal(1, run.Position.Visits("end"));
        Assert.True(run.Position.IsCompleted);
        Assert.Equal<Effect>([new BookmarkClosed("b", 1), new BookmarkClosed("a", 1)], run.Effects.Where(effect => effect is BookmarkClosed));
        Assert.Equal("signal.already-applied", run.RefusalOf("Go", "a", 1));
    }

    [Fact]
    public void Race_SeveralTokensOfOneEmission_RunTheTargetOnce()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Join("join", "WaitAny").Step("end")
            .Connect("f.1>join", "f.2>join", "join>end").Build());
        Assert.Equal(["f", "join", "end"], run.Path);
    }

    [Fact]
    public void Stream_SeveralTokensOfOneEmission_RunTheTargetOnce()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("end").Connect("f.1>end", "f.2>end").Build());
        Assert.Equal(["f", "end"], run.Path);
    }

    [Theory]
    [InlineData("f.1>join", "f.2>b")]
    [InlineData("f.2>b", "f.1>join")]
    public void Race_WonByTheForkItself_CancelsTheBranchOfTheSameEmission(string first, string second)
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("b").Join("join", "WaitAny").Step("end")
            .Connect(first, second, "b>join", "join>end").Build());
        Assert.Equal(["f", "join", "end"], run.Path);
    }

    [Fact]
    public void Race_AutomaticBranches_RunOnlyTheFirst()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("a").Step("b").Join("join", "WaitAny").Step("end")
            .Connect("f.1>a", "f.2>b", "a>join", "b>join", "join>end").Build());
        Assert.Equal(["f", "a", "join", "end"], run.Path);
    }

    [Fact]
    public void Race_BranchOutsideItsAncestors_LivesOn()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2", "3").Step("a", "Wait").Step("b", "Wait").Step("other", "Wait")
            .Join("join", "WaitAny").Step("end").Connect("f.1>a", "f.2>b", "f.3>other", "a>join", "b>join", "join>end").Build());
        run.Send("Go", "a");
        Assert.Equal("other:1", run.Bookmarks);
        Assert.Equal(1, run.Position.Visits("end"));
    }

    [Fact]
    public void Race_BlockedTarget_AbsorbsALateToken()
    {
        // The late branch comes back by a loop, so it is no ancestor that the race could have cancelled.
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("target", "Wait", merge: "Race").Step("y").Step("mid").Step("side", "Wait")
            .Connect("f.1>target", "f.2>y", "target>mid", "mid>side", "y>side", "side>target").Build());
        Assert.Equal("target:1 side:1", run.Bookmarks);
        run.Send("Go", "side");
        Assert.Equal("target:1", run.Bookmarks);
        // Once the winner's run is over, the next token starts another.
        run.Send("Go", "target").Send("Go", "side");
        Assert.Equal("target:2", run.Bookmarks);
    }

    [Fact]
    public void Race_SecondRound_RunsAgain()
    {
        var run = CaseRun.Start(new Flow().Step("a", "Wait").Join("join", "WaitAny").Step("b", "Wait")
            .Connect("a>join", "a.Other>join", "join>b", "b>a").StartsAt("a").Build());
        run.SendAll("Go", "Go", "Turn", "Go", "Go");
        Assert.Equal(3, run.Position.Visits("join"));
        Assert.Equal("b:3", run.Bookmarks);
    }

    [Fact]
    public void Race_WaitingMergeUpstream_LosesItsTokens()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2", "3").Step("a", "Wait").Step("b", "Wait").Step("c", "Wait")
            .Join("all", "WaitAll").Join("any", "WaitAny").Step("end")
            .Connect("f.1>a", "f.2>b", "f.3>c", "a>all", "b>all", "all>any", "c>any", "any>end").Build());
        run.Send("Go", "a").Send("Go", "c");
        Assert.True(run.Position.IsCompleted);
        Assert.Equal(["f", "a", "b", "c", "a", "c", "any", "end"], run.Path);
    }

    [Theory]
    [InlineData("Elsa.End")]
    [InlineData("Elsa.Finish")]
    public void End_CompletesAtOnce_AndCancelsTheRest(string type)
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2", "3").Step("a", "Wait").Step("b", "Wait").Step("c", "Wait").Join("all", "WaitAll")
            .Step("d").Activity("end", type).Connect("f.1>a", "f.2>b", "f.3>c", "a>end", "b>all", "c>all", "all>d").Build());
        run.Send("Go", "b").Send("Go", "a");
        Assert.True(run.Position.IsCompleted);
        Assert.Equal<Effect>([new BookmarkClosed("a", 1), new BookmarkClosed("c", 1)], run.Effects.Where(effect => effect is BookmarkClosed));
        Assert.Equal("signal.already-applied", run.RefusalOf("Go", "c"));
    }

    [Fact]
    public void Fork_WithoutBranches_LeavesByDone()
    {
        var run = CaseRun.Start(new Flow().Activity("f", "Elsa.FlowFork").Step("end").Connect("f>end").Build());
        Assert.Equal(["f", "end"], run.Path);
    }

    [Theory]
    [InlineData("MatchFirst", 20, "big")]
    [InlineData("MatchAny", 20, "big,even")]
    [InlineData("MatchFirst", 4, "even")]
    [InlineData("MatchAny", 3, "Default")]
    public void Switch_TakesTheCasesThatHold(string mode, int value, string outcome)
    {
        var run = CaseRun.Start(new Flow().WorkflowInput("n", "Int64")
            .Activity("s", "Elsa.FlowSwitch", ("mode", Flow.Input("SwitchMode", "Literal", mode)), ("cases", new System.Text.Json.Nodes.JsonArray(
                Case("big", "getInput('n') > 10"), Case("even", "getInput('n') % 2 == 0"))))
            .Step("a").Step("b").Step("c").Connect("s.big>a", "s.even>b", "s.Default>c").Build(), null, ("n", value));
        Assert.Equal(new Step("s", 1, outcome), run.Steps[0]);
        Assert.Equal(outcome.Split(',').Length + 1, run.Steps.Count);

        static System.Text.Json.Nodes.JsonObject Case(string label, string script) => new()
        {
            ["label"] = label,
            ["condition"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "JavaScript", ["value"] = script },
        };
    }

    private static Flow TwoBranches(string? merge) => new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Step("end", merge: merge)
        .Connect("f.1>a", "f.2>b", "a>end", "b>end");

    private static Flow Joined(string mode) => new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Join("join", mode).Step("end")
        .Connect("f.1>a", "f.2>b", "a>join", "b>join", "join>end");
}
