using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Store;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Jobs;

/// <summary>
/// Keeps one scheduled job per milestone to come, so that an administrator reads in the dashboard what happens when. The rows decide: a job that is
/// lost, late or there twice changes nothing, since the sweep fires by the rows.
/// </summary>
public sealed class SeasonJobs(JobStorage storage, IBackgroundJobClient jobs, BenefitStore store, SubjectSweep sweep, TimeProvider time)
{
    public const string Name = "season-milestones";

    private const int MostJobs = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds jobs that are missing and deletes those whose milestone is gone or moved; safe to run twice.</summary>
    public async Task ScheduleAsync(CancellationToken ct)
    {
        // Makes the rows of a season that has come into sight.
        await sweep.RunOnceAsync(ct);
        var now = time.GetUtcNow();
        await using var db = store.Read();
        var rows = await db.SubjectDeadlines.Where(d => d.Subject == DeadlineSubject.Programme && d.WakeAt != null && d.WakeAt > now)
            .OrderBy(d => d.WakeAt).Take(MostJobs).ToListAsync(ct);
        var wanted = rows.ToDictionary(d => (d.ProgrammeKey, d.Year, d.Step), d => d.WakeAt!.Value);

        using var connection = storage.GetConnection();
        // Replicas share the storage: two at once would each add what is missing.
        using var only = connection.AcquireDistributedLock(Name, Patience);
        foreach (var (id, scheduled) in storage.GetMonitoringApi().ScheduledJobs(0, MostJobs))
        {
            if (scheduled.Job is not { Method.Name: nameof(JobRunner.RunMilestoneAsync) } job) continue;
            var key = ((string)job.Args[0], (int)job.Args[1], (string)job.Args[2]);
            // Storages keep whole seconds or finer; a job a second off is the same.
            if (wanted.TryGetValue(key, out var at) && Math.Abs((scheduled.EnqueueAt - at.UtcDateTime).TotalSeconds) < 1) wanted.Remove(key);
            else jobs.Delete(id);
        }
        foreach (var ((programme, year, milestone), at) in wanted)
            jobs.Schedule<JobRunner>(runner => runner.RunMilestoneAsync(programme, year, milestone, CancellationToken.None), at);
    }
}
