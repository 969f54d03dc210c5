using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>What a walk decides at the steps that do not wait.</summary>
internal sealed record WalkFacts(string Eligibility = "Eligible", long AmountFen = 300_000, string Timeliness = "OnTime");

/// <summary>A case closed with this result.</summary>
internal sealed record Closed(string Result) : Effect;

/// <summary>The activity catalogue as definitions may rely on it, with nothing behind it.</summary>
internal static class DeclaredActivities
{
    private static readonly InputDeclaration Role = new("role", ValueKind.String);
    private static readonly InputDeclaration Limit = new("limitWorkingDays", ValueKind.Int64);

    public static ActivityCatalog Catalog { get; } = new(All());

    private static IEnumerable<IActivity> All()
    {
        yield return new Declared(
            new("BenefitWorkflow.VerifyEligibility", ["Eligible", "Ineligible", "Incomplete"], [], [],
                [new("amountFen", ValueKind.Int64), new("tier", ValueKind.String)], []),
            context =>
            {
                var facts = (WalkFacts)context.Facts;
                context.SetOutput("amountFen", facts.AmountFen);
                context.SetOutput("tier", "deep");
                return ActivityResult.Done(facts.Eligibility);
            });
        yield return Waiting("RequestCorrection", ["Resubmitted", "Lapsed"], ["Withdrawn"], [Role, Limit],
            new("Resubmit", "Resubmitted"), new("Withdraw", "Withdrawn"), new("DeadlinePassed", "Lapsed"));
        yield return Waiting("ConfirmEnrolment", ["Enrolled", "NotEnrolled"], ["Withdrawn"], [Role, Limit],
            new("ConfirmEnrolment", "Enrolled"), new("DeclineEnrolment", "NotEnrolled"), new("DeadlinePassed", "NotEnrolled"), new("Withdraw", "Withdrawn"));
        yield return Waiting("Approve", ["Approved", "Rejected"], ["CorrectionRequested", "Withdrawn"], [new("level", ValueKind.Int64), Role, Limit],
            new("Approve", "Approved"), new("Reject", "Rejected"), new("RequestCorrection", "CorrectionRequested"), new("Withdraw", "Withdrawn"));
        yield return new Declared(new("BenefitWorkflow.ReserveBudget", ["Reserved"], [], [], [], []), _ => ActivityResult.Done("Reserved"));
        yield return Waiting("PublicNotice", ["NoObjection", "Objection"], ["Withdrawn"], [new("kind", ValueKind.String), Limit],
            new("PostNotice"), new("CloseNotice", "NoObjection"), new("RaiseObjection", "Objection"), new("Withdraw", "Withdrawn"));
        yield return Waiting("Reinvestigate", ["Upheld", "Dismissed"], ["Withdrawn"], [Role, Limit],
            new("UpholdObjection", "Upheld"), new("DismissObjection", "Dismissed"), new("Withdraw", "Withdrawn"));
        yield return Waiting("BankTransfer", ["Paid", "Failed"], [], [Limit],
            new("ReleasePayment"), new("SettlePayment", "Paid"), new("FailPayment", "Failed"));
        yield return Waiting("CorrectAccount", ["Corrected"], ["Abandoned"], [Role, Limit],
            new("CorrectAccount"), new("ConfirmAccount", "Corrected"), new("AbandonPayment", "Abandoned"));
        yield return new Declared(new("BenefitWorkflow.TimelinessCheck", ["OnTime", "Late"], [], [], [], []),
            context => ActivityResult.Done(((WalkFacts)context.Facts).Timeliness));
        yield return Waiting("Survey", ["Answered", "NoResponse"], ["Returned"], [Limit],
            new("RecordSurvey", "Answered"), new("DeadlinePassed", "NoResponse"), new("ReturnPayment", "Returned"));
        yield return new Declared(
            new("BenefitWorkflow.Close", [], ["Returned", "Done"],
                [new("result", ValueKind.String, Required: true), new("reason", ValueKind.String)], [], [new("ReturnPayment", "Returned")]),
            context =>
            {
                context.Emit(new Closed(context.Text("result")));
                return context.Connects("Returned") ? ActivityResult.Wait : ActivityResult.Done("Done");
            });
    }

    private static Declared Waiting(
        string type, string[] outcomes, string[] optional, InputDeclaration[] inputs, params SignalDeclaration[] signals) =>
        new(new("BenefitWorkflow." + type, outcomes, optional, inputs, [], signals), _ => ActivityResult.Wait);

    private sealed class Declared(ActivityDeclaration declaration, Func<ActivityContext, ActivityResult> enter) : IActivity
    {
        public ActivityDeclaration Declaration => declaration;

        public ActivityResult Enter(ActivityContext context) => enter(context);

        public ActivityResult Resume(ActivityContext context, Signal signal)
        {
            var outcomes = declaration.Signals.Single(declared => declared.Name == signal.Name).Outcomes;
            return outcomes.Length == 0 ? ActivityResult.Wait : ActivityResult.Done(outcomes[0]);
        }
    }
}
