using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Cases.Migration;
using BenefitWorkflow.Runs;

namespace BenefitWorkflow.Cases;

public static class CasesSetup
{
    public static IServiceCollection AddCases(this IServiceCollection services) =>
        services.AddSingleton<CaseExecutor>().AddSingleton<IntakeDesk>().AddSingleton<RosterImport>().AddSingleton<WorkQueue>().AddSingleton<WorkUnits>().AddSingleton<BulkPreview>().AddSingleton<SavedViews>()
            .AddSingleton<PreviewMigration>().AddSingleton<MigrateCases>().AddSingleton<IRunKind>(services => services.GetRequiredService<MigrateCases>())
            .AddSingleton<IRunKind, SignalRun>().AddSingleton<RosterRun>().AddSingleton<IRunKind>(services => services.GetRequiredService<RosterRun>());

    public static void MapCases(this IEndpointRouteBuilder api)
    {
        OpenCases.Map(api);
        SignalCases.Map(api);
        SignalRun.Map(api);
        MigrateCases.Map(api);
        ListCases.Map(api);
        ExportWork.Map(api);
        ShowCase.Map(api);
        ImportRosters.Map(api);
    }
}
