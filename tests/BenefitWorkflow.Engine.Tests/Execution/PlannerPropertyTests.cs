using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;
using CsCheck;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>Any order of signals leaves a legal case.</summary>
public sealed class PlannerPropertyTests
{
    private static readonly string[] DomainSignals =
        [.. FakeActivities.All().SelectMany(activity => activity.Declaration.Signals).Select(signal => signal.Name).Distinct(), Signal.TimerElapsed, "Nonsense"];

    private static readonly Gen<FakeFacts> Facts = Gen.Select(
        Gen.OneOf("Eligible", "Eligible", "Eligible", "Ineligible", "Incomplete"), Gen.Long[1, 1_000_000],
        Gen.OneOf("OnTime", "Late"), Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false))),
        (eligibility, amount, timeliness, fits) => new FakeFacts(eligibility, amount, timeliness, fits));

    [Fact]
    public void Disbursement_AnySignals_LeaveALegalPosition() =>
        Gen.Select(Facts, Gen.Select(Gen.Int[0, 99], Gen.OneOf(DomainSignals), Facts).Array[0, 60]).Sample(
            (facts, signals) => Run(Documents.Disbursement, facts, signals), iter: 2_000);

    [Fact]
    public void Parallel_AnySignals_LeaveALegalPosition() =>
        Gen.Select(Gen.Int[0, Parallel.Length - 1], Gen.Select(Gen.OneOf("Go", "Turn", "Stay"), Gen.OneOf("a", "b", "c", "d")).Array[0, 20]).Sample(
            (which, signals) => RunNamed(Parallel[which], signals), iter: 2_000);

    private static readonly WorkflowDefinition[] Parallel =
    [
        Branches("WaitAll").Connect("join>d").Step("d", "Wait").Build(),
        Branches("WaitAny").Connect("join>d", "d>a").Step("d", "Wait").Build(),
        Branches("WaitAll").Connect("join>d", "c.Other>d").Step("d", "Wait").Build(),
        Branches("WaitAny").Connect("join>d", "c.Other>d").Activity("d", "Elsa.End").Build(),
    ];

    private static Flow Branches(string mode) => new Flow().Activity("start", "Elsa.Start").Fork("f", "1", "2", "3")
        .Step("a", "Wait").Step("b", "Wait").Step("c", "Wait").Join("join", mode)
        .Connect("start>f", "f.1>a", "f.2>b", "f.3>c", "a>join", "b>join", "c>join");

    // Mostly a signal that is waited for, so that cases get far; else any.
    private static void Run(WorkflowDefinition definition, FakeFacts facts, (int Pick, string Noise, FakeFacts Facts)[] signals)
    {
        var first = Planner.Start(definition, new Dictionary<string, object?>(), facts, CaseRun.Now);
        if (first is not DecisionResult.Decided { Decision: var decision })
        {
            Assert.IsType<DecisionResult.Refused>(first);
            return;
        }
        var open = Check(definition, decision, [], sequential: true);
        foreach (var (pick, noise, known) in signals)
        {
            var awaited = decision.Position.Bookmarks.SelectMany(bookmark => definition.Find(bookmark.ActivityId)!.Declaration.Signals).ToList();
            var name = pick < 80 && awaited.Count > 0 ? awaited[pick % awaited.Count].Name : noise;
            if (Step(definition, decision.Position, new Signal(name), known) is not { } next) continue;
            open = Check(definition, next, open, sequential: true);
            decision = next;
        }
    }

    private static void RunNamed(WorkflowDefinition definition, (string Signal, string Activity)[] signals)
    {
        var decision = Assert.IsType<DecisionResult.Decided>(Planner.Start(definition, new Dictionary<string, object?>(), new FakeFacts(), CaseRun.Now)).Decision;
        var open = Check(definition, decision, [], sequential: false);
        foreach (var (name, activity) in signals)
        {
            if (Step(definition, decision.Position, new Signal(name) { ActivityId = activity }, new FakeFacts()) is not { } next) continue;
            open = Check(definition, next, open, sequential: false);
            decision = next;
        }
    }

    private static Decision? Step(WorkflowDefinition definition, Position position, Signal signal, FakeFacts facts)
    {
        var before = position.Serialize();
        var result = Planner.Decide(definition, position, signal, facts, CaseRun.Now);
        var again = Planner.Decide(definition, Position.Parse(before), signal, facts, CaseRun.Now);
        Assert.Equal(before, position.Serialize());
        Assert.Equal(result.GetType(), again.GetType());
        switch (result, again)
        {
            case (DecisionResult.Decided { Decision: var one }, DecisionResult.Decided { Decision: var two }):
                Assert.Equal(one.Position, two.Position);
                Assert.Equal(one.Effects, two.Effects);
                Assert.Equal(one.Steps, two.Steps);
                return one;
            case (DecisionResult.Incident incident, _):
                // The only way out of a good definition: a merge whose branch has turned away.
                Assert.Equal("flow.stuck", incident.Cause.Code);
                break;
        }
        Assert.Equal(result, again);
        return null;
    }

    /// <summary>Checks one decision against what was open before it and returns what is open after it.</summary>
    private static HashSet<Bookmark> Check(WorkflowDefinition definition, Decision decision, HashSet<Bookmark> open, bool sequential)
    {
        var position = decision.Position;
        Assert.Equal(position, Position.Parse(position.Serialize()));
        Assert.NotEmpty(decision.Steps);

        var now = position.Bookmarks.ToHashSet();
        Assert.Equal(position.Bookmarks.Count, now.Count);
        foreach (var bookmark in now)
        {
            Assert.NotEmpty(definition.Find(bookmark.ActivityId)!.Declaration.Signals);
            Assert.InRange(bookmark.Visit, 1, position.Visits(bookmark.ActivityId));
        }
        if (sequential) Assert.True(now.Count <= 1);
        // Neither definition can keep a token without a bookmark that may still free it.
        Assert.Equal(now.Count == 0, position.IsCompleted);

        // The effects alone must tell a host which bookmarks are open.
        var told = open.ToHashSet();
        foreach (var effect in decision.Effects)
        {
            if (effect is BookmarkOpened opened) Assert.True(told.Add(new Bookmark(opened.ActivityId, opened.Visit)));
            if (effect is BookmarkClosed closed) Assert.True(told.Remove(new Bookmark(closed.ActivityId, closed.Visit)));
        }
        Assert.True(told.SetEquals(now));
        return now;
    }
}
