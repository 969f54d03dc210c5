using System.Security.Cryptography;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Measures;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_payment_is_made_in_cash
{
    private static readonly byte[] Voucher = When_documents_are_kept.Pdf("voucher"), Another = When_documents_are_kept.Pdf("another");

    [Fact]
    public async Task Should_need_a_reason_a_voucher_and_a_second_person()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(1);
        var (cash, order) = (world.Cash(), await world.OrderIdAsync(ids[0]));
        Assert.Equal("payment.cash-reason", (await cash.ProposeAsync(Preparer, order, " ", "领款单.pdf", Voucher, default))?.Code);
        Assert.Equal("payment.voucher-size", (await cash.ProposeAsync(Preparer, order, "卧床，无法开户", "领款单.pdf", [], default))?.Code);
        Assert.Equal("document.kind", (await cash.ProposeAsync(Preparer, order, "卧床，无法开户", "领款单.pdf", [1, 2, 3], default))?.Code);
        Assert.Equal("payment.no-voucher", (await cash.ConfirmAsync(Releaser, order, null, default))?.Code);
        Assert.Equal("payment.unknown-payment", (await cash.ProposeAsync(Preparer, 99, "卧床，无法开户", "领款单.pdf", Voucher, default))?.Code);
        Assert.Null(await cash.ProposeAsync(Person("cai", Roles.FinancePreparer, Roles.FinanceReleaser), order, "卧床，无法开户", "领款单.pdf", Voucher, default));
        Assert.Equal("case.separation-of-duties", (await cash.ConfirmAsync(Person("cai", Roles.FinancePreparer, Roles.FinanceReleaser), order, null, default))?.Code);
        Assert.Equal("case.separation-of-duties", (await cash.ConfirmAsync(Person(Approver.Id, Roles.FinanceReleaser), order, null, default))?.Code);
        Assert.Equal("payment.cash-date", (await cash.ConfirmAsync(Releaser, order, new PayInCash.ConfirmRequest(world.Time.GetUtcNow().AddHours(1)), default))?.Code);
        // While it is proposed no batch takes it: it would be paid twice.
        Assert.Equal("payment.nothing-to-pay", (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Refusal?.Code);
        Assert.Null(await cash.ConfirmAsync(Releaser, order, null, default));
        Assert.NotNull(await cash.ConfirmAsync(Releaser, order, null, default));

        var settled = await world.OrderAsync(ids[0]);
        Assert.Equal((PaymentState.Settled, PaymentChannel.Cash, null), (settled.State, settled.Channel, settled.BatchId));
        var (name, content) = (await cash.VoucherAsync(CaseWorld.Releaser, order, default))!.Value;
        Assert.Equal("领款单.pdf", name);
        Assert.Equal(Voucher, content);
        await using var db = world.Store.Read();
        var kept = await db.CashVouchers.SingleAsync();
        Assert.True(kept.ContentCipher.AsSpan().IndexOf("%PDF"u8) < 0 && kept.FileNameCipher.AsSpan().IndexOf("领款单"u8) < 0);
        var told = await db.Outbox.Where(m => m.CaseId == ids[0]).OrderBy(m => m.Id).ToListAsync();
        Assert.Equal([nameof(PaymentSettledV1), nameof(CashPaidV1)], told.Select(m => m.Type).Where(t => t is nameof(PaymentSettledV1) or nameof(CashPaidV1) or nameof(PaymentReleasedV1)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Voucher)), ((CashPaidV1)EventCatalog.Deserialize(nameof(CashPaidV1), told.Single(m => m.Type == nameof(CashPaidV1)).Payload)).VoucherSha256);
        Assert.Equal((100_000, 0), ((await world.AccountsAsync()).Sum(a => a.PaidFen), (await world.AccountsAsync()).Sum(a => a.PendingFen)));
    }

    [Fact]
    public async Task Should_go_to_the_bank_again_when_the_proposal_is_dropped()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(1);
        var (cash, order) = (world.Cash(), await world.OrderIdAsync(ids[0]));
        Assert.Null(await cash.ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default));
        Assert.Null(await cash.DropAsync(Releaser, order, default));
        Assert.Equal("payment.cash-state", (await cash.ConfirmAsync(Releaser, order, null, default))?.Code);
        await world.ReleasedAsync();
        Assert.Equal("payment.cash-state", (await cash.ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default))?.Code);
    }

    [Fact]
    public async Task Should_not_be_confirmed_on_a_voucher_that_was_not_seen()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(1);
        var (cash, order) = (world.Cash(), await world.OrderIdAsync(ids[0]));
        Assert.Null(await cash.ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default));
        var seen = new PayInCash.ConfirmRequest(null, Convert.ToHexStringLower(SHA256.HashData(Voucher)));
        Assert.Null(await cash.DropAsync(Preparer, order, default));
        Assert.Null(await cash.ProposeAsync(Preparer, order, "无法开户", "b.pdf", Another, default));
        Assert.Equal("payment.voucher-changed", (await cash.ConfirmAsync(Releaser, order, seen, default))?.Code);
        Assert.Null(await cash.ConfirmAsync(Releaser, order, seen with { VoucherSha256 = Convert.ToHexString(SHA256.HashData(Another)) }, default));
    }

    [Fact]
    public async Task Should_concern_the_newest_order_of_the_case_alone()
    {
        await using var world = await CreateAsync();
        var id = (await world.OrderedAsync(1))[0];
        var (cash, first) = (world.Cash(), await world.OrderIdAsync(id));
        await world.ReissuedAsync(id);
        Assert.NotEqual(first, await world.OrderIdAsync(id));
        Assert.Equal("payment.order-superseded", (await cash.ProposeAsync(Preparer, first, "无法开户", "a.pdf", Voucher, default))?.Code);
        Assert.Equal(PaymentChannel.Bank, (await world.OrderAsync(id)).Channel);
    }

    [Fact]
    public async Task Should_not_be_handed_over_while_sending_is_locked_and_lock_a_backup_of_before()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(1);
        var (cash, order) = (world.Cash(), await world.OrderIdAsync(ids[0]));
        Assert.Null(await cash.ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default));
        world.Sending.Keep(7);
        Assert.Equal("payment.sending-locked", (await cash.ConfirmAsync(Releaser, order, null, default))?.Code);
        await using (var db = world.Store.Read()) await db.Database.ExecuteSqlRawAsync("INSERT INTO sending_generation (id, generation) VALUES (1, 7)");
        Assert.Null(await cash.ConfirmAsync(Releaser, order, null, default));
        // The database of before the cash was handed over.
        await using (var db = world.Store.Read()) await db.Database.ExecuteSqlRawAsync("UPDATE sending_generation SET generation = 7");
        await using var read = world.Store.Read();
        Assert.Equal("payment.sending-locked", (await world.Sending.RefusalAsync(read, default))?.Code);
    }

    [Fact]
    public async Task Should_count_two_of_one_household_on_a_closed_notice_as_the_full_count_does()
    {
        await using var world = await CreateAsync();
        var head = Frontline(1);
        var ids = await world.ApprovedAsync(head, Frontline(2) with { HouseholdHeadId = head.IdNumber });
        var notice = await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        await using (var db = world.Store.Read())
        {
            await db.NoticeLines.ExecuteUpdateAsync(u => u.SetProperty(l => l.State, NoticeLineState.Passed));
            await db.Notices.ExecuteUpdateAsync(u => u.SetProperty(n => n.State, NoticeState.Closed).SetProperty(n => n.ClosedAt, world.Time.GetUtcNow()));
        }
        foreach (var id in ids)
        {
            var order = await world.OrderIdAsync(id);
            Assert.Null(await world.Cash().ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default));
            Assert.Null(await world.Cash().ConfirmAsync(Releaser, order, null, default));
        }
        await using var read = world.Store.Read();
        var year = world.Programmes.Find(Hardship)!.Year;
        Assert.Empty(await IndicatorTotals.CompareAsync(read, Hardship, year, default));
        var totals = await IndicatorTotals.ReadAsync(read, Hardship, year, default);
        Assert.Equal((2L, 2L, 2L, 1L), (Of(Figure.Paid), Of(Figure.Noticed), Of(Figure.Persons), Of(Figure.Households)));

        long Of(string figure) => totals.Sum(["frontline-worker"], figure);
    }

    [Fact]
    public async Task Should_count_apart_from_what_the_bank_paid()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        var (cash, order) = (world.Cash(), await world.OrderIdAsync(ids[0]));
        Assert.Null(await cash.ProposeAsync(Preparer, order, "无法开户", "a.pdf", Voucher, default));
        Assert.Null(await cash.ConfirmAsync(Releaser, order, null, default));
        await world.ReleasedAsync();
        Applied(await world.BankSaysAsync(ids[1], "SettlePayment"));

        await using var db = world.Store.Read();
        var programme = world.Programmes.Find(Hardship)!;
        var rate = await new BankTransferRate().MeasureAsync(db, new MeasureScope(programme, [.. programme.Schemes.Select(s => s.Key)], [.. programme.FundingSources.Select(s => s.Key)], world.Time.GetUtcNow(), await IndicatorTotals.ReadAsync(db, Hardship, programme.Year, default)), default);
        Assert.Equal((1L, 2L), (rate.Numerator, rate.Denominator));
        Assert.Empty(await IndicatorTotals.CompareAsync(db, Hardship, programme.Year, default));
    }
}
