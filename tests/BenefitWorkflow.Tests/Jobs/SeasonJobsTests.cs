using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Jobs;
using BenefitWorkflow.Tests.Messaging;
using BenefitWorkflow.Tests.Programmes;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Jobs;

[Collection("Hangfire")]
public sealed class SeasonJobsTests : IDisposable
{
    // Hangfire keeps its own clock: the season that comes next in 2098 lies ahead of it for long.
    private static readonly DateTimeOffset Now = new(2098, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly TemporaryStore _data = new();
    private readonly InMemoryStorage _storage;
    private readonly FakeTimeProvider _time = new(Now);

    public SeasonJobsTests()
    {
        // Hangfire keeps the log of whoever was configured last, and that one's service is gone.
        LogProvider.SetCurrentLogProvider(new NoLog());
        _storage = new InMemoryStorage();
    }

    [Fact]
    public async Task Schedule_ASeasonAhead_ShowsEveryMilestoneAtItsInstantOnce()
    {
        await Jobs().ScheduleAsync(default);
        await Jobs().ScheduleAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Jobs().ScheduleAsync(default))));

        var season = Shipped.Spring.Window!.For(2099);
        Assert.Equal(SeasonMilestones.Of(season).Select(m => (m.Key, m.At.UtcDateTime)), Scheduled().Select(j => (j.Milestone, j.At)));
    }

    [Fact]
    public async Task Schedule_AfterAMilestoneFired_LeavesItOut()
    {
        await Jobs().ScheduleAsync(default);
        _time.SetUtcNow(Shipped.Spring.Window!.For(2099).CutOff.AddDays(-10));
        await Jobs().ScheduleAsync(default);
        Assert.Equal(["t-7", "t-3", "window-closes"], Scheduled().Select(j => j.Milestone));
        await using var db = _data.Store.Read();
        Assert.Equal(["window-opens", "t-15"], await db.DeadlineRungs.OrderBy(r => r.Id).Select(r => r.Step).ToListAsync());
    }

    [Fact]
    public async Task Schedule_AJobOfAnotherInstant_IsReplaced()
    {
        var at = Shipped.Spring.Window!.For(2099).CutOff.AddDays(-15);
        new BackgroundJobClient(_storage).Schedule<JobRunner>(r => r.RunMilestoneAsync("spring-festival-warmth", 2099, "t-15", CancellationToken.None), at.AddHours(1));
        new BackgroundJobClient(_storage).Schedule<JobRunner>(r => r.RunMilestoneAsync("gone", 2099, "t-15", CancellationToken.None), at);
        new BackgroundJobClient(_storage).Schedule<JobRunner>(r => r.RunAsync("outbox-relay", CancellationToken.None), at);
        await Jobs().ScheduleAsync(default);
        Assert.Equal(at.UtcDateTime, Assert.Single(Scheduled(), j => j.Milestone == "t-15").At);
        // Other people's jobs are left alone.
        Assert.Equal(6, _storage.GetMonitoringApi().ScheduledCount());
    }

    [Fact]
    public async Task Runner_OfAMilestone_FiresItOnceHoweverOftenItRuns()
    {
        await Jobs().ScheduleAsync(default);
        await using var services = new ServiceCollection().AddSingleton(Sweep()).BuildServiceProvider();
        _time.SetUtcNow(Shipped.Spring.Window!.For(2099).CutOff.AddDays(-15));
        for (var i = 0; i < 2; i++) await new JobRunner(services).RunMilestoneAsync("spring-festival-warmth", 2099, "t-15", default);
        await using var db = _data.Store.Read();
        Assert.Equal(["window-opens", "t-15"], await db.DeadlineRungs.OrderBy(r => r.Id).Select(r => r.Step).ToListAsync());
    }

    [Fact]
    public void JobTable_EveryJob_IsInShanghaiTimeAndTellsItselfInBothLanguages()
    {
        Assert.Equal(JobTable.Jobs.Count, JobTable.Jobs.Select(j => j.Name).Distinct().Count());
        Assert.Subset(JobTable.Jobs.Select(j => j.Name).ToHashSet(), new HashSet<string> { "deadline-sweep", "subject-deadlines", "season-milestones", "calendar-recompute", "notice-closing" });
        Assert.All(JobTable.Jobs, j =>
        {
            Assert.Equal(5, j.Cron.Split(' ').Length);
            Assert.NotEqual(j.Zh, j.En);
        });
    }

    public void Dispose()
    {
        _storage.Dispose();
        _data.Dispose();
    }

    private sealed class NoLog : ILogProvider, ILog
    {
        public ILog GetLogger(string name) => this;

        public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }

    private SubjectSweep Sweep() => new(_data.Store, Shipped.Catalog, new CalendarSource(WorkingCalendar.Load()), _time);

    private SeasonJobs Jobs() => new(_storage, new BackgroundJobClient(_storage), _data.Store, Sweep(), _time);

    private List<(string Milestone, DateTime At)> Scheduled() =>
        [.. _storage.GetMonitoringApi().ScheduledJobs(0, 100).Select(j => j.Value).Where(j => j.Job.Method.Name == nameof(JobRunner.RunMilestoneAsync) && (string)j.Job.Args[0] == "spring-festival-warmth")
            .OrderBy(j => j.EnqueueAt).Select(j => ((string)j.Job.Args[2], j.EnqueueAt))];
}
