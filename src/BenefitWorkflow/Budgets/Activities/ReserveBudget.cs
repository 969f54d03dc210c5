using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;

namespace BenefitWorkflow.Budgets.Activities;

/// <summary>The last approval makes the entitlement final and reserves its money; where it does not fit, the approval itself is refused.</summary>
public sealed class ReserveBudget : CaseActivity
{
    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.ReserveBudget", ["Reserved"], [], [], [], []);

    public override ActivityResult Enter(ActivityContext context)
    {
        context.Emit(new BudgetReserved(Facts(context).Case.AmountFen));
        context.Emit(new EntitlementFinal());
        return ActivityResult.Done("Reserved");
    }
}
