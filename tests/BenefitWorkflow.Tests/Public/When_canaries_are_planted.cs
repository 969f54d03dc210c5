using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Public;

/// <summary>
/// One worker's whole case, with an identity, account, phone, address, birth date and illness that occur nowhere else, and then every place that
/// others read. Bank files are not among them: the bank must know the account. Nor is what staff with the right role see of the case itself.
/// </summary>
public sealed class When_canaries_are_planted
{
    private const string Address = "鹿城镇青山嘴柒号院", Illness = "慢性粒细胞白血病", Elsewhere = "13987654321";
    private const int Seed = 77_001;

    [Fact]
    public async Task Should_show_them_on_no_page_export_notice_event_log_line_notification_mail_or_webhook()
    {
        using var smtp = new SmtpSink();
        await using var hook = await WebhookSink.StartAsync();
        using var log = new LogSink();
        await using var service = await RunningService.StartAsync(
            configure: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace), settings:
            [
                "--Notifications:Mail:Host", "127.0.0.1", "--Notifications:Mail:Port", smtp.Port.ToString(CultureInfo.InvariantCulture), "--Notifications:Mail:From", "service@union.example",
                "--Notifications:Webhooks:0:Url", hook.Url.ToString(), "--Notifications:Webhooks:0:Secret", "0123456789abcdef",
            ]);
        var (name, id, phone, account) = InventedPeople.Person(Seed);
        var born = DateOnly.ParseExact(id.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture);
        var canary = new Canary(new Dictionary<string, string>
        {
            ["identity number"] = id, ["account"] = account, ["phone"] = phone, ["address"] = Address, ["illness"] = Illness, ["objector's phone"] = Elsewhere,
            ["birth date"] = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["birth date in Chinese"] = $"{born.Year}年{born.Month}月{born.Day}日", ["birth digits"] = id[6..14],
            ["end of the account"] = account[^8..], ["end of the phone"] = phone[^7..], ["end of the identity"] = id[^8..],
        });
        var everybody = await EverybodyAsync(service);
        var executor = service.Services.GetRequiredService<CaseExecutor>();
        var store = service.Services.GetRequiredService<BenefitStore>();

        // A malformed request and a wrong number first: what is refused must not come back or be logged.
        using (var bad = await everybody.PostAsync("/api/cases", new StringContent($$"""{"items":[{"idNumber":"{{id}}","unit":{{account}}}]}""", Encoding.UTF8, "application/json"))) canary.Scan("malformed request", await bad.Content.ReadAsStringAsync());
        var applicant = Applicant(Seed, Hardship, "frontline-worker", new()
        {
            Documents = ["application-form", "id-card", "unit-roster"], DutyPost = "furnace", HardshipCause = "illness", Remark = $"住{Address}，患{Illness}",
        });
        var caseId = Applied((await executor.OpenAsync(new OpenCommand(Caseworker, [applicant]), default))[0]).CaseId;
        Applied(await SendAsync(executor, Approver, caseId, "Approve"));
        var number = await PostAsync(everybody);
        await ScanPublicAsync(service, canary, number, name);

        var scene = service.Anonymous();
        var receipt = await ObjectAsync(scene, number, $"他是{born.Year}年{born.Month}月{born.Day}日生，住{Address}，得了{Illness}，卡号{account}", Elsewhere);
        await ScanPageAsync(scene, canary, "/objections/" + receipt);
        await ScanPageAsync(scene, canary, "/objections/" + receipt + "?lang=en");
        Applied(await SendAsync(executor, Reviewer, caseId, "DismissObjection"));
        await ScanPageAsync(scene, canary, "/objections/" + receipt);
        number = await PostAsync(everybody);

        // Weeks without anybody at work: every rung fires. Then the notice is closed and the grant is paid.
        service.Time.Advance(TimeSpan.FromDays(14));
        using (var scope = service.Services.CreateScope()) await scope.ServiceProvider.GetRequiredService<NoticeCloser>().CloseDueAsync(default);
        service.Time.Advance(TimeSpan.FromDays(30));
        await service.Services.GetRequiredService<DeadlineSweep>().RunOnceAsync(default);
        await service.Services.GetRequiredService<SubjectSweep>().RunOnceAsync(default);
        await service.Services.GetRequiredService<RungNotifier>().RunOnceAsync(default);
        await service.Services.GetRequiredService<DigestWriter>().RunOnceAsync(default);
        await service.Services.GetRequiredService<DeliverySender>().RunOnceAsync(default);
        using (var batch = await everybody.PostAsJsonAsync("/api/payment-batches", new { programme = Hardship })) canary.Scan("batch", await batch.Content.ReadAsStringAsync());

        foreach (var path in (string[])
        [
            "/api/notices", "/api/notices/1/proofs", "/api/objections/register", "/api/objections/register?page=true", "/api/objections/register?page=true&lang=en", "/api/overdue", "/api/overdue/summary?by=person", "/api/overdue/summary?by=cause",
            "/api/events", "/api/events/control-totals?day=2023-03-01", "/api/events/health", "/api/budgets", "/api/payment-batches", "/api/cases", "/api/runs", "/api/notifications", "/api/notifications/preferences", "/api/notifications/deliveries",
            "/api/programmes/hardship-assistance/evaluation", "/api/accounts", "/api/calendar/years", "/sign-in", "/health", "/openapi/v1.json", $"/notices/{number}",
        ])
            canary.Scan(path, await (await everybody.GetAsync(path)).Content.ReadAsByteArrayAsync());

        await using (var db = store.Read())
        {
            foreach (var message in await db.Outbox.ToListAsync()) canary.Scan("event", message.Payload);
            foreach (var told in await db.Notifications.ToListAsync()) canary.Scan("notification", told.Zh + told.En);
            foreach (var delivery in await db.Deliveries.ToListAsync()) canary.Scan("delivery", delivery.Target + delivery.Title + delivery.Body + delivery.Error);
            foreach (var rung in await db.DeadlineRungs.ToListAsync()) canary.Scan("rung", rung.Step + rung.OwnerRole + rung.ProgrammeKey);
            foreach (var notice in await db.Notices.ToListAsync()) canary.Scan("notice", notice.Text);
        }
        foreach (var mail in smtp.Messages) canary.Scan("mail", mail.Text);
        foreach (var body in smtp.Bodies) canary.Scan("mail's text", body);
        foreach (var call in hook.Calls) canary.Scan("webhook", call.Body);
        foreach (var line in log.Lines) canary.Scan("log", line);
        foreach (var place in new[] { "event", "notification", "delivery", "rung", "notice", "mail", "mail's text", "webhook", "log", "/api/objections/register xl/worksheets/sheet1.xml" }) Assert.Contains(place, canary.Places);

        // The scan itself sees them where they belong.
        var detail = await everybody.GetStringAsync("/api/notices/1");
        Assert.Subset(canary.Found(detail).ToHashSet(), new HashSet<string> { "account", "address", "illness", "objector's phone", "birth date in Chinese" });
    }

    private static async Task<HttpClient> EverybodyAsync(RunningService service)
    {
        Assert.Null(await service.Accounts.CreateAccountAsync("everybody", "everybody", [.. Roles.Assignable.Where(r => r != Roles.Administrator)], null, default));
        Assert.Null(await service.Changing.SetEmailAsync(RunningService.Boss, "everybody", "everybody@union.example", default));
        await using (var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            var choice = new NotificationChoice { AccountId = "everybody" };
            choice.Set(MailChoice.Each, NotificationKind.DueSoon);
            await tx.InsertAsync(choice, default);
            await tx.CommitAsync(default);
        }
        return service.WithKey(await service.Accounts.CreateKeyAsync("everybody", "test", Actor.System.Id, default));
    }

    private static async Task<string> PostAsync(HttpClient caseworker)
    {
        using var posted = await caseworker.PostAsJsonAsync("/api/notices", new { programme = Hardship, scheme = "frontline-worker" });
        return (await TestService.JsonAsync(posted)).GetProperty("notice").GetProperty("number").GetString()!;
    }

    private static async Task ScanPublicAsync(RunningService service, Canary canary, string number, string name)
    {
        var browser = service.Anonymous();
        foreach (var path in new[] { "/notices", $"/notices/{number}", $"/notices/{number}/sheet", $"/notices/{number}/objections", "/objections", "/objections?receipt=YY-1", "/notices/none" })
        foreach (var query in new[] { "", path.Contains('?', StringComparison.Ordinal) ? "&lang=en" : "?lang=en" })
            await ScanPageAsync(browser, canary, path + query);
        // What the public may see is there, so that the scan looked at real pages.
        Assert.Contains(WebUtility.HtmlEncode(name), await browser.GetStringAsync($"/notices/{number}/sheet"), StringComparison.Ordinal);
    }

    private static async Task ScanPageAsync(HttpClient browser, Canary canary, string path)
    {
        using var answer = await browser.GetAsync(path);
        canary.Scan(path, await answer.Content.ReadAsStringAsync());
        foreach (var header in answer.Headers) canary.Scan($"{path} {header.Key}", string.Join(' ', header.Value));
    }

    private static async Task<string> ObjectAsync(HttpClient browser, string number, string text, string contact)
    {
        using var answer = await PublicScene.ObjectAsync(browser, $"/notices/{number}/objections", 1, text, contact);
        return answer.Headers.Location!.ToString()["/objections/".Length..].Split('?')[0];
    }

    private static async Task<CaseOutcome> SendAsync(CaseExecutor executor, Actor actor, long id, string signal) =>
        (await executor.SignalAsync(new SignalCommand(actor, [new CaseSignal(id, new Signal(signal), Reason: "依据材料")]), default))[0];

    private sealed class LogSink : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
            // Lines stay readable after the service has gone.
        }
    }
}
