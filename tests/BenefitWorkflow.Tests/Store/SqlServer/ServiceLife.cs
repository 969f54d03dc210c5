using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Measures;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Deadlines;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Payments;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>The demo's year on a recorded database, and after it every question that the service answers and the demo does not ask.</summary>
public sealed class ServiceLife : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-recorded-").FullName;
    private readonly HttpClient _client = new();
    private string[] _keys = [];

    internal QueryRecorder Recorder { get; } = new();

    public async Task InitializeAsync()
    {
        var state = DemoState.Load(_folder, seed: 1, scale: 1);
        var clock = new SimulatedClock(state.Now);
        await using var app = ServiceHost.Build(["--Data:Folder", _folder, "--Urls", "http://127.0.0.1:0", "--Jobs:Enabled", "false", "--Identity:DevelopmentSignIn", "true",
            "--Notifications:Mail:Host", "127.0.0.1", "--Notifications:Mail:Port", "1", "--Notifications:Mail:From", "bw@union.example"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            builder.Services.AddSingleton<IStoreProvider>(_ => new RecordingProvider(Path.Combine(_folder, StoreSetup.DatabaseFile), Recorder));
        });
        await app.PrepareAsync(default);
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var rosters = new DemoRosters(1, 1);
        using var staff = await DemoStaff.HireAsync(app.Services.GetRequiredService<AccountStore>(), address);
        using var bank = new DemoBank(_folder, DemoCommand.Accounts(rosters));
        await new DemoSeason(app, clock, staff, rosters, bank, _folder, 1, state).RunAsync();
        await DemoSummary.ReadAsync(app.Services, TextWriter.Null);
        await using (var db = app.Services.GetRequiredService<BenefitStore>().Read())
            foreach (var programme in app.Services.GetRequiredService<ProgrammeCatalog>().Programmes)
                Assert.Empty((await IndicatorTotals.CompareAsync(db, programme.Key, programme.Year, default)).Select(d => d.En));
        await AskAsync(app, address, clock, rosters);
        await app.StopAsync();
    }

    public Task DisposeAsync()
    {
        _client.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task AskAsync(WebApplication app, Uri address, SimulatedClock clock, DemoRosters rosters)
    {
        var programmes = app.Services.GetRequiredService<ProgrammeCatalog>();
        var accounts = app.Services.GetRequiredService<AccountStore>();
        Assert.Null(await accounts.CreateAccountAsync("everybody", "everybody", [.. Roles.Assignable.Where(r => r != Roles.Administrator)], "long enough 1", default));
        _client.BaseAddress = address;
        _keys = [await accounts.CreateKeyAsync("everybody", "test", Actor.System.Id, default), await accounts.CreateKeyAsync("administrator", "test", Actor.System.Id, default)];
        foreach (var path in (string[])
        [
            "/", "/notices", "/sign-in", "/api/cases?limit=2", "/api/cases/1", "/api/overdue?limit=2",
            "/api/cases?programme=hardship-assistance&scheme=frontline-worker&state=closed&step=survey&role=caseworker&result=paid&number=1&after=3",
            "/api/overdue?programme=hardship-assistance&after=1.2.3.1.notice", "/api/payments", "/api/payments?programme=hardship-assistance&state=settled&batch=1&after=1",
            "/api/payment-batches?programme=hardship-assistance&state=released&after=0", "/api/payment-batches/1/file", "/api/payment-batches/1/files", "/api/payment-files/1/content", "/api/payment-formats", "/api/exchange",
            "/api/bank-results?after=0", "/api/bank-results/1", "/api/bank-results/1/rows?state=refused&after=0", "/api/bank-statements", "/api/bank-alerts", "/api/bank-alerts?all=true", "/api/notices?state=closed&programme=hardship-assistance&after=0",
            "/api/notices/1", "/api/imports/1", "/api/imports/1/bad-rows", "/api/events?after=5&limit=3", "/api/events/health", "/api/events/control-totals?day=2023-03-01", "/api/budgets", "/api/budgets/execution", "/api/budgets/adjustments?programme=hardship-assistance", "/api/payment-batches/1/check",
            "/api/recoveries?state=open", "/api/sending-lock", "/api/payments/1/cash/voucher", "/api/reconciliation", "/api/reconciliation?day=2023-03-01", "/api/budgets?programme=hardship-assistance&check=true",
            "/api/programmes/hardship-assistance/evaluation", "/api/accounts", "/api/accounts/everybody/api-keys",
            "/cases", "/cases?programme=hardship-assistance&step=approve1&role=reviewer&late=true&after=1.2", "/cases/1", "/cases/999999", "/accounts", "/overdue?by=cause&of=bank", "/overdue?by=age&of=4-10", "/overdue?by=person&of=x", "/overdue?by=person&of=role:reviewer", "/overdue?by=unit&of=x", "/season?year=2026", "/reconciliation?day=2023-03-01", "/runs", "/runs/1", "/intake", "/intake?draft=1", "/imports", "/imports/1", "/imports?before=9", "/api/cases/1/documents", "/api/cases/1/documents/1/content", "/api/cases/1/evidence", "/calendar", "/account", "/notifications?unread=true&before=99", "/events?day=2023-03-01", "/programmes/definition-check", "/programmes/migration", "/cases?mine=true&hide=unit", "/cases?state=all&due=soon&unit=x", "/cases?programme=hardship-assistance&state=closed&after=c1.2", "/api/cases?unit=x",
            "/payments?programme=hardship-assistance&state=Released&before=99", "/payments/batches/1?state=Settled&after=0", "/payments/queues", "/payments/queues?show=returned&after=0", "/payments/queues?show=files", "/payments/queues?show=alerts",
            "/payments/queues?show=matches", "/payments/queues?show=cash", "/payments/queues?show=recoveries", "/bank-results?before=99", "/bank-results/1?state=Applied&after=0", "/budget", "/notices/manage?programme=hardship-assistance&state=Closed&before=99",
            "/notices/manage/1", "/notices/manage/compose?programme=hardship-assistance&scheme=frontline-worker", "/objections/manage?programme=hardship-assistance&state=Dismissed&notice=1&before=99",
        ])
            await SendAsync(HttpMethod.Get, path, null);
        await BankSaysAsync(app);
        var notice = (await SendAsync(HttpMethod.Get, "/api/notices?limit=1", null)).GetProperty("items")[0].GetProperty("number").GetString();
        foreach (var page in (string[])[$"/notices/{notice}", $"/notices/{notice}/sheet", $"/notices/{notice}/objections", "/objections?receipt=YY-1"]) await SendAsync(HttpMethod.Get, page, null);
        await PublicQuestions.AskAsync(app.Services, SendAsync);
        var roster = rosters.Rosters[0];
        var idNumber = roster.Applicants.First(a => a.Trouble == Trouble.None).Cells[RosterField.IdNumber];
        await PageVisits.RunAsync(app.Services, idNumber);
        var store = app.Services.GetRequiredService<BenefitStore>();
        PaymentBatch batch;
        await using (var tx = await store.BeginWriteAsync(default))
        {
            batch = SampleRows.Make<PaymentBatch>(tx.Db.Model, 99, nulls: true);
            typeof(PaymentBatch).GetProperty(nameof(PaymentBatch.State))!.SetValue(batch, BatchState.Prepared);
            await tx.InsertAsync(batch, default);
            await tx.CommitAsync(default);
        }
        foreach (var (path, body) in (IEnumerable<(string, object)>)
        [
            ("/api/beneficiaries/household", new { idNumber, headIdNumber = CaseWorld.Frontline(3).IdNumber, reason = "x" }), ($"/api/payment-batches/{batch.Id}/dissolve", new { }), ("/api/bank-results/1/proposals/1/confirm", new { }), ("/api/bank-results/1/proposals/1/dismiss", new { }), ("/api/bank-alerts/1/settle", new { note = "x" }), ("/api/beneficiaries/search", new { idNumber }),
            ("/api/beneficiaries/status", new { items = new[] { new { idNumber, status = "deceased" } } }), ("/api/rechecks", new { items = new[] { new { caseId = 1, correct = true } } }),
            ("/api/budgets/adjustments", new { programme = "hardship-assistance", source = programmes.Find("hardship-assistance")!.FundingSources[0].Key, toFen = 5, documentNumber = "1" }),
            ("/api/budgets/adjustments/1/approve", new { }), ("/api/budgets/adjustments/1/reject", new { }), ("/api/payment-batches/1/check", new { }),
            ("/api/payment-batches/1/sent", new { }), ("/api/payment-batches/1/unknown", new { }), ("/api/recoveries", new { orderId = 1, reason = "x" }),
            ("/api/recoveries/1/recovered", new { documentNumber = "1" }), ("/api/recoveries/1/write-off", new { documentNumber = "1" }), ("/api/payments/1/cash/confirm", new { }),
            ("/api/payments/1/cash/drop", new { }), ("/api/sending-lock/lift", new { reason = "x" }), ("/api/reconciliation/2023-03-01/close", new { token = "x" }),
            ("/api/payment-batches", new { programme = "hardship-assistance" }), ("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)) } }),
        ])
            await SendAsync(HttpMethod.Post, path, body);
        await SendAsync(HttpMethod.Post, "/api/runs", new { action = "approve", select = new { programme = "hardship-assistance" } });
        await SendAsync(HttpMethod.Post, "/api/runs", new { action = "approve", items = new[] { new { caseId = 1 } } });
        await SendAsync(HttpMethod.Post, "/api/notices?run=true", new { programme = "hardship-assistance", scheme = "frontline-worker", caseIds = new[] { 1 } });
        for (var twice = 0; twice < 2; twice++)
            await app.Services.GetRequiredService<RosterRun>().StartAsync(Actor.System, "hardship-assistance", new MemoryStream("姓名,身份证号,工作单位,帮扶类别\n甲,1,乙,丙\n"u8.ToArray()), "名单.csv", RosterMapping.None, default);
        // A notice whose end is past, as a replica that was away finds it.
        await using (var tx = await store.BeginWriteAsync(default))
        {
            await tx.Db.Database.ExecuteSqlAsync($"UPDATE notices SET state = 1 WHERE id = 1");
            await tx.CommitAsync(default);
        }
        await new CloseDueNotices(store, app.Services.GetRequiredService<NoticeCloser>(), app.Services.GetRequiredService<RunStarter>(), clock) { DirectLines = -1 }.RunAsync(default);
        await app.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
        foreach (var path in (string[])["/api/runs", "/api/runs/1", "/api/runs/1/results?status=refused&after=0", "/api/runs/1/failed", "/runs/1?show=refused&after=1", "/runs?before=9", "/runs/1", "/runs/2", "/runs/3", "/imports/7"]) await SendAsync(HttpMethod.Get, path, null);
        await SendAsync(HttpMethod.Post, "/api/runs/1/cancel", new { });
        using var table = JsonDocument.Parse(HolidayJson.File(HolidayJson.Year(2027)));
        var sourced = table.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object)p.Value);
        (sourced["source"], sourced["date"]) = ("国办发明电〔2026〕1号", "2026-11-04");
        await SendAsync(HttpMethod.Post, "/api/calendar/tables", sourced);
        await AskAboutTimeAsync(app);
        await SendAsync(HttpMethod.Post, "/api/accounts/nobody-of-this-name/disable", new { });
        await SendAsync(HttpMethod.Delete, "/api/accounts/api-keys/1", null);
        await accounts.SignInAsync("everybody", "long enough 1", default);
        Assert.True(await accounts.AnyAsync(default));

        // An indicator over some of the schemes: different persons are counted anew, since they do not add up.
        var aid = programmes.Find("hardship-assistance")!;
        await using (var db = store.Read())
            await new GrantsPaid().MeasureAsync(db, new MeasureScope(aid, [aid.Schemes[0].Key, aid.Schemes[1].Key], [], clock.GetUtcNow(), new FigureTable()), default);

        // As one of several replicas.
        var lease = new RelayLease(store, clock);
        Assert.True(await lease.HoldAsync(default));
        using (var relay = new OutboxRelay(store, app.Services.GetRequiredService<IBus>(), clock, lease)) await relay.RunOnceAsync(default);

        await ExchangeVisits.RunAsync(app.Services, clock.GetUtcNow());
        await RareVisits.RunAsync(app.Services, _client, clock.GetUtcNow());
        BankResultLine refused;
        await using (var tx = await store.BeginWriteAsync(default))
        {
            // As after a restore: what lifts the lock is asked.
            var generation = await tx.Db.SendingGenerations.SingleAsync();
            generation.LockedAt = clock.GetUtcNow();
            await tx.UpdateAsync(generation, default);
            // And a row that the bank says something of which does not fit.
            refused = SampleRows.Make<BankResultLine>(tx.Db.Model, 98, nulls: false);
            typeof(BankResultLine).GetProperty(nameof(BankResultLine.State))!.SetValue(refused, BankResultLineState.Refused);
            await tx.InsertAsync(refused, default);
            await tx.CommitAsync(default);
        }
        Assert.NotNull(await app.Services.CreateScope().ServiceProvider.GetRequiredService<SettleRow>().RunAsync(CaseWorld.Releaser, refused.FileId, refused.Row, adopt: true, "x", default));
        Assert.Equal("payment.lift-without-statement", (await app.Services.GetRequiredService<SendingLock>().LiftAsync(CaseWorld.Releaser, "x", default))?.Code);

        // A season without anybody at work: what waits is overdue. Then somebody alters a case, and the proof asks again.
        clock.MoveTo(clock.GetUtcNow().AddDays(90));
        await app.Services.GetRequiredService<DeadlineSweep>().RunOnceAsync(default);
        await app.Services.GetRequiredService<SubjectSweep>().RunOnceAsync(default);
        await using (var tx = await store.BeginWriteAsync(default))
        {
            await tx.Db.Database.ExecuteSqlAsync($"UPDATE cases SET amount_fen = amount_fen + 1 WHERE id = 1");
            await tx.Db.Database.ExecuteSqlAsync($"UPDATE case_documents SET withdrawn_at = NULL WHERE id = 1");
            await tx.CommitAsync(default);
        }
        await SendAsync(HttpMethod.Post, "/api/audit/verify", new { });
    }

    /// <summary>Seasons, limits and their pauses, what tables moved, the evidence of timeliness.</summary>
    private async Task AskAboutTimeAsync(WebApplication app)
    {
        await app.Services.GetRequiredService<SubjectSweep>().RunOnceAsync(default);
        foreach (var path in (string[])
        [
            "/api/calendar/years", "/api/calendar/changes?table=1&after=0&limit=3", "/api/calendar/changes", "/api/programmes/spring-festival-warmth/plan?year=2026",
            "/api/programmes/spring-festival-warmth/forecast?year=2023", "/api/programmes/spring-festival-warmth/forecast/cases?scheme=duty-post&step=approve1&limit=3",
            "/api/timeliness?programme=hardship-assistance&year=2023&verdict=late&after=0&limit=2",
        ])
            await SendAsync(HttpMethod.Get, path, null);
        foreach (var act in (string[])["pause", "resume"])
            await SendAsync(HttpMethod.Post, $"/api/deadlines/{act}", new { items = new[] { new { caseId = await OpenCaseAsync(app), reason = "waitingForDocument" } } });
    }

    private static async Task<long> OpenCaseAsync(WebApplication app)
    {
        await using var db = app.Services.GetRequiredService<BenefitStore>().Read();
        return await db.Cases.Where(c => c.ClosedAt == null).OrderBy(c => c.Id).Select(c => c.Id).FirstAsync();
    }

    /// <summary>Answers of every kind: of a whole file, without an id, a statement, a message id that comes again, a run.</summary>
    private static async Task BankSaysAsync(WebApplication app)
    {
        using var scope = app.Services.CreateScope();
        var takeIn = scope.ServiceProvider.GetRequiredService<TakeInBankResults>();
        await using var db = app.Services.GetRequiredService<BenefitStore>().Read();
        var file = await db.PaymentFiles.OrderBy(f => f.Id).FirstAsync();
        foreach (var xml in (string[])
        [
            BankAnswerFiles.Pain002("", original: file.MessageId, group: "ACSP"), BankAnswerFiles.Pain002("", original: file.MessageId, group: "RJCT"), BankAnswerFiles.Pain002(BankAnswerFiles.Status("X", "RJCT", "AM05")),
            BankAnswerFiles.Camt053(BankAnswerFiles.Entry("1.00", false, BankAnswerFiles.Details(null, "1.00", name: "王芳", account: "6222020000000000001"))),
        ])
            await takeIn.RunAsync(Actor.System, "answer.xml", new MemoryStream(Encoding.UTF8.GetBytes(xml)), default);
        using var longer = new MemoryStream(Encoding.UTF8.GetBytes(BankAnswerFiles.Pain002(BankAnswerFiles.Status("Y", "ACSC"), id: "BANK-2")));
        for (var twice = 0; twice < 2; twice++) await app.Services.GetRequiredService<BankResultsRun>().StartAsync(Actor.System, "answer.xml", longer, default);
        await app.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
    }

    /// <summary>Asks as everybody and as the administrator. Refusals are fine: only what was asked of the database counts. A fault is not.</summary>
    /// <returns>What everybody is answered.</returns>
    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        var answers = new List<JsonElement>();
        foreach (var key in _keys)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("X-Api-Key", key);
            request.Headers.Add("Idempotency-Key", path);
            using var response = await _client.SendAsync(request);
            // Bank files are in an encoding that only the service reads.
            var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
            Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode} {text}");
            answers.Add(text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default);
        }
        return answers[0];
    }
}
