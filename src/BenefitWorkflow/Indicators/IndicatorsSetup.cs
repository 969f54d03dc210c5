using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Indicators;

public static class IndicatorsSetup
{
    public static IServiceCollection AddIndicators(this IServiceCollection services) => services.AddSingleton<SelfEvaluation>();

    public static void MapIndicators(this IEndpointRouteBuilder api)
    {
        RecordRechecks.Map(api);
        api.MapGet("/programmes", (ProgrammeCatalog catalog) => TypedResults.Ok(catalog.Programmes.Select(p => new { p.Key, p.Code, p.Version, p.Year, p.Title, p.PlannedFen, p.Notes })));
        api.MapGet("/programmes/{key}", (string key, ProgrammeCatalog catalog) => catalog.Find(key) is { } programme ? TypedResults.Ok(programme) : NotFound(key));
        api.MapGet("/programmes/{key}/evaluation", async (string key, ProgrammeCatalog catalog, SelfEvaluation evaluation, CancellationToken ct) =>
            catalog.Find(key) is { } programme ? TypedResults.Ok(await evaluation.BuildAsync(programme, ct)) : NotFound(key));
    }

    private static IResult NotFound(string key) => Problems.Of(new Refusal("programme.not-found", $"没有项目“{key}”。", $"There is no programme '{key}'."), StatusCodes.Status404NotFound);
}
