using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines;

/// <summary>Time limits of cases and what is overdue.</summary>
public static class DeadlinesSetup
{
    public static IServiceCollection AddDeadlines(this IServiceCollection services) =>
        services.AddTransient(provider => new DeadlineSweep(
            provider.GetRequiredService<BenefitStore>(),
            provider.GetRequiredService<CaseExecutor>().SignalWithinAsync,
            provider.GetRequiredService<TimeProvider>()));
}
