namespace BenefitWorkflow.Identity;

public static class RequireRolesExtension
{
    public static T RequireRoles<T>(this T builder, params string[] roles) where T : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireRole(roles));
}
