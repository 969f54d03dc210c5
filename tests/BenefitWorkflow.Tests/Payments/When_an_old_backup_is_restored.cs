using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Promise 23: a restored old backup cannot pay again; sending stays locked until a statement was reconciled.</summary>
[Trait("Store", "Every")]
public sealed class When_an_old_backup_is_restored
{
    [Fact]
    public async Task Should_release_nothing_until_a_statement_was_taken_in_and_finance_lifts_the_lock()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        var batch = await world.ReleasedAsync();
        // The database as it was before the release; the folder beside the keys stays.
        await using (var db = world.Store.Read())
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE sending_generation SET generation = generation - 1");
            await db.Database.ExecuteSqlRawAsync("UPDATE payment_orders SET state = 2, released_at = NULL");
            await db.Database.ExecuteSqlRawAsync("UPDATE payment_batches SET state = 1, released_by = NULL, released_at = NULL");
            await db.Database.ExecuteSqlRawAsync("DELETE FROM payment_files");
            await db.Database.ExecuteSqlRawAsync("UPDATE budget_accounts SET released_fen = 0");
        }
        Assert.Equal("payment.sending-locked", (await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal?.Code);
        await world.Sending.DetectAsync(default);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("payment.lift-reason", (await world.Sending.LiftAsync(Releaser, "", default))?.Code);
        Assert.Equal("payment.lift-without-statement", (await world.Sending.LiftAsync(Releaser, "对账单 3 月 8 日", default))?.Code);

        // The bank's word on what was paid before the restore fits no order here: the lock stays while a row is open.
        var file = await TakeInAsync(world, BankResultLineState.Refused, "payment.state-mismatch", await world.OrderAsync(ids[0]));
        Assert.Equal("payment.lift-unreconciled", (await world.Sending.LiftAsync(Releaser, "对账单 3 月 8 日", default))?.Code);
        await using (var db = world.Store.Read()) await db.Database.ExecuteSqlAsync($"UPDATE bank_result_lines SET state = 1, code = NULL WHERE file_id = {file}");
        Assert.Null(await world.Sending.LiftAsync(Releaser, "对账单 3 月 8 日已核对", default));
        Assert.Null(await RefusalAsync(world));
        Assert.Null((await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal);
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

    private static async Task<long> TakeInAsync(CaseWorld world, BankResultLineState state, string code, PaymentOrder order)
    {
        await using var db = world.Store.Read();
        var day = ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var statement = BankAnswerFiles.Camt053(BankAnswerFiles.Entry("1000.00", credit: false, BankAnswerFiles.Details(order.EndToEndId, "1000.00"), day));
        var (report, refusal) = await world.TakeInBankResults.RunAsync(Preparer, "对账单.xml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(statement)), default);
        Assert.Null(refusal);
        Assert.Equal((1, code), (report!.Refused, report.Rows[0].Code));
        Assert.Equal(state, (await db.BankResultLines.SingleAsync()).State);
        return (await db.BankResultFiles.SingleAsync()).Id;
    }
}
