using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

public sealed class TimerTests
{
    [Fact]
    public void Delay_IsDueAfterItsDuration()
    {
        var run = CaseRun.Start(Delayed(Flow.Input("TimeSpan", "Literal", "10.02:00:00")));
        Assert.Equal<Effect>([new BookmarkOpened("wait", 1), new TimerSet("wait", 1, CaseRun.Now.AddDays(10).AddHours(2))], run.Effects);
        run.Send(Signal.TimerElapsed, "wait", 1);
        Assert.True(run.Position.IsCompleted);
        Assert.Equal([new BookmarkClosed("wait", 1), new Noted("end", 1, "entered")], run.Effects);
        Assert.Equal("signal.already-applied", run.RefusalOf(Signal.TimerElapsed, "wait", 1));
    }

    [Fact]
    public void Delay_ByScript_IsEvaluatedWhenReached() => Assert.Contains(
        new TimerSet("wait", 1, CaseRun.Now.AddDays(3)),
        CaseRun.Start(Delayed(Flow.Input("TimeSpan", "JavaScript", "variables.days + '.00:00:00'"))).Effects);

    [Fact]
    public void Delay_ScriptThatGivesNoDuration_IsAnIncident()
    {
        var result = Planner.Start(Delayed(Flow.Input("TimeSpan", "JavaScript", "'soon'")), new Dictionary<string, object?>(), new FakeFacts(), CaseRun.Now);
        var incident = Assert.IsType<DecisionResult.Incident>(result);
        Assert.Equal(("wait", "expression.invalid-time"), (incident.ActivityId, incident.Cause.Code));
    }

    [Theory]
    [InlineData("2026-02-01T00:00:00+08:00", "2026-01-31T16:00:00Z")]
    [InlineData("2026-01-31T16:00:00Z", "2026-01-31T16:00:00Z")]
    [InlineData("2020-01-31T16:00Z", "2020-01-31T16:00:00Z")]
    public void StartAt_IsDueAtItsInstant_EvenOneThatHasPassed(string written, string due)
    {
        var run = CaseRun.Start(new Flow().Activity("wait", "Elsa.StartAt", ("dateTime", Flow.Input("DateTimeOffset", "Literal", written)))
            .Step("end").Connect("wait>end").Build());
        Assert.Contains(new TimerSet("wait", 1, DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)), run.Effects);
        Assert.Equal("wait:1", run.Bookmarks);
    }

    [Fact]
    public void Timer_AgainstADecision_IsVoidWhenTheDecisionComesFirst()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("a", "Wait")
            .Activity("wait", "Elsa.Delay", ("timeSpan", Flow.Input("TimeSpan", "Literal", "1.00:00:00"))).Join("any", "WaitAny").Step("end")
            .Connect("f.1>a", "f.2>wait", "a>any", "wait>any", "any>end").Build());
        run.Send("Go");
        Assert.Contains(new BookmarkClosed("wait", 1), run.Effects);
        Assert.True(run.Position.IsCompleted);
    }

    private static BenefitWorkflow.Engine.Definitions.WorkflowDefinition Delayed(System.Text.Json.Nodes.JsonObject duration) =>
        new Flow().Variable("days", "Int64", 3).Activity("wait", "Elsa.Delay", ("timeSpan", duration)).Step("end").Connect("wait>end").Build();
}
