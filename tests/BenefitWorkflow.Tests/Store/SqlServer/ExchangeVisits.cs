using System.Globalization;
using System.Text;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Exchange;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>Every question of the exchange, which the demo does without: on payments that are set back to where they were before the bank had them.</summary>
internal static class ExchangeVisits
{
    public static async Task RunAsync(IServiceProvider services, DateTimeOffset now)
    {
        await using var scope = services.CreateAsyncScope();
        var (store, end, memory, time) = (scope.ServiceProvider.GetRequiredService<BenefitStore>(), new FakeEnd(), new ExchangeMemory(), new FakeTimeProvider(now));
        var record = new FileRecord(scope.ServiceProvider.GetRequiredService<MarkBatch>(), NullLogger<FileRecord>.Instance);
        var send = new SendFiles(store, scope.ServiceProvider.GetRequiredService<BatchFile>(), record, memory, services.GetRequiredService<SendingLock>(), time, NullLogger<SendFiles>.Instance, end);
        List<PaymentFile> files;
        await using (var db = store.Read()) files = await db.PaymentFiles.Where(f => f.State == PaymentFileState.Made).OrderBy(f => f.Id).Take(3).ToListAsync();
        var (carried, interrupted, fresh) = (files[0], files[1], files[2]);

        // One was carried by hand, one was being handed over when the service died, one waits.
        await SetAsync(store, carried.BatchId, PaymentState.Sent);
        await SetAsync(store, interrupted.BatchId, PaymentState.Released);
        await SetAsync(store, fresh.BatchId, PaymentState.Released);
        await using (var tx = await store.BeginWriteAsync(default))
        {
            interrupted.BeginSending("fake", now);
            await tx.UpdateAsync(interrupted, default);
            await tx.CommitAsync(default);
        }
        await send.RunOnceAsync(default);
        Assert.Contains(fresh.FileName, end.Shown);
        Assert.DoesNotContain(interrupted.FileName, end.Shown);

        var resend = new ResendFile(store, time, end);
        var person = CaseWorld.Person("one", Roles.FinancePreparer);
        Assert.Null((await resend.ProposeAsync(person, interrupted.Id, "已核实", default)).Refusal);
        Assert.Null((await resend.ConfirmAsync(CaseWorld.Person("two", Roles.FinanceReleaser), interrupted.Id, null, default)).Refusal);

        await SetAsync(store, fresh.BatchId, PaymentState.Sent);
        time.Advance(TimeSpan.FromDays(20));
        Assert.Equal(2, await new LateFiles(store, record, services.GetRequiredService<CalendarSource>(), memory, new ExchangeLimits(1), time).RunOnceAsync(default));

        await using (var db = store.Read())
        {
            var order = await db.PaymentOrders.FirstAsync(o => o.BatchId == fresh.BatchId);
            end.Answers["a.txt"] = (Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"端到端编号|金额|结果|原因|日期时间\n{order.EndToEndId}|{order.AmountFen / 100}.{order.AmountFen % 100:00}|退票|销户|{now.ToOffset(ShanghaiTime.Offset):yyyy-MM-dd HH:mm:ss}\n")), now);
        }
        end.Answers["b.xml"] = ([(byte)'<'], now);
        // At the service's own time: a return without its credit waits a day before it is laid aside.
        var fetch = new FetchAnswers(store, scope.ServiceProvider.GetRequiredService<TakeInBankResults>(), memory, new FakeTimeProvider(now), NullLogger<FetchAnswers>.Instance, end);
        await fetch.RunOnceAsync(default);
        await fetch.RunOnceAsync(default);
        Assert.Equal(["a.txt"], end.Answers.Keys);
    }

    private static async Task SetAsync(BenefitStore store, long batch, PaymentState state)
    {
        await using var tx = await store.BeginWriteAsync(default);
        await tx.Db.Database.ExecuteSqlAsync($"UPDATE payment_orders SET state = {(int)state} WHERE batch_id = {batch}");
        await tx.CommitAsync(default);
    }
}
