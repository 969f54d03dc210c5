using BenefitWorkflow.Budgets;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_wrong_payment_is_claimed_back
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_put_the_money_back_on_its_source_when_it_came_back(bool closed)
    {
        await using var world = await CreateAsync();
        var ids = await world.PaidAsync(Frontline(1));
        if (closed)
        {
            world.Time.Advance(TimeSpan.FromDays(60));
            Applied(await world.SendAsync(Actor.System, ids[0], "DeadlinePassed"));
            Assert.Equal(BenefitWorkflow.Cases.CaseState.Closed, (await world.CaseAsync(ids[0])).State);
        }
        var (recover, order) = (new RecoverPayment(world.Store, world.Executor, world.Time), await world.OrderIdAsync(ids[0]));
        Assert.Equal("payment.recovery-reason", (await recover.OpenAsync(Preparer, order, "", default)).Refusal?.Code);
        var (claim, refusal) = await recover.OpenAsync(Preparer, order, "发放对象有误", default);
        Assert.Null(refusal);
        Assert.Equal(100_000, claim!.AmountFen);
        Assert.Equal("payment.recovery-open", (await recover.OpenAsync(Preparer, order, "再次", default)).Refusal?.Code);
        Assert.Equal("payment.recovery-second-person", (await recover.EndAsync(Person("cai", Roles.FinanceReleaser), claim.Id, RecoveryState.Recovered, new("SJ-1"), default)).Refusal?.Code);
        Assert.Equal("payment.recovery-date", (await recover.EndAsync(Releaser, claim.Id, RecoveryState.Recovered, new("SJ-1", world.Time.GetUtcNow().AddDays(1)), default)).Refusal?.Code);
        Assert.Null((await recover.EndAsync(Releaser, claim.Id, RecoveryState.Recovered, new("SJ-1"), default)).Refusal);
        Assert.Equal("payment.recovery-ended", (await recover.EndAsync(Releaser, claim.Id, RecoveryState.WrittenOff, new("SJ-2"), default)).Refusal?.Code);

        Assert.Equal(("account", PaymentState.Returned, "FOCR"), ((await world.CaseAsync(ids[0])).Step, (await world.OrderAsync(ids[0])).State, (await world.OrderAsync(ids[0])).ReasonCode));
        Applied(await world.SendAsync(Caseworker, ids[0], "AbandonPayment"));
        var account = (await world.AccountsAsync()).Single(a => a.ApprovedFen > 0);
        Assert.Equal((100_000, 0, account.CeilingFen), (account.CancelledFen, account.PaidFen, account.AvailableFen));
        await using var db = world.Store.Read();
        Assert.True((await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default)).Balanced);
        Assert.Equal([nameof(RecoveryOpenedV1), nameof(PaymentReturnedV1), nameof(RecoveryEndedV1)],
            await db.Outbox.Where(m => m.Type == nameof(RecoveryOpenedV1) || m.Type == nameof(RecoveryEndedV1) || m.Type == nameof(PaymentReturnedV1)).OrderBy(m => m.Id).Select(m => m.Type).ToListAsync());
    }

    [Fact]
    public async Task Should_concern_the_newest_order_of_the_case_alone()
    {
        await using var world = await CreateAsync();
        var id = (await world.PaidAsync(Frontline(1)))[0];
        var (recover, first) = (new RecoverPayment(world.Store, world.Executor, world.Time), await world.OrderIdAsync(id));
        Applied(await world.BankSaysAsync(id, "ReturnPayment", "AC04"));
        await world.AnewAsync(id);
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        // The first came back long ago: a claim on it would take the second, which stays paid, off the books.
        Assert.Equal("payment.order-superseded", (await recover.OpenAsync(Preparer, first, "重复发放", default)).Refusal?.Code);
        Assert.Null((await recover.OpenAsync(Preparer, await world.OrderIdAsync(id), "重复发放", default)).Refusal);
    }

    [Fact]
    public async Task Should_leave_the_payment_as_it_is_when_the_claim_is_given_up()
    {
        await using var world = await CreateAsync();
        var ids = await world.PaidAsync(Frontline(1));
        var (recover, order) = (new RecoverPayment(world.Store, world.Executor, world.Time), await world.OrderIdAsync(ids[0]));
        var (claim, _) = await recover.OpenAsync(Preparer, order, "重复发放", default);
        Assert.Equal("payment.recovery-document", (await recover.EndAsync(Releaser, claim!.Id, RecoveryState.WrittenOff, new(" "), default)).Refusal?.Code);
        Assert.Null((await recover.EndAsync(Releaser, claim.Id, RecoveryState.WrittenOff, new("核销〔2023〕1号"), default)).Refusal);
        Assert.Equal(PaymentState.Settled, (await world.OrderAsync(ids[0])).State);
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PaidFen));
        // A second claim may follow, and by then the first person's part is as it was.
        Assert.Equal("payment.unknown-recovery", (await recover.EndAsync(Releaser, 99, RecoveryState.Recovered, new("x"), default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_refuse_what_is_not_settled_and_meet_the_claim_when_the_bank_returns_it_first()
    {
        await using var world = await CreateAsync();
        var ids = await world.PaidAsync(Frontline(1));
        var (recover, order) = (new RecoverPayment(world.Store, world.Executor, world.Time), await world.OrderIdAsync(ids[0]));
        var (claim, _) = await recover.OpenAsync(Preparer, order, "对象有误", default);
        Applied(await world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        Assert.Null((await recover.EndAsync(Releaser, claim!.Id, RecoveryState.Recovered, new("SJ-1"), default)).Refusal);
        Assert.Equal("AC04", (await world.OrderAsync(ids[0])).ReasonCode);
        Assert.NotNull((await recover.OpenAsync(Preparer, order, "对象有误", default)).Refusal);
        Assert.Equal("payment.unknown-payment", (await recover.OpenAsync(Preparer, 99, "对象有误", default)).Refusal?.Code);
    }
}
