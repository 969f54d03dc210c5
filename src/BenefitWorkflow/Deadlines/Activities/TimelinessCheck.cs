using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Payments;

namespace BenefitWorkflow.Deadlines.Activities;

/// <summary>Judges whether the money arrived in time; the evidence (due, settled, working days) is kept on the order.</summary>
public sealed class TimelinessCheck : CaseActivity
{
    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.TimelinessCheck", ["OnTime", "Late"], [], [], [], []);

    public override FactNeeds Needs => FactNeeds.Order;

    public override ActivityResult Enter(ActivityContext context)
    {
        var facts = Facts(context);
        var order = facts.Order ?? throw new InvalidOperationException("The timeliness check needs a payment order.");
        var settledAt = facts.SettledAt ?? order.SettledAt ?? throw new InvalidOperationException("The timeliness check needs a settled payment.");
        // Due is the instant the last day ends, so it is itself too late.
        var onTime = settledAt < order.DueAt;
        var start = ShanghaiTime.LocalDate(facts.Case.EntitledAt ?? order.OrderedAt);
        var used = Math.Max(0, facts.Calendar.WorkingDaysBetween(start, ShanghaiTime.LocalDate(settledAt)));
        context.Emit(new TimelinessJudged(onTime, used));
        context.Emit(new TimelinessProven(onTime, used, settledAt));
        return ActivityResult.Done(onTime ? "OnTime" : "Late");
    }
}
