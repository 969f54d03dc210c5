using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>What goes wrong inside a decision stops this case only and leaves it where it was.</summary>
public sealed class IncidentTests
{
    private static readonly ActivityResult Done = ActivityResult.Done("Done");

    [Fact]
    public void Activity_Throws_IsAnIncidentWithTheException()
    {
        var incident = Enter(_ => throw new InvalidOperationException("ID 532301199001011234"));
        Assert.Equal(("x", "activity.failed"), (incident.ActivityId, incident.Cause.Code));
        Assert.IsType<InvalidOperationException>(incident.Exception);
        // Messages may hold personal data: only the type goes on record.
        Assert.DoesNotContain("5323", incident.Cause.Zh + incident.Cause.En);
        Assert.Equal(incident, Enter(_ => throw new InvalidOperationException("other")));
    }

    [Fact]
    public void Activity_ReturnsNothing_IsAnIncident() => Assert.Equal("activity.failed", Enter(_ => null!).Cause.Code);

    [Fact]
    public void Activity_UndeclaredOutcome_IsAnIncident() =>
        Assert.Equal("activity.undeclared-outcome", Enter(_ => ActivityResult.Done("Nowhere")).Cause.Code);

    [Fact]
    public void Activity_BlocksWithoutSignals_IsAnIncident() => Assert.Equal("activity.must-not-block", Enter(_ => ActivityResult.Wait).Cause.Code);

    [Theory]
    [InlineData("unknown", 1L)]
    [InlineData("count", "text")]
    [InlineData("count", 1.5d)]
    public void Activity_UndeclaredOutput_IsAnIncident(string output, object value) =>
        Assert.Equal("activity.undeclared-output", Enter(context =>
        {
            context.SetOutput(output, value);
            return Done;
        }).Cause.Code);

    [Fact]
    public void Activity_ReadsAnInputItDoesNotDeclare_IsAnIncident() => Assert.Equal("activity.failed", Enter(context =>
    {
        context.Text("undeclared");
        return Done;
    }).Cause.Code);

    [Theory]
    [InlineData("Done")]
    [InlineData("Nowhere")]
    public void Resume_WithAnOutcomeTheSignalDoesNotDeclare_IsAnIncident(string outcome)
    {
        var catalog = Catalog(_ => ActivityResult.Wait, (_, _) => ActivityResult.Done(outcome), new SignalDeclaration("Go", "Other"));
        var run = CaseRun.Start(new Flow().Activity("x", "Test.X").Connect("x.Other>x").StartsAt("x").Build(catalog));
        Assert.Equal("activity.undeclared-outcome", run.IncidentOf("Go").Cause.Code);
    }

    [Fact]
    public void Resume_Throws_LeavesThePosition_AndTheSignalCanBeRetried()
    {
        var broken = true;
        var catalog = Catalog(_ => ActivityResult.Wait, (_, _) => broken ? throw new IOException() : Done, new SignalDeclaration("Go", "Done"));
        var run = CaseRun.Start(new Flow().Activity("x", "Test.X").Activity("y", "Test.X").Connect("x>y").Build(catalog));
        Assert.Equal("activity.failed", run.IncidentOf("Go").Cause.Code);
        Assert.Equal("x:1", run.Bookmarks);
        broken = false;
        Assert.Equal("y:1", run.Send("Go").Bookmarks);
    }

    [Fact]
    public void Expression_IllTyped_NamesItsActivity()
    {
        var run = CaseRun.Start(new Flow().Variable("v", "String", "text").Step("a", "Wait").Decision("d", "variables.v").Step("b").Step("c")
            .Connect("a>d", "d.True>b", "d.False>c").Build());
        var incident = run.IncidentOf("Go");
        Assert.Equal(("d", "expression.ill-typed"), (incident.ActivityId, incident.Cause.Code));
        Assert.Equal("a:1", run.Bookmarks);
    }

    [Fact]
    public void Expression_Fails_NamesItsActivity()
    {
        var run = CaseRun.Start(new Flow().Variable("v", "String").Step("a", "Wait").Decision("d", "variables.v.length > 1").Step("b").Step("c")
            .Connect("a>d", "d.True>b", "d.False>c").Build());
        Assert.Equal(("d", "expression.failed"), (run.IncidentOf("Go").ActivityId, run.IncidentOf("Go").Cause.Code));
    }

    [Fact]
    public void Burst_OverTheLimit_IsAnIncident()
    {
        // It could wait, so the reader lets it loop; it never does.
        var catalog = Catalog(_ => Done, null, new SignalDeclaration("Go", "Done"));
        var flow = new Flow().Activity("x", "Test.X").Connect("x>x").StartsAt("x").Build(catalog);
        var result = Planner.Start(flow, new Dictionary<string, object?>(), new FakeFacts(), CaseRun.Now);
        Assert.Equal("flow.too-many-steps", Assert.IsType<DecisionResult.Incident>(result).Cause.Code);
    }

    [Fact]
    public void Burst_AtTheLimit_IsADecision()
    {
        var catalog = Catalog(context => context.Visit < Planner.MaxActivitiesPerDecision ? Done : ActivityResult.Wait, null, new SignalDeclaration("Go", "Done"));
        var run = CaseRun.Start(new Flow().Activity("x", "Test.X").Connect("x>x").StartsAt("x").Build(catalog));
        Assert.Equal($"x:{Planner.MaxActivitiesPerDecision}", run.Bookmarks);
    }

    [Theory]
    [InlineData("1|gone:1||gone:1||")]
    [InlineData("1|approve1:1||gone:1||")]
    [InlineData("1|approve1:2||approve1:1||")]
    [InlineData("1||a>Done>b|||")]
    public void Position_OfAnotherDefinition_IsAnIncident(string text)
    {
        var result = Planner.Decide(Documents.Disbursement, Position.Parse(text), new Signal("Approve"), new FakeFacts(), CaseRun.Now);
        Assert.Equal("position.mismatch", Assert.IsType<DecisionResult.Incident>(result).Cause.Code);
    }

    private static DecisionResult.Incident Enter(Func<ActivityContext, ActivityResult> enter)
    {
        var flow = new Flow().Activity("x", "Test.X").Build(Catalog(enter, null));
        return Assert.IsType<DecisionResult.Incident>(Planner.Start(flow, new Dictionary<string, object?>(), new FakeFacts(), CaseRun.Now));
    }

    private static ActivityCatalog Catalog(
        Func<ActivityContext, ActivityResult> enter, Func<ActivityContext, Signal, ActivityResult>? resume, params SignalDeclaration[] signals) =>
        new([new FakeActivity(new("Test.X", [], ["Done", "Other"], [], [new("count", ValueKind.Int64)], signals), enter, resume)]);
}
