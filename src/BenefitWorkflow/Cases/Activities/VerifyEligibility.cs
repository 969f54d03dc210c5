using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Activities;

namespace BenefitWorkflow.Cases.Activities;

/// <summary>Runs the scheme's criteria and fixes tier and amount.</summary>
public sealed class VerifyEligibility : CaseActivity
{
    public override ActivityDeclaration Declaration { get; } = new("BenefitWorkflow.VerifyEligibility",
        ["Eligible", "Ineligible", "Incomplete"], [], [],
        [new("amountFen", ValueKind.Int64), new("tier", ValueKind.String)], []);

    public override FactNeeds Needs => FactNeeds.Eligibility;

    public override ActivityResult Enter(ActivityContext context)
    {
        var facts = Facts(context);
        var eligibility = facts.Eligibility ?? throw new InvalidOperationException("Eligibility facts were not loaded.");
        var determination = EligibilityEvaluator.Evaluate(facts.Programme, facts.Scheme, eligibility, facts.Today);
        context.SetOutput("amountFen", determination.AmountFen);
        context.SetOutput("tier", determination.Tier ?? "");
        context.Emit(new DeterminationMade(determination));
        return ActivityResult.Done(determination.Verdict switch
        {
            Verdict.Eligible => "Eligible",
            Verdict.Ineligible => "Ineligible",
            _ => "Incomplete",
        });
    }
}
