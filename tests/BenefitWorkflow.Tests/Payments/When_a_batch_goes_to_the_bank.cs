using System.Globalization;
using System.Text;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_batch_goes_to_the_bank
{
    [Fact]
    public async Task Should_pay_each_row_by_the_banks_word_and_the_same_file_twice_only_once()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 4);
        var batch = await PreparedAsync(world);
        Assert.Equal(("PB-KNBF-2023-0001", 4, 400_000L), (batch.Number, batch.Count, batch.TotalFen));
        Assert.Null((await ReleaseAsync(world, Releaser, batch.Id)).Refusal);
        var file = world.BatchFile;
        var before = await file.BytesAsync(batch.Id);

        var orders = new List<PaymentOrder>();
        foreach (var id in ids) orders.Add(await world.OrderAsync(id));
        var at = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes("端到端编号|金额|结果|原因|日期时间\n"
            + $"{orders[0].EndToEndId}|1000.00|成功||{at}\n{orders[1].EndToEndId}|1000.00|失败|账号不存在|{at}\n{orders[2].EndToEndId}|1000.01|成功||{at}\nX-9|1.00|成功||{at}\n{orders[0].EndToEndId}|1000.00|成功||{at}\n{orders[3].EndToEndId}|1000.00|失败|重复|{at}\n");
        var report = (await TakeInAsync(world, bytes)).Report!;
        Assert.Equal((1, 1, 0, 3, false), (report.Settled, report.Failed, report.Returned, report.Refused, report.AlreadyTakenIn));
        Assert.Equal([null, null, "payment.amount-mismatch", "payment.unknown-order", "payment.duplicate-row", "payment.duplicate-rejection"], report.Rows.Select(r => r.Code));
        Assert.Equal([PaymentState.Settled, PaymentState.Failed, PaymentState.Released, PaymentState.Unknown], await StatesAsync(world, ids));
        Assert.Equal("AC01", (await world.OrderAsync(ids[1])).ReasonCode);

        var again = (await TakeInAsync(world, bytes)).Report!;
        Assert.True(again.AlreadyTakenIn);
        Assert.Equal(report.Rows, again.Rows);
        // One more byte is another file; its rows are refused harmlessly.
        Assert.Equal("payment.already-settled", (await TakeInAsync(world, [.. bytes, (byte)'\n'])).Report!.Rows[0].Code);

        using var sheet = new MemoryStream();
        using (var table = new TableWriter(sheet, ["端到端编号", "金额", "结果", "原因", "日期时间"])) table.WriteRow([orders[0].EndToEndId, "1000.00", "退票", "销户", at]);
        var returned = (await TakeInAsync(world, sheet.ToArray())).Report!;
        Assert.Equal((1, "applied"), (returned.Returned, returned.Rows[0].Status));
        Assert.Equal("account", (await world.CaseAsync(ids[0])).Step);
        Assert.Equal(before.Bytes, (await file.BytesAsync(batch.Id)).Bytes);
        await world.AccountsAsync();
    }

    [Fact]
    public async Task Should_be_released_by_another_person_and_once()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 1);
        var batch = await PreparedAsync(world);
        Assert.Equal("payment.nothing-to-pay", (await PrepareAsync(world)).Refusal?.Code);
        Assert.Equal("payment.batch-not-released", (await world.BatchFile.BytesAsync(batch.Id)).Refusal?.Code);
        Assert.Equal("payment.releaser-prepared", (await ReleaseAsync(world, Person("cai", Roles.FinancePreparer, Roles.FinanceReleaser), batch.Id)).Refusal?.Code);
        Assert.Equal("payment.batch-unknown", (await ReleaseAsync(world, Releaser, 99)).Refusal?.Code);
        Assert.Equal([PaymentState.Batched], await StatesAsync(world, ids));
        Assert.Null((await ReleaseAsync(world, Releaser, batch.Id)).Refusal);
        Assert.Equal("payment.batch-released", (await ReleaseAsync(world, Releaser, batch.Id)).Refusal?.Code);
        Assert.Equal("payment.batch-released", (await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, batch.Id, default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("amount")]
    [InlineData("account")]
    [InlineData("bank")]
    [InlineData("cipher")]
    [InlineData("gone")]
    public async Task Should_not_go_where_a_row_was_changed_after_preparing(string change)
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 2);
        var batch = await PreparedAsync(world);
        await using (var db = world.Store.Read())
            Assert.Equal(1, await db.Database.ExecuteSqlAsync(change switch
            {
                "name" => $"UPDATE payment_orders SET account_name = '另一人' WHERE case_id = {ids[0]}",
                "amount" => $"UPDATE payment_orders SET amount_fen = amount_fen + 1 WHERE case_id = {ids[0]}",
                "account" => $"UPDATE payment_orders SET account_hash = {new byte[] { 1 }} WHERE case_id = {ids[0]}",
                "bank" => $"UPDATE payment_orders SET bank_name = '别的银行' WHERE case_id = {ids[0]}",
                "cipher" => $"UPDATE payment_orders SET account_cipher = (SELECT o.account_cipher FROM payment_orders o WHERE o.case_id = {ids[1]}) WHERE case_id = {ids[0]}",
                _ => $"UPDATE payment_orders SET batch_id = NULL, state = 1 WHERE case_id = {ids[0]}",
            }));
        Assert.Equal("payment.batch-changed", (await ReleaseAsync(world, Releaser, batch.Id)).Refusal?.Code);
        Assert.DoesNotContain(PaymentState.Released, await StatesAsync(world, ids));
    }

    [Fact]
    public async Task Should_give_no_file_where_a_row_was_changed_after_release()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 2);
        var batch = await PreparedAsync(world);
        Assert.Null((await ReleaseAsync(world, Releaser, batch.Id)).Refusal);
        await using (var db = world.Store.Read()) await db.Database.ExecuteSqlAsync($"UPDATE payment_orders SET amount_fen = 9900000 WHERE case_id = {ids[0]}");

        var (_, bytes, refusal) = await world.BatchFile.BytesAsync(batch.Id);
        Assert.Equal((null, "payment.batch-altered"), (bytes, refusal?.Code));
    }

    [Fact]
    public async Task Should_release_none_where_one_payee_died_and_all_the_others_after_a_new_batch()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 2);
        var batch = await PreparedAsync(world);
        await When_cases_are_put_on_notice.SetStatusAsync(world, ids[0], BeneficiaryStatus.Deceased);
        var refused = await ReleaseAsync(world, Releaser, batch.Id);
        Assert.Equal(("payment.release-refused", ids[0]), (refused.Refusal?.Code, Assert.Single(refused.Outcomes).CaseId));
        Assert.Equal([PaymentState.Batched, PaymentState.Batched], await StatesAsync(world, ids));

        Assert.Null((await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, batch.Id, default)).Refusal);
        var next = await PrepareAsync(world);
        Assert.Equal("payment.beneficiary-not-active", Assert.Single(next.Checks).Code);
        Assert.Equal(("PB-KNBF-2023-0002", 1), (next.Batch!.Number, next.Batch.Count));
        Assert.Null((await ReleaseAsync(world, Releaser, next.Batch.Id)).Refusal);
        Assert.Equal([PaymentState.Ordered, PaymentState.Released], await StatesAsync(world, ids));
    }

    [Fact]
    public async Task Should_release_none_where_the_executor_refuses_one()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 2);
        var batch = await PreparedAsync(world);
        // Who approved a case may not release its money: the batch and its orders must stay as they were.
        var refused = await ReleaseAsync(world, Person("an", Roles.Approver, Roles.FinanceReleaser), batch.Id);
        Assert.Equal(("payment.release-refused", 2), (refused.Refusal?.Code, refused.Outcomes.Count));
        await using var db = world.Store.Read();
        Assert.Equal(BatchState.Prepared, (await db.PaymentBatches.SingleAsync()).State);
        Assert.Equal([PaymentState.Batched, PaymentState.Batched], await StatesAsync(world, ids));
    }

    [Fact]
    public async Task Should_not_be_released_without_the_role()
    {
        await using var world = await CreateAsync();
        await OrderedAsync(world, 1);
        Assert.Equal("identity.role-required", (await ReleaseAsync(world, Person("who", Roles.Auditor), (await PreparedAsync(world)).Id)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_refuse_what_the_bank_dates_before_its_release_or_credit()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 1);
        Assert.Null((await ReleaseAsync(world, Releaser, (await PreparedAsync(world)).Id)).Refusal);
        var order = await world.OrderAsync(ids[0]);
        var before = order.ReleasedAt!.Value.AddMilliseconds(-1).ToUnixTimeMilliseconds();
        foreach (var signal in new[] { "SettlePayment", "FailPayment" })
            RefusedAs("payment.before-release", await world.SendAsync(Preparer, ids[0], signal, ("orderId", order.Id), ("atMs", before)));
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        RefusedAs("payment.before-settlement", await world.SendAsync(Preparer, ids[0], "ReturnPayment", ("orderId", order.Id), ("atMs", before)));
        Applied(await world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
    }

    [Fact]
    public async Task Should_try_refused_rows_again_when_the_same_file_comes_again()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 3);
        Assert.Null((await ReleaseAsync(world, Releaser, (await PreparedAsync(world, ids[0], ids[2])).Id)).Refusal);
        var orders = new List<PaymentOrder>();
        foreach (var id in ids) orders.Add(await world.OrderAsync(id));
        // The bank's file is of tomorrow, when all three are with the bank; it is taken in too early.
        var at = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes("端到端编号|金额|结果|原因|日期时间\n"
            + $"{orders[0].EndToEndId}|1000.00|成功||{at}\n{orders[1].EndToEndId}|1000.00|失败|销户|{at}\n{orders[2].EndToEndId}|1000.01|成功||{at}\n");
        var first = (await TakeInAsync(world, bytes)).Report!;
        Assert.Equal([null, "payment.state-mismatch", "payment.amount-mismatch"], first.Rows.Select(r => r.Code));

        Assert.Null((await ReleaseAsync(world, Releaser, (await PreparedAsync(world)).Id)).Refusal);
        var second = (await TakeInAsync(world, bytes)).Report!;
        Assert.Equal((1, 1, 0, 1, false), (second.Settled, second.Failed, second.Returned, second.Refused, second.AlreadyTakenIn));
        Assert.Equal(["applied", "applied", "refused"], second.Rows.Select(r => r.Status));
        Assert.Equal([PaymentState.Settled, PaymentState.Failed, PaymentState.Released], await StatesAsync(world, ids));

        var third = (await TakeInAsync(world, bytes)).Report!;
        Assert.True(third.AlreadyTakenIn);
        Assert.Equal(second.Rows, third.Rows);
        await using var db = world.Store.Read();
        Assert.Equal(1, await db.BankResultFiles.CountAsync());
    }

    [Fact]
    public async Task Should_keep_the_report_of_what_was_applied_before_a_crash()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 1);
        Assert.Null((await ReleaseAsync(world, Releaser, (await PreparedAsync(world)).Id)).Refusal);
        var order = await world.OrderAsync(ids[0]);
        var at = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        // The first chunk is full; the rest comes only the second time.
        var unknown = string.Concat(Enumerable.Range(1, 1_500).Select(i => $"X-{i}|1.00|成功||{at}\n"));
        var bytes = Encoding.UTF8.GetBytes($"端到端编号|金额|结果|原因|日期时间\n{order.EndToEndId}|1000.00|成功||{at}\n{unknown}");
        using var killed = new CancellationTokenSource();
        var takeIn = world.TakeInBy(new KillingClock(world.Time, killed, at: 3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => takeIn.RunAsync(Preparer, "回单.txt", new MemoryStream(bytes), killed.Token));
        await using var db = world.Store.Read();
        Assert.Equal((1_000, 1), (await db.BankResultLines.CountAsync(), await db.BankResultLines.CountAsync(l => l.State == BankResultLineState.Applied)));

        var report = (await TakeInAsync(world, bytes)).Report!;
        Assert.Equal((1, 1_500, 1_501), (report.Settled, report.Refused, report.Rows.Count));
        Assert.Equal("applied", report.Rows[0].Status);
    }

    [Fact]
    public async Task Should_leave_out_an_account_that_another_payee_has_in_a_batch_before()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, Frontline(1), Frontline(2) with { Account = Frontline(1).Account });
        // Each alone in its batch: the second is found out all the same, whatever state the first has.
        var first = await PrepareAsync(world, [(await world.OrderAsync(ids[0])).Id]);
        Assert.Equal(("payment.account-shared", "payment.nothing-to-pay"), (Assert.Single(first.Checks).Code, first.Refusal?.Code));
        var accepted = await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship, [(await world.OrderAsync(ids[0])).Id], AcceptSharedAccounts: true), null, default);
        Assert.Null((await ReleaseAsync(world, Releaser, accepted.Batch!.Id)).Refusal);
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Assert.Equal("payment.account-shared", Assert.Single((await PrepareAsync(world)).Checks).Code);
        // What never came to be paid is no use of the account.
        Applied(await world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        Assert.Empty((await PrepareAsync(world)).Checks);
    }

    [Fact]
    public async Task Should_pay_into_another_name_only_after_a_second_person_confirmed_it()
    {
        await using var world = await CreateAsync();
        var mother = Frontline(1) with { AccountName = "王桂兰" };
        var ids = await OrderedAsync(world, mother);
        var found = await PrepareAsync(world);
        Assert.Equal(("payment.name-differs", true), (Assert.Single(found.Checks).Code, found.Checks[0].LeftOut));
        Assert.Null(found.Batch);

        Applied(await world.SendAsync(Caseworker, ids[0], "RecallPayment"));
        Applied(Assert.Single(await world.Executor.SignalAsync(new SignalCommand(Caseworker,
            [new CaseSignal(ids[0], new Signal("CorrectAccount"), Personal: new PersonalInput(mother.BankName, mother.Account!, mother.AccountName))]), default)));
        Applied(await world.SendAsync(Colleague, ids[0], "ConfirmAccount"));
        var confirmed = await PrepareAsync(world);
        Assert.Equal(1, confirmed.Batch!.Count);
        Assert.Equal(("payment.name-differs", false), (Assert.Single(confirmed.Checks).Code, confirmed.Checks[0].LeftOut));
    }

    /// <summary>Kills the run when it asks for the time the n-th time: of the file, then of each chunk.</summary>
    private sealed class KillingClock(TimeProvider real, CancellationTokenSource kill, int at) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == at) kill.Cancel();
            return real.GetUtcNow();
        }
    }

    /// <summary>Cases whose notice has run: their payments are ordered.</summary>
    private static Task<long[]> OrderedAsync(CaseWorld world, int count) => OrderedAsync(world, [.. Enumerable.Range(1, count).Select(Frontline)]);

    private static async Task<long[]> OrderedAsync(CaseWorld world, params NewCase[] cases)
    {
        var ids = await world.ApprovedAsync(cases);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        return ids;
    }

    private static Task<PrepareBatchResult> PrepareAsync(CaseWorld world, IReadOnlyList<long>? orders = null) =>
        world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship, orders), null, default);

    private static async Task<PaymentBatch> PreparedAsync(CaseWorld world, params long[] cases)
    {
        var orders = await Task.WhenAll(cases.Select(world.OrderIdAsync));
        var result = await PrepareAsync(world, orders.Length > 0 ? orders : null);
        Assert.Empty(result.Checks);
        return result.Batch!;
    }

    private static Task<ReleaseBatchResult> ReleaseAsync(CaseWorld world, Actor actor, long id) =>
        world.ReleaseBatch.RunAsync(actor, id, null, default);

    private static Task<(BankResultReport? Report, Refusal? Refusal)> TakeInAsync(CaseWorld world, byte[] bytes) =>
        world.TakeInBankResults.RunAsync(Preparer, "回单.txt", new MemoryStream(bytes), default);

    private static async Task<List<PaymentState>> StatesAsync(CaseWorld world, long[] ids)
    {
        var states = new List<PaymentState>();
        foreach (var id in ids) states.Add((await world.OrderAsync(id)).State);
        return states;
    }
}
