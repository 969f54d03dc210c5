using BenefitWorkflow.Engine.Activities;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Distributed.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Elsa;

public static class ElsaSetup
{
    /// <summary>Adds Elsa's runtime with our activities and definitions; the caller chooses Elsa's persistence with its own extensions.</summary>
    public static IServiceCollection AddBenefitWorkflowElsa(this IServiceCollection services, ActivityCatalog catalog, string workflowsFolder, StepHandler handler)
    {
        services.AddSingleton(catalog).AddSingleton(new WorkflowsFolder(workflowsFolder)).AddSingleton(handler);
        services.AddScoped<IActivityProvider, StepActivityProvider>();
        services.AddScoped<IWorkflowsProvider, FileWorkflowsProvider>();
        return services.AddElsa(elsa => elsa
            .UseWorkflowManagement()
            // Elsa's local runtime runs a step once per concurrent resume.
            .UseWorkflowRuntime(runtime => runtime.UseDistributedRuntime())
            .UseJavaScript()
            // Counting visits, its default, drops work in loops.
            .UseFlowchart(flowchart => flowchart.UseTokenBasedExecution()));
    }
}
