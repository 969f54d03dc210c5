using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Tests.Support;
using static BenefitWorkflow.Engine.Tests.Definitions.Flows;

namespace BenefitWorkflow.Engine.Tests.Definitions;

/// <summary>The same of connections, outcomes and joins.</summary>
public sealed class FlowProblemTests
{
    [Theory]
    [InlineData("b>nowhere", "nowhere")]
    [InlineData("nowhere>b", "nowhere")]
    public void Connection_ToAnUnknownActivity_IsRefused(string connection, string named) =>
        Assert.Contains(Good().Connect(connection).Read().Errors, problem =>
            problem.Code == "definition.unknown-connection-end" && problem.En.Contains($"'{named}'", StringComparison.Ordinal));

    [Theory]
    [InlineData("b.Nope>a", "b")]
    [InlineData("b.done>a", "b")]
    public void Connection_FromAnUnknownPort_IsRefused(string connection, string activity) =>
        Refused(Good().Connect(connection), "definition.unknown-port", activity, "port");

    [Fact]
    public void Connection_OutOfTheEnd_IsRefused() =>
        Refused(Good().Activity("end", "Elsa.End").Step("c").Connect("b>end", "end>c"), "definition.unknown-port", "end", "'Done'");

    [Fact]
    public void Connection_IntoAnotherPortThanIn_IsRefused()
    {
        var flow = Good();
        ((JsonArray)flow.Root["connections"]!)[0]!["target"]!["port"] = "Side";
        Refused(flow, "definition.unknown-port", "b", "'Side'");
    }

    [Fact]
    public void Connection_Twice_IsRefused() => Refused(Good().Connect("a>b"), "definition.duplicate-connection", "a", "Done");

    [Fact]
    public void Outcome_NotConnected_IsRefused() =>
        Refused(Good().Step("x", "Choice").Step("c").Connect("b>x", "x.Yes>c"), "definition.outcome-not-connected", "x", "'No'");

    [Theory]
    [InlineData("'a' == 'a'", "True")]
    public void Outcome_OfADecisionNotConnected_IsRefused(string script, string connected) =>
        Refused(Good().Decision("x", script).Step("c").Connect("b>x", $"x.{connected}>c"), "definition.outcome-not-connected", "x", "'False'");

    [Fact]
    public void Outcome_OptionalNotConnected_IsAccepted() => Assert.Empty(Good().Read().Errors);

    [Fact]
    public void Activity_Unreachable_IsRefused() => Refused(Good().Step("x"), "definition.unreachable", "x", "reached");

    [Fact]
    public void Activity_ReachedOnlyFromAnUnreachableLoop_IsRefused() =>
        Refused(Good().Step("x", "Wait").Step("y", "Wait").Connect("x>y", "y>x").StartsAt("a"), "definition.unreachable", "y", "reached");

    [Fact]
    public void Flow_WithoutActivities_HasNoStart() => Refused(new Flow(), "definition.no-start", null, "Elsa.Start");

    [Fact]
    public void Flow_WhoseMarkedStartDoesNotExist_HasNoStart() => Refused(Good().StartsAt("nobody"), "definition.no-start", null, "Elsa.Start");

    [Fact]
    public void Cascade_IsRefused() => Refused(Good().Step("x", merge: "Cascade").Connect("b>x"), "definition.cascade", "x", "Cascade");

    [Fact]
    public void MergeMode_Unknown_IsRefused() => Refused(Good().Step("x", merge: "Sometimes").Connect("b>x"), "definition.unsupported", "x", "Sometimes");

    [Theory]
    [InlineData("WaitAllActive")]
    [InlineData("Never")]
    public void JoinMode_Unknown_IsRefused(string mode) =>
        Refused(Good().Join("x", mode).Step("c").Connect("b>x", "x>c"), "definition.unsupported", "x", mode);

    [Fact]
    public void Join_WithAMergeModeBesideItsMode_IsRefused() => Refused(
        Good().Activity("x", "Elsa.FlowJoin", ("mode", "WaitAny"), ("customProperties", new JsonObject { ["mergeMode"] = "Merge" }))
            .Step("c").Connect("b>x", "x>c"),
        "definition.unsupported", "x", "mergeMode");

    [Fact]
    public void Join_ModeByScript_IsRefused() => Refused(
        Good().Activity("x", "Elsa.FlowJoin", ("mode", Flow.Input("FlowJoinMode", "JavaScript", "'WaitAll'"))).Step("c").Connect("b>x", "x>c"),
        "definition.unsupported", "x", "JavaScript");
}
