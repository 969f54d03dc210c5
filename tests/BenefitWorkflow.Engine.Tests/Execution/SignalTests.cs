using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>Which bookmark a signal reaches, and every refusal of the planner.</summary>
public sealed class SignalTests
{
    [Fact]
    public void Signal_NoTypeDeclares_IsUnknown() => Assert.Equal("signal.unknown", Start().RefusalOf("Frobnicate"));

    [Fact]
    public void Signal_DeclaredButNotHere_IsNotExpected() => Assert.Equal("signal.not-expected", Start().RefusalOf("SettlePayment"));

    [Fact]
    public void TimerElapsed_WithoutTimer_IsNotExpected() => Assert.Equal("signal.not-expected", Start().RefusalOf(Signal.TimerElapsed));

    [Theory]
    [InlineData("approve1", 2)]
    [InlineData("approve1", 0)]
    [InlineData("approve2", null)]
    [InlineData("nobody", null)]
    [InlineData("notice", 1)]
    public void Signal_NamedBookmarkNeverOpened_IsNotExpected(string activity, int? visit) =>
        Assert.Equal("signal.not-expected", Start().RefusalOf("Approve", activity, visit));

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void Signal_SentTwice_IsAlreadyApplied(int? visit)
    {
        var run = Start().Send("Approve", "approve1", visit);
        Assert.Equal("signal.already-applied", run.RefusalOf("Approve", "approve1", visit));
    }

    [Fact]
    public void Signal_OtherDecisionOnAUsedBookmark_IsAlreadyApplied()
    {
        var run = Start().Send("Approve");
        Assert.Equal("signal.already-applied", run.RefusalOf("Reject", "approve1", 1));
    }

    [Fact]
    public void Signal_ForAnEarlierVisit_IsAlreadyApplied_AndTheCurrentOneStillTakesIt()
    {
        var run = Start().SendAll("Approve", "RaiseObjection", "DismissObjection");
        Assert.Equal("signal.already-applied", run.RefusalOf("CloseNotice", "notice", 1));
        Assert.Equal("bank:1", run.Send("CloseNotice", "notice", 2).Bookmarks);
    }

    [Fact]
    public void Signal_ToAnOptionalOutcomeLeftOut_IsNotConnected_BeforeTheActivityRuns()
    {
        var flow = new Flow().Step("a", "Wait").Step("b").Connect("a>b").Build();
        var run = CaseRun.Start(flow);
        Assert.Equal("signal.not-connected", run.RefusalOf("Turn"));
        Assert.Equal("b", run.Send("Go").Path.Last());
    }

    [Fact]
    public void Signal_OfTwoOutcomes_IsRefusedOnlyWhenItsOutcomeIsLeftOut()
    {
        var catalog = new ActivityCatalog(
        [
            new FakeActivity(new("Test.Either", [], ["A", "B"], [], [], [new("Pick", "A", "B")]), _ => ActivityResult.Wait,
                (context, signal) => ActivityResult.Done(context.Visit == 1 ? "A" : "B")),
        ]);
        var flow = new Flow().Activity("x", "Test.Either").Connect("x.A>x").StartsAt("x").Build(catalog);
        var run = CaseRun.Start(flow).Send("Pick");
        Assert.Equal("x:2", run.Bookmarks);
        Assert.Equal("signal.not-connected", run.RefusalOf("Pick"));
    }

    [Fact]
    public void Signal_SeveralBookmarksTakeIt_IsAmbiguous_UntilOneIsNamed()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Connect("f.1>a", "f.2>b").Build());
        Assert.Equal("signal.ambiguous", run.RefusalOf("Stay"));
        Assert.Equal("signal.ambiguous", run.RefusalOf("Stay", null, 1));
        Assert.Equal(new Step("b", 1, null), run.Send("Stay", "b").Steps[^1]);
    }

    [Fact]
    public void Signal_ToACompletedCase_IsNotExpected()
    {
        var run = CaseRun.Start(Documents.Disbursement, new FakeFacts(Eligibility: "Ineligible"));
        Assert.Equal("signal.not-expected", run.RefusalOf("Approve"));
    }

    [Fact]
    public void Start_IllTypedInput_IsRefused()
    {
        var flow = new Flow().WorkflowInput("n", "Int64").Decision("d", "getInput('n') > 1").Step("a").Step("b").Connect("d.True>a", "d.False>b").Build();
        var result = Planner.Start(flow, new Dictionary<string, object?> { ["n"] = "many" }, new FakeFacts(), CaseRun.Now);
        Assert.Equal("input.ill-typed", Assert.IsType<DecisionResult.Refused>(result).Refusal.Code);
    }

    [Fact]
    public void Refusals_SayItInBothLanguages()
    {
        foreach (var signal in new[] { "Frobnicate", "SettlePayment" })
        {
            var refusal = Assert.IsType<DecisionResult.Refused>(Start().Try(signal)).Refusal;
            Assert.Contains(signal, refusal.Zh);
            Assert.Contains(signal, refusal.En);
            Assert.NotEqual(refusal.Zh, refusal.En);
        }
    }

    private static CaseRun Start() => CaseRun.Start(Documents.Disbursement);
}
