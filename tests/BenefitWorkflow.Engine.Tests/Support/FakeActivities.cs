using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Tests.Support;

/// <summary>What a test's host knows about its case.</summary>
internal sealed record FakeFacts(string Eligibility = "Eligible", long AmountFen = 300_000, string Timeliness = "OnTime", bool BudgetFits = true);

/// <summary>An effect of a test's host.</summary>
internal sealed record Noted(string ActivityId, int Visit, string What) : Effect;

/// <summary>A catalogue such as the service has, as far as the documents of these tests go; no policy behind it.</summary>
internal static class FakeActivities
{
    private static readonly InputDeclaration Role = new("role", ValueKind.String);
    private static readonly InputDeclaration Limit = new("limitWorkingDays", ValueKind.Int64);

    public static ActivityCatalog Catalog { get; } = new(All());

    public static IEnumerable<IActivity> All()
    {
        yield return new FakeActivity(
            new("BenefitWorkflow.VerifyEligibility", ["Eligible", "Ineligible", "Incomplete"], [], [],
                [new("amountFen", ValueKind.Int64), new("tier", ValueKind.String)], []),
            context =>
            {
                var facts = (FakeFacts)context.Facts;
                context.SetOutput("amountFen", facts.AmountFen);
                context.SetOutput("tier", facts.AmountFen > 500_000 ? "A" : "B");
                return ActivityResult.Done(facts.Eligibility);
            });
        yield return Waiting("RequestCorrection", ["Resubmitted", "Lapsed"], ["Withdrawn"], [Role, Limit],
            new("Resubmit", "Resubmitted"), new("Withdraw", "Withdrawn"), new("DeadlinePassed", "Lapsed"));
        yield return Waiting("Approve", ["Approved", "Rejected"], ["CorrectionRequested", "Withdrawn"],
            [new("level", ValueKind.Int64), Role, Limit],
            new("Approve", "Approved"), new("Reject", "Rejected"), new("RequestCorrection", "CorrectionRequested"), new("Withdraw", "Withdrawn"));
        yield return new FakeActivity(new("BenefitWorkflow.ReserveBudget", ["Reserved"], [], [], [], []), context =>
            ((FakeFacts)context.Facts).BudgetFits
                ? ActivityResult.Done("Reserved")
                : ActivityResult.Refuse("budget.exhausted", "资金不足；请先追加预算。", "The budget does not suffice; raise it first."));
        yield return Waiting("PublicNotice", ["NoObjection", "Objection"], ["Withdrawn"], [new("kind", ValueKind.String, Required: true), Limit],
            new("PostNotice"), new("CloseNotice", "NoObjection"), new("RaiseObjection", "Objection"), new("Withdraw", "Withdrawn"));
        yield return Waiting("Reinvestigate", ["Upheld", "Dismissed"], ["Withdrawn"], [Role, Limit],
            new("UpholdObjection", "Upheld"), new("DismissObjection", "Dismissed"), new("Withdraw", "Withdrawn"));
        yield return Waiting("BankTransfer", ["Paid", "Failed"], [], [Limit],
            new("ReleasePayment"), new("SettlePayment", "Paid"), new("FailPayment", "Failed"));
        yield return Waiting("CorrectAccount", ["Corrected"], ["Abandoned"], [Role, Limit],
            new("CorrectAccount"), new("ConfirmAccount", "Corrected"), new("AbandonPayment", "Abandoned"));
        yield return new FakeActivity(new("BenefitWorkflow.TimelinessCheck", ["OnTime", "Late"], [], [], [], []),
            context => ActivityResult.Done(((FakeFacts)context.Facts).Timeliness));
        yield return Waiting("Survey", ["Answered", "NoResponse"], ["Returned"], [Limit],
            new("RecordSurvey", "Answered"), new("DeadlinePassed", "NoResponse"), new("ReturnPayment", "Returned"));
        yield return new FakeActivity(
            new("BenefitWorkflow.Close", [], ["Returned", "Done"],
                [new("result", ValueKind.String, Required: true), new("reason", ValueKind.String)], [], [new("ReturnPayment", "Returned")]),
            context =>
            {
                context.Emit(new Noted(context.ActivityId, context.Visit, "closed " + context.Text("result")));
                return context.Connects("Returned") ? ActivityResult.Wait : ActivityResult.Done("Done");
            });
    }

    private static FakeActivity Waiting(
        string type, string[] outcomes, string[] optional, InputDeclaration[] inputs, params SignalDeclaration[] signals) =>
        new(new("BenefitWorkflow." + type, outcomes, optional, inputs, [], signals), _ => ActivityResult.Wait);
}

/// <summary>Enters as the test says; a signal leads to the first outcome its declaration names.</summary>
internal sealed class FakeActivity(
    ActivityDeclaration declaration, Func<ActivityContext, ActivityResult> enter, Func<ActivityContext, Signal, ActivityResult>? resume = null) : IActivity
{
    public ActivityDeclaration Declaration => declaration;

    public ActivityResult Enter(ActivityContext context)
    {
        context.Emit(new Noted(context.ActivityId, context.Visit, "entered"));
        return enter(context);
    }

    public ActivityResult Resume(ActivityContext context, Signal signal)
    {
        if (resume is not null) return resume(context, signal);
        context.Emit(new Noted(context.ActivityId, context.Visit, signal.Name));
        var outcomes = declaration.Signals.Single(declared => declared.Name == signal.Name).Outcomes;
        return outcomes.Length == 0 ? ActivityResult.Wait : ActivityResult.Done(outcomes[0]);
    }
}
