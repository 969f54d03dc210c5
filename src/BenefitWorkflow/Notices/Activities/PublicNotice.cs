using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Notices.Activities;

/// <summary>Waits to be put on a notice, then for its full period. Only the end of the period leads on to payment.</summary>
public sealed class PublicNotice : CaseActivity
{
    public const string Post = "PostNotice", CloseSignal = "CloseNotice", Object = "RaiseObjection";

    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.PublicNotice",
        ["NoObjection", "Objection"], [Withdrawn], [new("kind", ValueKind.String, Required: true), Limit], [],
        [new(Post), new(CloseSignal, "NoObjection"), new(Object, "Objection"), WithdrawSignal]);

    public override FactNeeds Needs => FactNeeds.Notice;

    public override ActivityResult Enter(ActivityContext context) => WaitFor(context, Roles.Caseworker);

    public override ActivityResult Resume(ActivityContext context, Signal signal)
    {
        var facts = Facts(context);
        // A line belongs to one visit of the step: a second round needs a notice of its own.
        var running = facts.NoticeLine is { State: NoticeLineState.Open } line && line.Visit == context.Visit ? line : null;
        switch (signal.Name)
        {
            case Post:
                if (Unless(context, Roles.Caseworker) is { } role) return Refuse(role);
                if (running is not null)
                    return ActivityResult.Refuse("notice.already-posted", "该案件已在公示中。", "The case is already on a notice.");
                var endsAt = DateTimeOffset.FromUnixTimeMilliseconds(signal.Integer("endsAtMs") ?? throw new InvalidOperationException("PostNotice has no endsAtMs."));
                context.Emit(new StepLimitMet(context.ActivityId, context.Visit, Roles.System, endsAt));
                context.Emit(new NoticePeriodStarted(context.ActivityId, context.Visit, endsAt));
                return ActivityResult.Wait;

            case Withdraw:
                if (running is not null) context.Emit(new NoticeLineEnded(NoticeLineState.Withdrawn));
                return WithdrawBy(context);
        }

        if (running is null || facts.Notice is null)
            return ActivityResult.Refuse("notice.not-posted", "该案件尚未公示。", "The case is not on a notice yet.");
        if (signal.Name == Object)
        {
            if (Unless(context, Roles.Caseworker, Roles.Supervisor, Roles.System) is { } objector) return Refuse(objector);
            if (context.Now >= facts.Notice.EndsAt)
                return ActivityResult.Refuse("notice.ended", "公示期已满，不能再提出异议；请按复核处理。", "The notice period is over; ask for a recheck instead.");
            context.Emit(new NoticeLineEnded(NoticeLineState.Objected));
            return ActivityResult.Done("Objection");
        }
        if (Unless(context, Roles.System) is { } closer) return Refuse(closer);
        if (context.Now < facts.Notice.EndsAt)
            return ActivityResult.Refuse("notice.period-running", "公示期未满，不得付款。", "The notice period has not run in full; nothing may be paid yet.");
        context.Emit(new NoticeLineEnded(NoticeLineState.Passed));
        return ActivityResult.Done("NoObjection");
    }
}
