using System.Globalization;
using System.Text;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Deadlines;
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
        var file = new BatchFile(world.Store, world.Digest, world.Protector);
        var before = await file.RunAsync(batch.Id, false, default);

        var orders = new List<PaymentOrder>();
        foreach (var id in ids) orders.Add(await world.OrderAsync(id));
        var at = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes("端到端编号|金额|结果|原因|日期时间\n"
            + $"{orders[0].EndToEndId}|1000.00|成功||{at}\n{orders[1].EndToEndId}|1000.00|失败|账号不存在|{at}\n{orders[2].EndToEndId}|1000.01|成功||{at}\nX-9|1.00|成功||{at}\n{orders[0].EndToEndId}|1000.00|成功||{at}\n{orders[3].EndToEndId}|1000.00|失败|重复|{at}\n");
        var report = (await TakeInAsync(world, bytes)).Report!;
        Assert.Equal((1, 1, 0, 4, false), (report.Settled, report.Failed, report.Returned, report.Refused, report.AlreadyTakenIn));
        Assert.Equal([null, null, "payment.amount-mismatch", "payment.unknown-order", "payment.duplicate-row", "payment.duplicate-rejection"], report.Rows.Select(r => r.Code));
        Assert.Equal([PaymentState.Settled, PaymentState.Failed, PaymentState.Released, PaymentState.Released], await StatesAsync(world, ids));
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
        Assert.Equal(before.Bytes, (await file.RunAsync(batch.Id, false, default)).Bytes);
        await world.AccountsAsync();
    }

    [Fact]
    public async Task Should_be_released_by_another_person_and_once()
    {
        await using var world = await CreateAsync();
        var ids = await OrderedAsync(world, 1);
        var batch = await PreparedAsync(world);
        Assert.Equal("payment.nothing-to-pay", (await PrepareAsync(world)).Refusal?.Code);
        Assert.Equal("payment.batch-not-released", (await new BatchFile(world.Store, world.Digest, world.Protector).RunAsync(batch.Id, false, default)).Refusal?.Code);
        Assert.Equal("payment.releaser-prepared", (await ReleaseAsync(world, Person("cai", Roles.FinancePreparer, Roles.FinanceReleaser), batch.Id)).Refusal?.Code);
        Assert.Equal("payment.batch-unknown", (await ReleaseAsync(world, Releaser, 99)).Refusal?.Code);
        Assert.Equal([PaymentState.Batched], await StatesAsync(world, ids));
        Assert.Null((await ReleaseAsync(world, Releaser, batch.Id)).Refusal);
        Assert.Equal("payment.batch-released", (await ReleaseAsync(world, Releaser, batch.Id)).Refusal?.Code);
        Assert.Equal("payment.batch-released", (await new DissolveBatch(world.Store).RunAsync(batch.Id, default)).Refusal?.Code);
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

        var (_, bytes, refusal) = await new BatchFile(world.Store, world.Digest, world.Protector).RunAsync(batch.Id, false, default);
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

        Assert.Null((await new DissolveBatch(world.Store).RunAsync(batch.Id, default)).Refusal);
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
        // Without the role every case refuses: the batch and its orders must stay as they were.
        var refused = await ReleaseAsync(world, Person("who", Roles.Auditor), batch.Id);
        Assert.Equal(("payment.release-refused", 2), (refused.Refusal?.Code, refused.Outcomes.Count));
        await using var db = world.Store.Read();
        Assert.Equal(BatchState.Prepared, (await db.PaymentBatches.SingleAsync()).State);
        Assert.Equal([PaymentState.Batched, PaymentState.Batched], await StatesAsync(world, ids));
    }

    /// <summary>Cases whose notice has run: their payments are ordered.</summary>
    private static async Task<long[]> OrderedAsync(CaseWorld world, int count)
    {
        var ids = await world.ApprovedAsync([.. Enumerable.Range(1, count).Select(Frontline)]);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        return ids;
    }

    private static Task<PrepareBatchResult> PrepareAsync(CaseWorld world) =>
        new PrepareBatch(world.Store, world.Programmes, world.Digest, world.Time).RunAsync(Preparer, new PrepareBatchRequest(Hardship), default);

    private static async Task<PaymentBatch> PreparedAsync(CaseWorld world)
    {
        var result = await PrepareAsync(world);
        Assert.Empty(result.Checks);
        return result.Batch!;
    }

    private static Task<ReleaseBatchResult> ReleaseAsync(CaseWorld world, Actor actor, long id) =>
        new ReleaseBatch(world.Store, world.Executor, world.Digest, world.Time).RunAsync(actor, id, default);

    private static Task<(BankResultReport? Report, Engine.Execution.Refusal? Refusal)> TakeInAsync(CaseWorld world, byte[] bytes) =>
        new TakeInBankResults(world.Store, world.Executor, world.Time).RunAsync(Preparer, "回单.txt", new MemoryStream(bytes), default);

    private static async Task<List<PaymentState>> StatesAsync(CaseWorld world, long[] ids)
    {
        var states = new List<PaymentState>();
        foreach (var id in ids) states.Add((await world.OrderAsync(id)).State);
        return states;
    }
}
