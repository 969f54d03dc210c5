using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>Common ground of the service's activities: typed facts, who may act, the separation of duties, the step's time limit.</summary>
public abstract class CaseActivity : IActivity
{
    /// <summary>Signal of the sweep when a step's limit has passed.</summary>
    public const string DeadlinePassed = "DeadlinePassed";

    public const string Withdraw = "Withdraw";

    protected const string Withdrawn = "Withdrawn";

    protected static readonly InputDeclaration Role = new("role", ValueKind.String, Required: true);
    protected static readonly InputDeclaration Limit = new("limitWorkingDays", ValueKind.Int64, Required: true);
    protected static readonly SignalDeclaration WithdrawSignal = new(Withdraw, Withdrawn);

    public abstract ActivityDeclaration Declaration { get; }

    /// <summary>Facts it reads when the flow reaches it or a signal resumes it.</summary>
    public virtual FactNeeds Needs => FactNeeds.None;

    public abstract ActivityResult Enter(ActivityContext context);

    public virtual ActivityResult Resume(ActivityContext context, Signal signal) =>
        throw new InvalidOperationException($"{Declaration.Type} does not block.");

    protected static CaseFacts Facts(ActivityContext context) => (CaseFacts)context.Facts;

    /// <summary>Blocks with an owner and a limit: no state is without either.</summary>
    protected static ActivityResult WaitFor(ActivityContext context, string role, string? signalOnDue = null)
    {
        context.Emit(new StepLimitSet(context.ActivityId, context.Visit, (int)context.Integer("limitWorkingDays"), role, signalOnDue));
        return ActivityResult.Wait;
    }

    /// <summary>Null where the actor has one of the roles.</summary>
    protected internal static Refusal? Unless(ActivityContext context, params ReadOnlySpan<string> roles)
    {
        var (actor, @case) = (Facts(context).Actor, Facts(context).Case);
        if (actor.HasFor(@case.ProgrammeKey, @case.Unit, roles)) return null;
        return actor.IsAny(roles) ? RoleRefusal.OutOfScope : new Refusal("case.role-required",
            $"此步骤须由具有以下角色之一的人员办理：{string.Join("、", roles.ToArray())}；请转交办理。",
            $"This step is for one of the roles {string.Join(", ", roles.ToArray())}; hand it over.");
    }

    /// <summary>Null where the actor may do <paramref name="act"/> after all that was done on the case; then records the act.</summary>
    protected internal static Refusal? Separate(ActivityContext context, string act)
    {
        var facts = Facts(context);
        if (SeparationOfDuties.Check(facts.Programme, facts.Case, act, facts.Actor) is { } refusal) return refusal;
        context.Emit(new ActDone(act));
        return null;
    }

    protected static ActivityResult Refuse(Refusal refusal) => new ActivityResult.Refused(refusal);

    /// <summary>Withdrawing is the caseworker's, on the applicant's word.</summary>
    protected static ActivityResult WithdrawBy(ActivityContext context) =>
        Unless(context, Roles.Caseworker) is { } refusal ? Refuse(refusal) : ActivityResult.Done(Withdrawn);

    /// <summary>A time limit is the service's own signal: nobody else may declare it passed.</summary>
    protected static ActivityResult OnDeadline(ActivityContext context, string outcome) =>
        Unless(context, Roles.System) is { } refusal ? Refuse(refusal) : ActivityResult.Done(outcome);
}
