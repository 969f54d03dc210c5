using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Cases;

public static class CasesSetup
{
    public static IServiceCollection AddCases(this IServiceCollection services) =>
        services.AddSingleton<CaseExecutor>().AddSingleton<RosterImport>().AddSingleton<WorkQueue>();

    public static void MapCases(this IEndpointRouteBuilder api)
    {
        OpenCases.Map(api);
        SignalCases.Map(api);
        ListCases.Map(api);
        ShowCase.Map(api);
        ImportRosters.Map(api);
    }
}
