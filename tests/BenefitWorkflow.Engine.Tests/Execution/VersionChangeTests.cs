using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>What may stand between a position and another version of its definition.</summary>
public sealed class VersionChangeTests
{
    [Fact]
    public void Position_AtAStepThatIsTheSame_GoesOnByTheOtherVersionsSettings()
    {
        var (from, to) = (Line("1").Build(), Second(Line("2")).Build());
        var run = CaseRun.Start(from);
        Assert.Null(VersionChange.Check(from, to));
        Assert.Null(VersionChange.Check(to, from));
        Assert.Null(VersionChange.Check(from, to, run.Position));
        // By the first version's condition the way goes on to b, by the second's to c.
        Assert.Equal("b:1", Next(from, run));
        Assert.Equal("c:1", Next(to, run));
    }

    [Fact]
    public void Steps_ToWhichTheCaseHasCome_MustBeSetTheSame()
    {
        var (from, to) = (Line("1").Build(), Second(Line("1", waits: "longer")).Build());
        Assert.Null(VersionChange.Check(from, to));
        Assert.Equal("migration.step-differs", VersionChange.Check(from, to, CaseRun.Start(from).Position)?.Code);
        // A condition that was decided otherwise by the first version would not be asked again.
        var decided = CaseRun.Start(from).Send("Go").Position;
        Assert.Equal("migration.step-differs", VersionChange.Check(from, Second(Line("2")).Build(), decided)?.Code);
    }

    /// <summary>A reservation or a notice that was moved could be passed by, or come to twice.</summary>
    [Theory]
    [InlineData("a step more"), InlineData("a way led elsewhere"), InlineData("another type"), InlineData("another merge")]
    public void Versions_DrawnOtherwise_AreNone(string what)
    {
        var other = Second(Line("1"));
        var (activities, connections) = (other.Root["activities"]!.AsArray(), other.Root["connections"]!.AsArray());
        switch (what)
        {
            case "a step more": other.Step("more").Connect("b>more"); break;
            case "a way led elsewhere": connections.Single(c => (string?)c!["source"]!["port"] == "False")!["target"]!["activity"] = "a"; break;
            case "another type": activities.Single(a => (string?)a!["id"] == "b")!["type"] = "Test.Step"; break;
            default: activities.Single(a => (string?)a!["id"] == "b")!["customProperties"] = new JsonObject { ["mergeMode"] = "Race" }; break;
        }
        Assert.Equal("migration.shape-differs", VersionChange.Check(Line("1").Build(), other.Build())?.Code);
    }

    [Fact]
    public void Variables_AndTheirDefaults_MustBeTheSameBothWays()
    {
        var (without, with) = (Line("1").Build(), Line("1").Variable("amount", "Int64", 5).Build());
        foreach (var other in (Flow[])[Line("1"), Line("1").Variable("amount", "Int64", 6), Line("1").Variable("amount", "String", "5"), Line("1").Variable("amount", "Int64", 5).Variable("more", "Int64")])
            Assert.Equal("migration.variables-differ", VersionChange.Check(with, Second(other).Build())?.Code);
        Assert.Null(VersionChange.Check(with, Second(Line("1").Variable("amount", "Int64", 5)).Build()));
        Assert.Equal("migration.same-version", VersionChange.Check(without, without)?.Code);
    }

    private static string Next(WorkflowDefinition definition, CaseRun run) =>
        string.Join(' ', Assert.IsType<DecisionResult.Decided>(Planner.Decide(definition, run.Position, new Signal("Go"), run.Facts, CaseRun.Now)).Decision.Position.Bookmarks.Select(b => $"{b.ActivityId}:{b.Visit}"));

    /// <summary>Waits at a, then at b where the condition holds, else at c.</summary>
    private static Flow Line(string least, string waits = "")
    {
        var flow = new Flow().Step("start").Activity("a", "Test.Wait", ("customProperties", new JsonObject { ["note"] = waits })).Decision("d", $"{least} < 2").Step("b", "Wait").Step("c", "Wait");
        return flow.Connect("start>a", "a>d", "d.True>b", "d.False>c", "b>c");
    }

    private static Flow Second(Flow flow)
    {
        flow.Document["version"] = 2;
        return flow;
    }
}
