using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Audit;

public static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditVerifier>().AddSingleton<EvidenceKey>().AddSingleton<EvidencePack>();

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapPost("/audit/verify", async (AuditVerifier verifier, CancellationToken ct) => TypedResults.Ok(await verifier.VerifyAsync(ct)))
            .RequireRoles(Roles.Auditor, Roles.Administrator);
        EvidenceEndpoints.Map(api);
    }
}
