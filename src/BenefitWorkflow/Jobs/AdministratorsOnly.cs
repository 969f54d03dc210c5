using BenefitWorkflow.Identity;
using Hangfire.Dashboard;

namespace BenefitWorkflow.Jobs;

/// <summary>The dashboard can trigger and delete jobs, so only administrators see it, on loopback too.</summary>
internal sealed class AdministratorsOnly : IDashboardAuthorizationFilter
{
    public bool Authorize(DashboardContext context)
    {
        var user = context.GetHttpContext().User;
        return user.Identity is { IsAuthenticated: true } && user.IsInRole(Roles.Administrator);
    }
}
