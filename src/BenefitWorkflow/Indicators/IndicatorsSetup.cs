using BenefitWorkflow.Http;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

public static class IndicatorsSetup
{
    public static IServiceCollection AddIndicators(this IServiceCollection services) =>
        services.AddSingleton(_ => MeasureCatalog.Scan(typeof(IMeasure).Assembly)).AddSingleton<SelfEvaluation>().AddSingleton<IndicatorCases>();

    public static void MapIndicators(this IEndpointRouteBuilder api)
    {
        // An undeclared or twice declared measure stops the host here, not the first request.
        _ = api.ServiceProvider.GetRequiredService<MeasureCatalog>();
        RecordRechecks.Map(api);
        IndicatorCases.Map(api);
        api.MapGet("/programmes/{key}/evaluation", async (string key, ProgrammeCatalog catalog, SelfEvaluation evaluation, CancellationToken ct) =>
            catalog.Find(key) is { } programme ? TypedResults.Ok(await evaluation.BuildAsync(programme, ct)) : Problems.NotFound(ProgrammeCatalog.NotFound(key)));
    }
}
