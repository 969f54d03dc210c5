using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;

namespace BenefitWorkflow.Jobs;

/// <summary>One recurring job.</summary>
/// <param name="Name">Key in the dashboard; never changes.</param>
/// <param name="Cron">Five fields, in Asia/Shanghai.</param>
/// <param name="Zh">What it does, for the administrator.</param>
/// <param name="En">The same in English.</param>
/// <param name="RunAsync">The work. Safe to run twice, also at once: every job checks under its write transaction what is still due.</param>
internal sealed record RecurringJob(string Name, string Cron, string Zh, string En, Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>Every recurring job there is. Due dates live in our tables, so a job that did not run loses nothing: the next run finds it all.</summary>
internal static class JobTable
{
    public static IReadOnlyList<RecurringJob> Jobs { get; } =
    [
        new(
            "outbox-relay",
            "* * * * *",
            "发布事件（平时由后台循环每秒发布；此作业作为保障，管理员也可手动触发）",
            // The loop gives the second's delay that a cron cannot; this run remains when the loop hangs, and shows its state to people.
            "Publishes events. A loop does so every second; this is the safety net, and can be triggered by hand.",
            static (services, ct) => services.GetRequiredService<OutboxRelay>().RunOnceAsync(ct)),
        new(
            "deadline-sweep",
            "* * * * *",
            "处理到期的办理时限：推进案件或登记逾期",
            "Acts on time limits that are due: advances the case or reports it as overdue.",
            static (services, ct) => services.GetRequiredService<DeadlineSweep>().RunOnceAsync(ct)),
        new(
            "notice-closing",
            "* * * * *",
            "公示期满：结束公示并推进无异议的案件",
            "Ends notices whose full period has run and advances the cases nobody objected to.",
            static (services, ct) => services.GetRequiredService<CloseDueNotices>().RunAsync(ct)),
    ];

    public static RecurringJob Find(string name) => Jobs.Single(job => job.Name == name);
}
