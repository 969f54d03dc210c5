using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>What a walk decides at the steps that do not wait.</summary>
internal sealed record WalkFacts(string Eligibility = "Eligible", long AmountFen = 300_000, string Timeliness = "OnTime");

/// <summary>A case closed with this result.</summary>
internal sealed record Closed(string Result) : Effect;

/// <summary>The service's own activity declarations, with nothing of its policy behind them.</summary>
internal static class DeclaredActivities
{
    public static ActivityCatalog Catalog { get; } = new(typeof(CaseActivity).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IActivity))).Select(type => new Declared(((IActivity)Activator.CreateInstance(type)!).Declaration)));

    /// <summary>Waits where a signal is declared and goes on where none is; a signal leads to the first outcome it names.</summary>
    private sealed class Declared(ActivityDeclaration declaration) : IActivity
    {
        public ActivityDeclaration Declaration => declaration;

        public ActivityResult Enter(ActivityContext context)
        {
            var facts = (WalkFacts)context.Facts;
            switch (declaration.Type)
            {
                case "BenefitWorkflow.VerifyEligibility":
                    context.SetOutput("amountFen", facts.AmountFen);
                    context.SetOutput("tier", "deep");
                    return ActivityResult.Done(facts.Eligibility);
                case "BenefitWorkflow.TimelinessCheck":
                    return ActivityResult.Done(facts.Timeliness);
                case "BenefitWorkflow.Close":
                    context.Emit(new Closed(context.Text("result")));
                    return context.Connects("Returned") ? ActivityResult.Wait : ActivityResult.Done("Done");
                default:
                    return declaration.Signals.Count > 0 ? ActivityResult.Wait : ActivityResult.Done(declaration.Outcomes[0]);
            }
        }

        public ActivityResult Resume(ActivityContext context, Signal signal)
        {
            var outcomes = declaration.Signals.Single(declared => declared.Name == signal.Name).Outcomes;
            return outcomes.Length == 0 ? ActivityResult.Wait : ActivityResult.Done(outcomes[0]);
        }
    }
}
