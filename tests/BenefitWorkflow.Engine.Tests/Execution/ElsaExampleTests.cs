using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>A definition that Elsa 3.6.3 itself was seen to load and run to the end.</summary>
public sealed class ElsaExampleTests
{
    private static readonly WorkflowDefinition Definition = Read();

    [Fact]
    public void Example_StraightThrough_Closes()
    {
        var run = Start(60_000m);
        Assert.Equal("approve:1", run.Bookmarks);
        run.SendAll("Approve", "CloseNotice", "SettlePayment");

        Assert.True(run.Position.IsCompleted);
        Assert.Equal(["verify", "approve", "approve", "notice", "notice", "bank", "bank", "timely", "join", "close"], run.Path);
        Assert.Contains(run.Effects, effect => effect is Noted { What: "reason score=7" });
    }

    [Fact]
    public void Example_ObjectionAndFailedTransfers_RunTheLoopsAndStillClose()
    {
        var run = Start(60_000m);
        run.SendAll("Approve", "RaiseObjection");
        Assert.Equal("approve:2", run.Bookmarks);
        run.SendAll("Approve", "CloseNotice", "FailPayment", "FailPayment");
        Assert.Equal("bank:3", run.Bookmarks);
        run.Send("SettlePayment");

        Assert.True(run.Position.IsCompleted);
        Assert.Equal("close", run.Path.Last());
        Assert.Equal(1, run.Position.Visits("close"));
    }

    [Fact]
    public void Example_Ineligible_ClosesAtOnce()
    {
        var run = Start(40_000m);
        Assert.True(run.Position.IsCompleted);
        Assert.Equal(["verify", "join", "close"], run.Path);
    }

    [Fact]
    public void Example_Compiled_ShowsWhatTheDesignerNeeds()
    {
        Assert.Equal("elsa-example", Definition.DefinitionId);
        Assert.Equal(1, Definition.Version);
        Assert.Equal("Aid disbursement", Definition.Name);
        Assert.Equal(7, Definition.Activities.Count);
        Assert.Equal(11, Definition.Connections.Count);
        var verify = Definition.Find("verify")!;
        Assert.Equal(("Verify eligibility", -480d, -60d, 180d, 50d), (verify.DisplayText, verify.X, verify.Y, verify.Width, verify.Height));
        Assert.Null(Definition.Find("nobody"));
    }

    private static CaseRun Start(decimal income) =>
        CaseRun.Start(Definition, null, ("CaseId", "C1"), ("Income", income), ("NotDeclared", 1));

    private static WorkflowDefinition Read()
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", "elsa-example.json"));
        var result = DefinitionReader.Read(json, "elsa-example.json", new ActivityCatalog(Activities()));
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        return result.Definition!;
    }

    private static IEnumerable<IActivity> Activities()
    {
        InputDeclaration caseId = new("caseId", ValueKind.String), role = new("assignedRole", ValueKind.String);
        yield return new FakeActivity(
            new("BenefitWorkflow.VerifyEligibility", ["Eligible", "Ineligible"], [],
                [caseId, new("income", ValueKind.Decimal), new("threshold", ValueKind.Decimal)], [new("result", ValueKind.Int64)], []),
            context =>
            {
                Assert.Equal("C1", context.Text("caseId"));
                context.SetOutput("result", 7);
                return ActivityResult.Done(context.Number("income") >= context.Number("threshold") ? "Eligible" : "Ineligible");
            });
        yield return Waiting("Approve", ["Approved", "Rejected"], [caseId, role], new("Approve", "Approved"), new("Reject", "Rejected"));
        yield return Waiting("PublicNotice", ["NoObjection", "Objection"], [caseId, role],
            new("CloseNotice", "NoObjection"), new("RaiseObjection", "Objection"));
        yield return Waiting("BankTransfer", ["Paid", "Failed"], [caseId, role], new("SettlePayment", "Paid"), new("FailPayment", "Failed"));
        yield return new FakeActivity(
            new("BenefitWorkflow.TimelinessCheck", ["OnTime", "Late"], [], [new("maxDays", ValueKind.Int64), new("score", ValueKind.Int64)], [], []),
            context => ActivityResult.Done(context.Integer("score") <= context.Integer("maxDays") ? "OnTime" : "Late"));
        yield return new FakeActivity(new("BenefitWorkflow.Close", [], ["Done"], [new("reason", ValueKind.String)], [], []), context =>
        {
            context.Emit(new Noted(context.ActivityId, context.Visit, "reason " + context.Text("reason")));
            return ActivityResult.Done("Done");
        });
    }

    private static FakeActivity Waiting(string type, string[] outcomes, InputDeclaration[] inputs, params SignalDeclaration[] signals) =>
        new(new("BenefitWorkflow." + type, outcomes, [], inputs, [], signals), _ => ActivityResult.Wait);
}
