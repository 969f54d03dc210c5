using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines;

/// <summary>Time limits of cases and what is overdue.</summary>
public static class DeadlinesSetup
{
    public static IServiceCollection AddDeadlines(this IServiceCollection services)
    {
        services.AddSingleton<OverdueList>();
        return services.AddTransient(provider => new DeadlineSweep(
            provider.GetRequiredService<BenefitStore>(),
            provider.GetRequiredService<CaseExecutor>().SignalWithinAsync,
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Maps <c>GET /overdue</c>.</summary>
    public static void MapDeadlines(this IEndpointRouteBuilder api) => api.MapOverdue();
}
