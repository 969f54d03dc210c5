using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Runs;

public static class RunsSetup
{
    /// <summary>Adds the worker, and its loop unless <c>Jobs:Enabled</c> is false. Kinds are added by their domains.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<RunWorker>().AddSingleton<RunStarter>();
        if (settings.GetValue("Jobs:Enabled", true)) services.AddHostedService<RunLoop>();
        return services;
    }

    /// <summary><c>GET /runs</c>, <c>GET /runs/{id}</c>, <c>GET /runs/{id}/results</c>, <c>POST /runs/{id}/cancel</c>. Runs are started where their act is at home.</summary>
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").RequireRoles(Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.FinancePreparer, Roles.FinanceReleaser);
        runs.MapGet("", RunEndpoints.ListAsync);
        runs.MapGet("/{id:long}", RunEndpoints.ShowAsync);
        runs.MapGet("/{id:long}/results", RunEndpoints.ResultsAsync);
        runs.MapPost("/{id:long}/cancel", RunEndpoints.CancelAsync);
    }
}
