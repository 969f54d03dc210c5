using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>The loops of the default process; each is one that a visit-counting flow drops silently.</summary>
public sealed class DisbursementTests
{
    [Fact]
    public void Case_StraightThrough_WaitsAtThePaidClose()
    {
        var run = Start();
        Assert.Equal("approve1:1", run.Bookmarks);
        run.SendAll("Approve", "PostNotice", "CloseNotice", "ReleasePayment", "SettlePayment", "RecordSurvey");

        Assert.Equal("closePaid:1", run.Bookmarks);
        Assert.Contains(new Noted("closePaid", 1, "closed paid"), run.Effects);
        Assert.DoesNotContain("approve2", run.Path);
    }

    [Fact]
    public void Case_AboveTheLimit_NeedsTheSecondLevel()
    {
        var run = CaseRun.Start(Documents.Disbursement, new FakeFacts(AmountFen: 500_001)).Send("Approve");
        Assert.Equal("approve2:1", run.Bookmarks);
        Assert.Equal("A", run.Position.Variable("tier"));
    }

    [Fact]
    public void Case_AtTheLimit_DoesNotNeedTheSecondLevel()
    {
        var run = CaseRun.Start(Documents.Disbursement, new FakeFacts(AmountFen: 500_000)).Send("Approve");
        Assert.Equal("notice:1", run.Bookmarks);
    }

    [Fact]
    public void Objection_Dismissed_OpensASecondNotice()
    {
        var run = Start().SendAll("Approve", "RaiseObjection", "DismissObjection");
        Assert.Equal("notice:2", run.Bookmarks);
        run.SendAll("RaiseObjection", "DismissObjection", "CloseNotice");
        Assert.Equal("bank:1", run.Bookmarks);
        Assert.Equal(3, run.Position.Visits("notice"));
    }

    [Fact]
    public void Objection_Upheld_ClosesAsRejected()
    {
        var run = Start().SendAll("Approve", "RaiseObjection", "UpholdObjection");
        Assert.True(run.Position.IsCompleted);
        Assert.Contains(new Noted("closeRejected", 1, "closed rejected"), run.Effects);
    }

    [Fact]
    public void BankFailure_Corrected_TransfersAgain()
    {
        var run = Start().SendAll("Approve", "CloseNotice", "FailPayment", "CorrectAccount", "ConfirmAccount", "FailPayment", "ConfirmAccount");
        Assert.Equal("bank:3", run.Bookmarks);
        run.SendAll("SettlePayment", "RecordSurvey");
        Assert.Equal("closePaid:1", run.Bookmarks);
    }

    [Theory]
    [InlineData("RecordSurvey", "RecordSurvey")]
    [InlineData("RecordSurvey", "DeadlinePassed")]
    [InlineData("DeadlinePassed", "RecordSurvey")]
    public void ReturnAfterClosing_PaidAgain_ClosesASecondTime(string firstAnswer, string secondAnswer)
    {
        var run = Start().SendAll("Approve", "CloseNotice", "SettlePayment", firstAnswer, "ReturnPayment");
        Assert.Equal("account:1", run.Bookmarks);
        run.SendAll("ConfirmAccount", "SettlePayment", secondAnswer);

        Assert.Equal("closePaid:2", run.Bookmarks);
        Assert.Contains(new Noted("closePaid", 2, "closed paid"), run.Effects);
        run.SendAll("ReturnPayment", "AbandonPayment");
        Assert.True(run.Position.IsCompleted);
        Assert.Equal("closeAbandoned", run.Path.Last());
    }

    [Fact]
    public void ReturnDuringSurvey_GoesBackToTheAccount()
    {
        var run = Start().SendAll("Approve", "CloseNotice", "SettlePayment", "ReturnPayment");
        Assert.Equal("account:1", run.Bookmarks);
    }

    [Fact]
    public void Incomplete_Resubmitted_IsVerifiedAgain()
    {
        var run = CaseRun.Start(Documents.Disbursement, new FakeFacts(Eligibility: "Incomplete"));
        Assert.Equal("correct:1", run.Bookmarks);
        run.Send("Resubmit");
        Assert.Equal("correct:2", run.Bookmarks);
        run.Facts = new FakeFacts();
        run.Send("Resubmit");
        Assert.Equal("approve1:1", run.Bookmarks);
        Assert.Equal(3, run.Position.Visits("verify"));
    }

    [Fact]
    public void BudgetThatDoesNotFit_RefusesTheApproval_AndChangesNothing()
    {
        var run = Start();
        run.Facts = new FakeFacts(BudgetFits: false);
        Assert.Equal("budget.exhausted", run.RefusalOf("Approve"));
        Assert.Equal("approve1:1", run.Bookmarks);
        run.Facts = new FakeFacts();
        run.Send("Approve");
        Assert.Equal("notice:1", run.Bookmarks);
    }

    [Fact]
    public void Close_WithoutReturned_EndsTheCase()
    {
        var run = CaseRun.Start(Documents.Disbursement, new FakeFacts(Eligibility: "Ineligible"));
        Assert.True(run.Position.IsCompleted);
        Assert.Equal(["start", "verify", "joinIneligible", "closeIneligible"], run.Path);
        Assert.Equal(new Step("closeIneligible", 1, "Done"), run.Steps[^1]);
    }

    [Fact]
    public void Signal_ThatKeepsWaiting_OpensAndClosesNothing()
    {
        var run = Start().SendAll("Approve", "PostNotice");
        Assert.Equal("notice:1", run.Bookmarks);
        Assert.Equal([new Noted("notice", 1, "PostNotice")], run.Effects);
        Assert.Equal(new Step("notice", 1, null), run.Steps[^1]);
    }

    [Fact]
    public void Decision_OrdersItsEffects_AsTheFlowRan()
    {
        var run = Start().Send("Approve");
        Assert.Equal<Effect>(
        [
            new Noted("approve1", 1, "Approve"), new BookmarkClosed("approve1", 1), new Noted("reserve", 1, "entered"),
            new BookmarkOpened("notice", 1), new Noted("notice", 1, "entered"),
        ], run.Effects);
    }

    [Fact]
    public void Position_StaysSmall()
    {
        var run = Start().SendAll("Approve", "CloseNotice");
        Assert.Equal("1|bank:1||start:1,verify:1,approve1:1,second:1,reserve:1,notice:1,bank:1|amountFen:i300000,tier:sB|", run.Position.Serialize());
    }

    private static CaseRun Start() => CaseRun.Start(Documents.Disbursement);
}
