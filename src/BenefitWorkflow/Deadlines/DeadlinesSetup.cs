using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Deadlines.Seasons;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines;

/// <summary>Time limits of cases, what is overdue, and the calendar they are counted by.</summary>
public static class DeadlinesSetup
{
    public static IServiceCollection AddDeadlines(this IServiceCollection services)
    {
        services.AddSingleton<OverdueList>().AddSingleton<OverdueSummary>().AddSingleton<LoadCalendar>().AddSingleton<PauseDeadlines>().AddSingleton<CalendarRecompute>().AddSingleton<SubjectSweep>().AddSingleton<ForecastReader>();
        return services.AddTransient(provider => new DeadlineSweep(
            provider.GetRequiredService<BenefitStore>(),
            provider.GetRequiredService<CaseExecutor>().SignalWithinAsync,
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Maps <c>/overdue</c>, <c>/calendar</c> and the plan and forecast of a programme's season.</summary>
    public static void MapDeadlines(this IEndpointRouteBuilder api)
    {
        api.MapOverdue();
        OverdueSummary.Map(api);
        LoadCalendar.Map(api);
        PauseDeadlines.Map(api);
        TimelinessEndpoint.Map(api);
        api.MapSeasons();
    }
}
