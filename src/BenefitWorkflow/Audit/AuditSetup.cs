using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Audit;

public static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditVerifier>().AddSingleton<EvidenceKey>().AddSingleton<EvidencePack>();

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapPost("/audit/verify", async (AuditVerifier verifier, HttpContext http, CancellationToken ct) =>
                AuditVerifier.Unless(CurrentActor.Of(http)) is { } refusal ? Problems.Of(refusal, StatusCodes.Status403Forbidden) : Results.Ok(await verifier.VerifyAsync(ct)))
            .Produces<AuditReport>().RequireRoles(Roles.Auditor, Roles.Administrator);
        EvidenceEndpoints.Map(api);
    }
}
