using BenefitWorkflow.Cases.Pages;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases;

public sealed class ProcessStepsTests
{
    private static readonly WorkflowDefinition Process = Shipped.Catalog.ProcessOf(Shipped.Hardship, Shipped.Hardship.Schemes[0]);

    [Fact]
    public void Steps_OfACaseAtItsReview_CanAllStillCome()
    {
        var places = Places(["start", "verify", "approve1"], "approve1");

        Assert.Equal(StepPlace.Here, places["approve1"]);
        Assert.Equal(StepPlace.Passed, places["verify"]);
        Assert.Equal(StepPlace.Ahead, places["closeRejected"]);
        Assert.DoesNotContain(StepPlace.Missed, places.Values);
    }

    [Fact]
    public void Steps_BeforeTheBank_CannotComeAnyMore()
    {
        var places = Places(["start", "verify", "approve1", "second", "reserve", "notice", "bank"], "bank");

        Assert.Equal(StepPlace.Missed, places["approve2"]);
        Assert.Equal(StepPlace.Missed, places["reinvestigate"]);
        Assert.Equal(StepPlace.Ahead, places["account"]);
        Assert.Equal(StepPlace.Ahead, places["closePaid"]);
    }

    [Fact]
    public void Steps_OfACaseThatIsOver_AreBehindItOrMissed()
    {
        var places = Places(["start", "verify", "closeIneligible"], null);

        Assert.Equal(StepPlace.Passed, places["closeIneligible"]);
        Assert.All(places.Values, place => Assert.True(place is StepPlace.Passed or StepPlace.Missed));
    }

    [Fact]
    public void Step_ThatWasPassedAndLiesAheadOnceMore_SaysSo()
    {
        var steps = ProcessSteps.Of(Process, id => id is "start" or "verify" or "correct" ? 1 : 0, "correct");

        Assert.True(steps.Single(s => s.Node.Id == "verify").Again);
        Assert.False(steps.Single(s => s.Node.Id == "start").Again);
    }

    [Fact]
    public void Process_WithoutACase_HasNoPlaces() => Assert.All(ProcessSteps.Of(Process, null, null), s => Assert.Null(s.Place));

    [Fact]
    public void Ways_LeadThroughJoins()
    {
        var steps = ProcessSteps.Of(Process, null, null);

        Assert.Contains(steps, s => ProcessSteps.IsJoin(s.Node));
        Assert.Contains(steps.Single(s => s.Node.Id == "survey").Ways, w => w is { Port: "Answered", To.Id: "closePaid" });
        Assert.DoesNotContain(steps.SelectMany(s => s.Ways), w => ProcessSteps.IsJoin(w.To));
    }

    private static Dictionary<string, StepPlace?> Places(string[] been, string? at) =>
        ProcessSteps.Of(Process, id => been.Contains(id) ? 1 : 0, at).ToDictionary(s => s.Node.Id, s => s.Place);
}
