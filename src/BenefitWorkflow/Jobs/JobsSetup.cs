using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.PostgreSql;

namespace BenefitWorkflow.Jobs;

/// <summary>Hangfire, in memory beside SQLite and in the database on a server, and its dashboard at <c>/jobs</c>.</summary>
public static class JobsSetup
{
    private const string ZoneId = "Asia/Shanghai";

    /// <summary>Adds the recurring jobs, unless <c>Jobs:Enabled</c> is false (default true): whoever simulates the clock runs the same methods.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration settings, StoreSettings storage)
    {
        if (!settings.GetValue("Jobs:Enabled", true)) return services;
        services.AddLogging(logging => logging.AddFilter("Hangfire", LogLevel.Warning));
        services.AddSingleton<ITimeZoneResolver, ShanghaiZone>();
        var sqlServer = storage.Kind == StoreKind.SqlServer ? new SqlServerJobs(storage.ConnectionString!) : null;
        // Before Hangfire's own service: it looks for its tables as soon as it starts.
        if (sqlServer is not null) services.AddSingleton<IHostedService>(sqlServer);
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseStorageOf(storage, sqlServer));
        services.AddHangfireServer(server =>
        {
            // The jobs are few and queue for one database writer: more workers would only wait.
            server.WorkerCount = 2;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        services.AddTransient<JobRunner>().AddTransient<SeasonJobs>();
        services.AddHostedService<JobRegistration>();
        return services;
    }

    // Replicas share the storage, so that a job runs in one of them. Due dates lie in our own tables: what is in memory only can be lost.
    private static void UseStorageOf(this IGlobalConfiguration hangfire, StoreSettings storage, SqlServerJobs? sqlServer)
    {
        switch (storage.Kind)
        {
            case StoreKind.PostgreSql:
                hangfire.UsePostgreSqlStorage(options => options.UseNpgsqlConnection(storage.ConnectionString));
                break;
            case StoreKind.SqlServer:
                hangfire.UseStorage(sqlServer!.Storage);
                break;
            default:
                hangfire.UseInMemoryStorage();
                break;
        }
    }

    /// <summary>Maps the dashboard for administrators; nothing where the jobs are disabled. On the root, since it serves its own pages.</summary>
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<JobStorage>() is null) return;
        app.MapHangfireDashboard("/jobs", new DashboardOptions
        {
            Authorization = [new AdministratorsOnly()],
            DashboardTitle = "作业 Jobs",
            DisplayStorageConnectionString = false,
        });
    }

    /// <summary>Names the jobs to Hangfire at start; a job that left the table leaves the dashboard.</summary>
    private sealed class JobRegistration(IRecurringJobManager manager) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            var options = new RecurringJobOptions { TimeZone = ShanghaiZone.Zone, MisfireHandling = MisfireHandlingMode.Relaxed };
            foreach (var job in JobTable.Jobs)
            {
                var name = job.Name;
                manager.AddOrUpdate<JobRunner>(name, runner => runner.RunAsync(name, CancellationToken.None), job.Cron, options);
            }

            // In memory the milestones' jobs went with the last process.
            manager.Trigger(SeasonJobs.Name);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>The legal time as a fixed offset: a minimal container has no time-zone database.</summary>
    private sealed class ShanghaiZone : ITimeZoneResolver
    {
        public static TimeZoneInfo Zone { get; } = TimeZoneInfo.CreateCustomTimeZone(ZoneId, ShanghaiTime.Offset, ZoneId, ZoneId);

        public TimeZoneInfo GetTimeZoneById(string timeZoneId) => timeZoneId == ZoneId ? Zone : TimeZoneInfo.FindSystemTimeZoneById(timeZoneId);
    }
}
