using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Payments.Exchange;

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
            "subject-deadlines",
            "* * * * *",
            "处理批次、公示和项目季节的期限：提醒、逾期与升级",
            "Acts on the limits of batches, notices and seasons: reminds, reports what is late, escalates.",
            static (services, ct) => services.GetRequiredService<SubjectSweep>().RunOnceAsync(ct)),
        new(
            SeasonJobs.Name,
            "*/10 * * * *",
            "把项目季节的节点（开始受理、距最后发放日 15/7/3 天、季节结束）排为可查看的定时作业",
            "Schedules the milestones of seasons (window opens, 15, 7 and 3 days left, window closes) as jobs that can be read here.",
            static (services, ct) => services.GetRequiredService<SeasonJobs>().ScheduleAsync(ct)),
        new(
            "calendar-recompute",
            "* * * * *",
            "节假日安排变更后重新计算未完成的期限（载入时即进行；此作业接续中断的计算）",
            "Computes open limits anew after a holiday table was loaded: loading does so itself, this run goes on where it was cut off.",
            static (services, ct) => services.GetRequiredService<CalendarRecompute>().RunOnceAsync(ct)),
        new(
            "notice-closing",
            "* * * * *",
            "公示期满：结束公示并推进无异议的案件",
            "Ends notices whose full period has run and advances the cases nobody objected to.",
            static (services, ct) => services.GetRequiredService<CloseDueNotices>().RunAsync(ct)),
        new(
            "payment-sending",
            "* * * * *",
            "向银行交换通道送交付款文件，查询结果未知的文件",
            "Hands payment files to the bank's end and inquires about those of unknown outcome.",
            static (services, ct) => services.GetRequiredService<ExchangeRounds>().SendAsync(ct)),
        new(
            "bank-answers",
            "* * * * *",
            "从银行交换通道取回回单并导入",
            "Fetches the bank's answers and takes them in.",
            static (services, ct) => services.GetRequiredService<ExchangeRounds>().FetchAsync(ct)),
        new(
            "rung-notifications",
            "* * * * *",
            "期限提醒：把已触发的提醒、到期、逾期和升级通知到人",
            "Tells people of the deadlines' rungs that fired: due soon, due, late, escalated.",
            static (services, ct) => services.GetRequiredService<RungNotifier>().RunOnceAsync(ct)),
        new(
            "daily-digest",
            // 08:30 is among them; the other runs make up for one that did not come.
            "*/10 * * * *",
            "工作日 08:30 的待办摘要；错过的由下一次补发，不重复",
            "The digest of 08:30 on working days; one that was missed is made up by the next run, never doubled.",
            static (services, ct) => services.GetRequiredService<DigestWriter>().RunOnceAsync(ct)),
        new(
            "notification-sending",
            "* * * * *",
            "发送邮件和推送，失败的按间隔重试",
            "Sends e-mails and webhook calls; what failed is tried again at growing intervals.",
            static (services, ct) => services.GetRequiredService<DeliverySender>().RunOnceAsync(ct)),
        new(
            "intake-drafts",
            "40 3 * * *",
            "删除 30 天未改动的立案草稿",
            "Deletes drafts of applications that nobody touched for 30 days.",
            static (services, ct) => services.GetRequiredService<IntakeDesk>().ForgetAsync(ct)),
    ];

    public static RecurringJob Find(string name) => Jobs.Single(job => job.Name == name);
}
