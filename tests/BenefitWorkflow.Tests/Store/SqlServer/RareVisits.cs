using System.Text.RegularExpressions;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Jobs;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notices.Objections;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What is asked only where something unusual stands in the database, which is put there.</summary>
internal static partial class RareVisits
{
    public static async Task RunAsync(IServiceProvider services, HttpClient client, DateTimeOffset now)
    {
        using var scope = services.CreateScope();
        var store = services.GetRequiredService<BenefitStore>();
        await ObjectionsAsync(scope.ServiceProvider, store, client, now);
        await NotificationsAsync(services, store, now);
        await ProposalAsync(scope.ServiceProvider, store, now);
        await RevisedTableAsync(services, store, now);
        await using (var db = store.Read())
        {
            // A format that names identity numbers.
            var batch = await db.PaymentBatches.OrderBy(b => b.Id).FirstAsync();
            var payroll = new PaymentBatch
            {
                Id = batch.Id, Number = batch.Number, ProgrammeKey = batch.ProgrammeKey, Year = batch.Year, Format = "payroll-text", FormatVersion = 1, Count = 1, TotalFen = 1, Digest = [1],
                PreparedBy = batch.PreparedBy, PreparedAt = batch.PreparedAt,
            };
            await services.GetRequiredService<BatchFileChecks>().Of(db, payroll, await db.PaymentOrders.Where(o => o.BatchId == batch.Id).Take(2).ToListAsync(), default);
        }
        using var storage = new InMemoryStorage();
        await new SeasonJobs(storage, new BackgroundJobClient(storage), store, services.GetRequiredService<SubjectSweep>(), services.GetRequiredService<TimeProvider>()).ScheduleAsync(default);
    }

    /// <summary>Two open objections about one case of a running notice, one of them merged, and somebody of the public who sends a third.</summary>
    private static async Task ObjectionsAsync(IServiceProvider services, BenefitStore store, HttpClient client, DateTimeOffset now)
    {
        NoticeLine line;
        string number;
        await using (var tx = await store.BeginWriteAsync(default))
        {
            line = await tx.Db.NoticeLines.OrderBy(l => l.NoticeId).ThenBy(l => l.LineNumber).FirstAsync();
            number = (await tx.Db.Notices.SingleAsync(n => n.Id == line.NoticeId)).Number;
            await tx.Db.Notices.Where(n => n.Id == line.NoticeId).ExecuteUpdateAsync(n => n.SetProperty(x => x.State, NoticeState.Posted).SetProperty(x => x.EndsAt, now.AddDays(9)));
            await tx.Db.NoticeLines.Where(l => l.NoticeId == line.NoticeId && l.CaseId == line.CaseId).ExecuteUpdateAsync(l => l.SetProperty(x => x.State, NoticeLineState.Objected));
            foreach (var id in (long[])[9_001, 9_002])
                await tx.InsertAsync(new Objection { Id = id, Number = $"YY-{id}", NoticeId = line.NoticeId, CaseId = line.CaseId, TextCipher = [1], ReceivedAt = now, TakenDownBy = "x" }, default);
            await tx.CommitAsync(default);
        }
        Assert.Null(await services.GetRequiredService<MergeObjections>().RunAsync(CaseWorld.Person("somebody", Roles.Reviewer), 9_001, new MergeRequest(9_002, "x"), default));
        (await client.GetAsync("/objections/YY-9001")).EnsureSuccessStatusCode();
        var form = await client.GetStringAsync($"/notices/{number}/objections");
        var token = Token().Match(form);
        Assert.True(token.Success);
        using var sent = await client.PostAsync($"/notices/{number}/objections", new FormUrlEncodedContent(
            [new(token.Groups[1].Value, token.Groups[2].Value), new("line", $"{line.LineNumber}"), new("text", "x")]));
        Assert.True((int)sent.StatusCode < 500);
        await services.GetRequiredService<RaiseObjections>().RunAsync(Actor.System, [new NewObjection(number, line.CaseId, "y")], null, default, Objection.Public);
    }

    /// <summary>One rung of each subject, told by e-mail to a server that is not there, and told again.</summary>
    private static async Task NotificationsAsync(IServiceProvider services, BenefitStore store, DateTimeOffset now)
    {
        for (var round = 0; round < 2; round++)
        {
            await using (var tx = await store.BeginWriteAsync(default))
            {
                var id = await tx.TakeNumbersAsync(DeadlineRungFiredMapping.Sequence, 3, default);
                foreach (var subject in (DeadlineSubject[])[DeadlineSubject.Case, DeadlineSubject.Batch, DeadlineSubject.Notice])
                    await tx.InsertAsync(new DeadlineRungFired
                    {
                        Id = id++, Subject = subject, SubjectId = 1, ProgrammeKey = "hardship-assistance", Step = $"rare-{round}", Visit = 1, Kind = DeadlineKind.Step, Rung = DeadlineRung.Late,
                        OwnerRole = Roles.Caseworker, DueAt = now, At = now, FiredAt = now,
                    }, default);
                await tx.CommitAsync(default);
            }
            Assert.True(await services.GetRequiredService<RungNotifier>().RunOnceAsync(default) > 0);
            await services.GetRequiredService<DeliverySender>().RunOnceAsync(default);
        }
    }

    private static async Task ProposalAsync(IServiceProvider services, BenefitStore store, DateTimeOffset now)
    {
        long file;
        await using (var tx = await store.BeginWriteAsync(default))
        {
            var order = await tx.Db.PaymentOrders.OrderBy(o => o.Id).FirstAsync();
            file = (await tx.Db.BankResultFiles.OrderBy(f => f.Id).FirstAsync()).Id;
            await tx.InsertAsync(BankResultLine.Of(file, new BankResultRow(99_999, "", order.AmountFen, BankResult.Settled, null, now, null), BankResultLineState.Proposed, null, order.Id, now), default);
            await tx.CommitAsync(default);
        }
        Assert.NotNull(await services.GetRequiredService<DecideProposal>().RunAsync(CaseWorld.Person("finance", Roles.FinancePreparer), file, 99_999, true, default));
    }

    /// <summary>A payment's limit that another table moves.</summary>
    private static async Task RevisedTableAsync(IServiceProvider services, BenefitStore store, DateTimeOffset now)
    {
        await using (var tx = await store.BeginWriteAsync(default))
        {
            var days = await services.GetRequiredService<CalendarSource>().ReadAsync(tx.Db, default);
            var open = await tx.Db.Cases.Where(c => c.ClosedAt == null).OrderBy(c => c.Id).FirstAsync();
            var (start, table) = (ShanghaiTime.LocalDate(now), await tx.Db.CalendarTables.OrderByDescending(t => t.Id).FirstAsync());
            await tx.InsertAsync(new Deadline { CaseId = open.Id, ActivityId = "rare", Visit = 1, Kind = DeadlineKind.Disbursement, OwnerRole = Roles.FinancePreparer }
                .Begin(now, now.AddDays(90), days, new DeadlineBasis(start, 5)), default);
            await tx.Db.CalendarTables.Where(t => t.Id == table.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.RecomputedAt, (DateTimeOffset?)null).SetProperty(x => x.RecomputedUpTo, 0L));
            await tx.CommitAsync(default);
        }
        await services.GetRequiredService<CalendarRecompute>().RunOnceAsync(default);
    }

    [GeneratedRegex("name=\"?(__RequestVerificationToken)\"? value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
