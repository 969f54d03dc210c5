using BenefitWorkflow.Http;

namespace BenefitWorkflow.Programmes;

/// <summary>GET /api/programmes and /api/programmes/{key}: the rules as they are in force, with what does not add up in them.</summary>
internal static class ListProgrammes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/programmes", (ProgrammeCatalog catalog) =>
            TypedResults.Ok(catalog.Programmes.Select(p => new { p.Key, p.Code, p.Version, p.Year, p.Title, p.PlannedFen, p.Notes })));
        api.MapGet("/programmes/{key}", (string key, ProgrammeCatalog catalog) => catalog.Find(key) is { } programme ? TypedResults.Ok(programme) : Problems.NotFound(ProgrammeCatalog.NotFound(key)));
    }
}
