using BenefitWorkflow.Deadlines.Rungs;
using Hangfire;

namespace BenefitWorkflow.Jobs;

/// <summary>What Hangfire calls: finds the job by name, so that a stored call names no class of a domain.</summary>
public sealed class JobRunner(IServiceProvider services)
{
    // No retries: the next run comes within a minute and finds the same work. A failure stays visible in the dashboard.
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("{0}")]
    public Task RunAsync(string name, CancellationToken ct) => JobTable.Find(name).RunAsync(services, ct);

    /// <summary>A milestone's instant has come. The sweep fires it and whatever else has passed; a milestone that fired before fires nothing.</summary>
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("{0} {1} {2}")]
    public Task RunMilestoneAsync(string programme, int year, string milestone, CancellationToken ct) => services.GetRequiredService<SubjectSweep>().RunOnceAsync(ct);
}
