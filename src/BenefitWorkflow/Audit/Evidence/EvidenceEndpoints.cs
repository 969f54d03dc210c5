using System.Globalization;
using BenefitWorkflow.Files;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>GET /api/cases/{id}/evidence: the pack; GET /api/audit/evidence-key: whose signature it must bear.</summary>
internal static class EvidenceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cases/{id:long}/evidence", PackAsync).RequireRoles(EvidencePack.May);
        api.MapGet("/audit/evidence-key", (EvidenceKey key) => TypedResults.Ok(new { key.Fingerprint, PublicKey = Convert.ToBase64String(key.PublicKey) }))
            .RequireRoles(Roles.Auditor, Roles.Supervisor, Roles.Administrator);
    }

    private static async Task<IResult> PackAsync(long id, EvidencePack pack, HttpContext http, CancellationToken ct)
    {
        // Whole before the first byte goes out, so that a fault is an answer and not a broken file. The result closes it.
        var file = TemporaryFile.Create();
        try
        {
            var (manifest, refusal) = await pack.WriteAsync(CurrentActor.Of(http), id, file, ct);
            if (manifest is null)
            {
                await file.DisposeAsync();
                return Problems.Of(refusal!, refusal!.Code switch
                {
                    "case.not-found" => StatusCodes.Status404NotFound,
                    "evidence.busy" => StatusCodes.Status409Conflict,
                    _ => StatusCodes.Status403Forbidden,
                });
            }
            file.Position = 0;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Stream(file, "application/zip", string.Create(CultureInfo.InvariantCulture, $"evidence-{manifest.CaseNumber}-{manifest.Entries}.zip"));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
