using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Promise 23: a restored old backup cannot pay again; sending stays locked until a statement was reconciled.</summary>
[Trait("Store", "Every")]
public sealed class When_an_old_backup_is_restored
{
    [Fact]
    public async Task Should_release_nothing_until_the_bank_s_word_is_booked_and_finance_lifts_the_lock()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        await world.ReleasedAsync();
        await RestoreAsync(world);
        var again = await world.PreparedAsync();
        Assert.Equal("payment.sending-locked", (await world.ReleaseBatch.RunAsync(Releaser, again.Id, null, default)).Refusal?.Code);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Sending.DetectAsync(default);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("payment.lift-reason", (await world.Sending.LiftAsync(Releaser, "", default))?.Code);
        Assert.Equal("payment.lift-without-statement", (await world.Sending.LiftAsync(Releaser, "对账单", default))?.Code);
        // A statement of another time proves nothing.
        await TakeInAsync(world, "STM-0", -30, null);
        Assert.Equal("payment.lift-without-statement", (await world.Sending.LiftAsync(Releaser, "对账单", default))?.Code);

        // What the bank paid before the restore fits no order here: the lock stays while a row is open.
        var paid = await world.OrderAsync(ids[0]);
        var file = await TakeInAsync(world, "STM-1", 0, paid);
        Assert.Equal("payment.lift-unreconciled", (await world.Sending.LiftAsync(Releaser, "对账单", default))?.Code);
        var settle = new SettleRow(world.Store, world.Executor, world.Sending, world.Time);
        Assert.Equal("payment.row-reason", (await settle.RunAsync(Releaser, file, 1, true, " ", default))?.Code);
        Assert.Equal("payment.row-second-person", (await settle.RunAsync(Person(Preparer.Id, Roles.FinanceReleaser), file, 1, true, "对账单第 1 行", default))?.Code);
        Assert.Equal("payment.in-batch", (await settle.RunAsync(Releaser, file, 1, true, "对账单第 1 行", default))?.Code);
        Assert.Null((await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, again.Id, default)).Refusal);
        Assert.Equal("case.separation-of-duties", (await settle.RunAsync(Person(Approver.Id, Roles.FinanceReleaser), file, 1, true, "对账单第 1 行", default))?.Code);
        Assert.Null(await settle.RunAsync(Releaser, file, 1, true, "对账单第 1 行", default));
        Assert.Equal("payment.row-not-refused", (await settle.RunAsync(Releaser, file, 1, true, "对账单第 1 行", default))?.Code);
        Assert.Equal("payment.lift-second-person", (await world.Sending.LiftAsync(Releaser, "对账单已核对", default))?.Code);
        Assert.Equal("identity.role-required", (await world.Sending.LiftAsync(Preparer, "对账单已核对", default))?.Code);
        Assert.Null(await world.Sending.LiftAsync(Second, "对账单已核对", default));
        Assert.Null(await RefusalAsync(world));

        // Booked once, as released and credited; the other, of which the bank knows nothing, is paid.
        var booked = await world.OrderAsync(ids[0]);
        Assert.Equal((PaymentState.Settled, null), (booked.State, booked.BatchId));
        var batch = await world.ReleasedAsync();
        Assert.Equal(1, batch.Count);
        await using var db = world.Store.Read();
        Assert.Equal([nameof(PaymentOrderedV1), nameof(PaymentReleasedV1), nameof(PaymentSettledV1)], await db.Outbox.Where(m => m.CaseId == ids[0] && m.Type.StartsWith("Payment")).OrderBy(m => m.Id).Select(m => m.Type).ToListAsync());
        Assert.True((await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default)).Balanced);
        Assert.Empty(await IndicatorTotals.CompareAsync(db, Hardship, world.Programmes.Find(Hardship)!.Year, default));
    }

    [Fact]
    public async Task Should_never_pay_what_the_bank_calls_credited_even_where_nobody_booked_it()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        await world.ReleasedAsync();
        await RestoreAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Sending.DetectAsync(default);
        world.Time.Advance(TimeSpan.FromHours(1));
        var batch = await world.PreparedAsync();
        var file = await TakeInAsync(world, "STM-1", 0, await world.OrderAsync(ids[0]));
        Assert.Null(await new SettleRow(world.Store, world.Executor, world.Sending, world.Time).RunAsync(Releaser, file, 1, adopt: false, "看错", default));
        Assert.Null(await world.Sending.LiftAsync(Second, "对账单已核对", default));

        var refused = await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
        Assert.Equal("payment.bank-has-paid", Assert.Single(refused.Outcomes).Refusal?.Code);
        Assert.Null((await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, batch.Id, default)).Refusal);
        var prepared = await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default);
        Assert.Equal((1, "payment.bank-has-paid"), (prepared.Batch!.Count, Assert.Single(prepared.Checks).Code));

        // Nor in cash, nor by another order of the case.
        var order = await world.OrderAsync(ids[0]);
        Assert.Equal("payment.bank-has-paid", (await world.Cash().ProposeAsync(Preparer, order.Id, "无法转账", "领款单.pdf", When_documents_are_kept.Pdf(), default))?.Code);
        Applied(await world.SendAsync(Caseworker, ids[0], PaymentSignals.Recall));
        await world.AnewAsync(ids[0]);
        Assert.NotEqual(order.Id, await world.OrderIdAsync(ids[0]));
        Assert.Equal("payment.nothing-to-pay", (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_book_a_dismissed_row_whose_order_came_later_and_lock_a_backup_of_before_it()
    {
        await using var world = await CreateAsync();
        var id = (await world.OrderedAsync(1))[0];
        await world.ReleasedAsync();
        await RestoreAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Sending.DetectAsync(default);
        world.Time.Advance(TimeSpan.FromHours(1));
        var file = await TakeInAsync(world, "STM-1", 0, await world.OrderAsync(id));
        var settle = new SettleRow(world.Store, world.Executor, world.Sending, world.Time);
        Assert.Null(await settle.RunAsync(Releaser, file, 1, adopt: false, "尚无此笔", default));
        Assert.Null(await world.Sending.LiftAsync(Second, "对账单已核对", default));
        var before = await GenerationAsync(world);
        Assert.Null(await settle.RunAsync(Releaser, file, 1, adopt: true, "对账单第 1 行", default));
        Assert.Equal(PaymentState.Settled, (await world.OrderAsync(id)).State);
        await using (var db = world.Store.Read())
        {
            var line = await db.BankResultLines.SingleAsync();
            Assert.Equal((BankResultLineState.Applied, null, "对账单第 1 行"), (line.State, line.Code, line.Note));
            await db.Database.ExecuteSqlAsync($"UPDATE sending_generation SET generation = {before}");
        }
        Assert.Equal("payment.sending-locked", (await RefusalAsync(world))?.Code);
    }

    [Fact]
    public async Task Should_tell_which_payment_a_row_without_its_id_is_and_book_it()
    {
        await using var world = await CreateAsync();
        var id = (await world.OrderedAsync(1))[0];
        var (order, who) = (await world.OrderAsync(id), Frontline(1));
        var day = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var statement = BankAnswerFiles.Camt053(BankAnswerFiles.Entry("1000.00", credit: false, BankAnswerFiles.Details(null, "1000.00", name: who.Name, account: who.Account), day));
        var report = (await world.TakeInBankResults.RunAsync(Preparer, "对账单.xml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(statement)), default)).Report!;
        Assert.Equal((1, order.Id), (report.Refused, report.Rows[0].OrderId));
        Assert.Equal("payment.bank-has-paid", Assert.Single((await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Checks).Code);
        Assert.Null(await new SettleRow(world.Store, world.Executor, world.Sending, world.Time).RunAsync(Releaser, report.FileId, 1, adopt: true, "对账单第 1 行", default));
        Assert.Equal(PaymentState.Settled, (await world.OrderAsync(id)).State);
    }

    /// <summary>What has left is not free for others: the case keeps it, wherever somebody tries to end it, until a second person says that the row is wrong.</summary>
    [Fact]
    public async Task Should_end_no_case_without_the_money_that_the_bank_calls_credited()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        await world.ReleasedAsync();
        await RestoreAsync(world);
        world.Time.Advance(TimeSpan.FromHours(1));
        var file = await TakeInAsync(world, "STM-1", 0, await world.OrderAsync(ids[0]));
        Assert.Equal("payment.bank-has-paid", (await world.SendAsync(Caseworker, ids[0], CaseActivity.Withdraw)).Refusal?.Code);
        Applied(await world.SendAsync(Caseworker, ids[1], CaseActivity.Withdraw));
        Applied(await world.SendAsync(Caseworker, ids[0], PaymentSignals.Recall));
        Assert.Equal("payment.bank-has-paid", (await world.SendAsync(Caseworker, ids[0], CorrectAccount.Abandon)).Refusal?.Code);
        Assert.Equal([ReservationState.Pending, ReservationState.Cancelled], await ReservationsAsync(world, ids));
        Assert.Null(await new SettleRow(world.Store, world.Executor, world.Sending, world.Time).RunAsync(Releaser, file, 1, adopt: false, "银行记错", default));
        Applied(await world.SendAsync(Caseworker, ids[0], CorrectAccount.Abandon));

        // Of a backup that is older than the order, too.
        var early = (await world.ApprovedAsync(Frontline(9)))[0];
        var name = PaymentOrder.NameOf((await world.CaseAsync(early)).Number, 1);
        var statement = BankAnswerFiles.Camt053(BankAnswerFiles.Entry("1000.00", credit: false, BankAnswerFiles.Details(name, "1000.00"), ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), "STM-2");
        Assert.Equal(1, (await world.TakeInBankResults.RunAsync(Preparer, "对账单.xml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(statement)), default)).Report!.Refused);
        Assert.Equal("payment.bank-has-paid", (await world.SendAsync(Caseworker, early, CaseActivity.Withdraw)).Refusal?.Code);
        Assert.Equal([ReservationState.Pending], await ReservationsAsync(world, [early]));
    }

    private static async Task<List<ReservationState>> ReservationsAsync(CaseWorld world, IReadOnlyList<long> ids)
    {
        await using var db = world.Store.Read();
        return await db.Reservations.Where(r => ids.Contains(r.CaseId)).OrderBy(r => r.CaseId).Select(r => r.State).ToListAsync();
    }

    private static readonly BenefitWorkflow.Identity.Actor Second = Person("second releaser", Roles.FinanceReleaser);

    private static async Task<long> GenerationAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return (await db.SendingGenerations.SingleAsync()).Generation;
    }

    /// <summary>The database as it was when the payments had been ordered; the folder beside the keys stays.</summary>
    private static async Task RestoreAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        await db.Database.ExecuteSqlRawAsync("UPDATE sending_generation SET generation = generation - 1");
        await db.Database.ExecuteSqlRawAsync("UPDATE payment_orders SET state = 1, released_at = NULL, batch_id = NULL");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM payment_batches");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM payment_files");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM outbox WHERE type = 'PaymentReleasedV1'");
        await db.Database.ExecuteSqlRawAsync("UPDATE budget_accounts SET released_fen = 0");
    }

    [Fact]
    public async Task Should_put_right_a_file_that_a_crash_left_behind_and_lock_for_one_that_nobody_can_read()
    {
        await using var world = await CreateAsync();
        await world.OrderedAsync(1);
        await world.ReleasedAsync();
        var path = Path.Combine(world.Settings.DataFolder, SendingLock.FileName);
        Assert.Equal("1", await File.ReadAllTextAsync(path));
        // Committed, then killed before the file was written.
        File.Delete(path);
        Assert.Null(await RefusalAsync(world));
        await world.OrderedAsync(1, from: 2);
        await world.ReleasedAsync();
        Assert.Equal("2", await File.ReadAllTextAsync(path));
        // A smaller number never replaces a larger one, whichever replica writes last.
        world.Sending.Keep(1);
        Assert.Equal("2", await File.ReadAllTextAsync(path));
        await File.WriteAllTextAsync(path, "zwei");
        Assert.Equal("payment.sending-locked", (await RefusalAsync(world))?.Code);
    }

    private static async Task<BenefitWorkflow.Engine.Execution.Refusal?> RefusalAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await world.Sending.RefusalAsync(db, default);
    }

    /// <param name="day">Of the statement, from today.</param>
    /// <param name="order">Credited by it; null: it has no entry.</param>
    private static async Task<long> TakeInAsync(CaseWorld world, string id, int day, PaymentOrder? order)
    {
        await using var db = world.Store.Read();
        var (from, to) = (Day(day), Day(day + 1));
        var statement = BankAnswerFiles.Camt053(order is null ? "" : BankAnswerFiles.Entry("1000.00", credit: false, BankAnswerFiles.Details(order.EndToEndId, "1000.00"), from), id)
            .Replace("<FrDtTm>2023-01-20T", $"<FrDtTm>{from}T", StringComparison.Ordinal).Replace("<ToDtTm>2023-01-21T", $"<ToDtTm>{to}T", StringComparison.Ordinal);
        var (report, refusal) = await world.TakeInBankResults.RunAsync(Preparer, $"{id}.xml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(statement)), default);
        Assert.Null(refusal);
        Assert.Equal(order is null ? [] : ["payment.state-mismatch"], report!.Rows.Select(r => r.Code));
        return report.FileId;

        string Day(int days) => ShanghaiTime.LocalDate(world.Time.GetUtcNow()).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }
}
