namespace BenefitWorkflow.Programmes;

public static class ProgrammesSetup
{
    public static void MapProgrammes(this IEndpointRouteBuilder api) => ListProgrammes.Map(api);
}
