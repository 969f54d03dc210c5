using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_an_order_cannot_be_paid
{
    [Fact]
    public async Task Should_end_with_the_case_where_the_payee_died_and_give_the_money_back()
    {
        await using var world = await CreateAsync();
        var id = await OrderedAsync(world);
        await When_cases_are_put_on_notice.SetStatusAsync(world, id, BeneficiaryStatus.Deceased);
        var batch = await PrepareAsync(world);
        Assert.Equal(("payment.nothing-to-pay", "payment.beneficiary-not-active"), (batch.Refusal?.Code, Assert.Single(batch.Checks).Code));

        RefusedAs("case.role-required", await world.SendAsync(Preparer, id, "Withdraw"));
        Applied(await world.SendAsync(Caseworker, id, "Withdraw"));

        Assert.Equal((CaseState.Closed, "withdrawn"), ((await world.CaseAsync(id)).State, (await world.CaseAsync(id)).Result));
        var order = await world.OrderAsync(id);
        Assert.Equal((PaymentState.Cancelled, false, world.Time.GetUtcNow()), (order.State, order.IsLiveOrSettled, order.EndedAt));
        Assert.Equal((0L, 100_000L), ((await world.AccountsAsync()).Sum(a => a.PendingFen), (await world.AccountsAsync()).Sum(a => a.CancelledFen)));
        Assert.Empty((await PrepareAsync(world)).Checks);
        await BalancedAsync(world);
    }

    [Fact]
    public async Task Should_be_ordered_anew_to_an_account_that_two_people_stand_for()
    {
        await using var world = await CreateAsync();
        var id = await OrderedAsync(world);
        var first = await world.OrderAsync(id);
        RefusedAs("case.role-required", await world.SendAsync(Preparer, id, "RecallPayment"));
        Applied(await world.SendAsync(Caseworker, id, "RecallPayment"));
        Assert.Equal(("account", "caseworker"), ((await world.CaseAsync(id)).Step, (await world.CaseAsync(id)).StepRole));
        Assert.Equal(PaymentState.Cancelled, (await world.OrderAsync(id)).State);
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PendingFen));
        Assert.Equal("payment.nothing-to-pay", (await PrepareAsync(world)).Refusal?.Code);

        await CorrectAsync(world, id);
        var second = await world.OrderAsync(id);
        Assert.Equal((2, first.Id, PaymentState.Ordered), (second.Attempt, second.ReplacesOrderId, second.State));
        Assert.False(second.AccountHash.AsSpan().SequenceEqual(first.AccountHash));
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PaidFen));
        await BalancedAsync(world);
    }

    [Fact]
    public async Task Should_keep_the_money_of_a_returned_payment_through_a_recall_and_give_it_back_when_abandoned()
    {
        await using var world = await CreateAsync();
        var id = await OrderedAsync(world);
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        Applied(await world.BankSaysAsync(id, "ReturnPayment", "AC01"));
        await CorrectAsync(world, id);
        Applied(await world.SendAsync(Caseworker, id, "RecallPayment"));
        Assert.Equal((100_000L, 0L), ((await world.AccountsAsync()).Sum(a => a.PendingFen), (await world.AccountsAsync()).Sum(a => a.ReturnedFen)));
        Applied(await world.SendAsync(Caseworker, id, "AbandonPayment"));
        Assert.Equal(("abandoned", 100_000L), ((await world.CaseAsync(id)).Result, (await world.AccountsAsync()).Sum(a => a.CancelledFen)));
        await BalancedAsync(world);
    }

    [Theory]
    [InlineData("Withdraw")]
    [InlineData("RecallPayment")]
    public async Task Should_stay_as_it_is_in_a_batch_and_at_the_bank(string signal)
    {
        await using var world = await CreateAsync();
        var id = await OrderedAsync(world);
        var batch = (await PrepareAsync(world)).Batch!;
        RefusedAs("payment.in-batch", await world.SendAsync(Caseworker, id, signal));
        Assert.Equal(PaymentState.Batched, (await world.OrderAsync(id)).State);
        Assert.Null((await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal);
        RefusedAs("payment.with-bank", await world.SendAsync(Caseworker, id, signal));
        Assert.Equal(("bank", PaymentState.Released), ((await world.CaseAsync(id)).Step, (await world.OrderAsync(id)).State));
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
    }

    [Fact]
    public async Task Should_be_free_again_once_the_batch_is_dissolved()
    {
        await using var world = await CreateAsync();
        var id = await OrderedAsync(world);
        Assert.Null((await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, (await PrepareAsync(world)).Batch!.Id, default)).Refusal);
        Applied(await world.SendAsync(Caseworker, id, "Withdraw"));
        Assert.Equal(PaymentState.Cancelled, (await world.OrderAsync(id)).State);
    }

    private static async Task<long> OrderedAsync(CaseWorld world)
    {
        var id = (await world.ApprovedAsync(Frontline(1)))[0];
        await world.PostNoticeAsync(id);
        await world.CloseNoticeAsync(id);
        return id;
    }

    private static Task<PrepareBatchResult> PrepareAsync(CaseWorld world) =>
        world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default);

    private static async Task CorrectAsync(CaseWorld world, long id)
    {
        Applied((await world.Executor.SignalAsync(new SignalCommand(Caseworker, [new CaseSignal(id, new Signal("CorrectAccount"),
            Personal: new PersonalInput("农业银行", InventedPeople.Person(77).Account, "新户名"))]), default))[0]);
        Applied(await world.SendAsync(Colleague, id, "ConfirmAccount"));
    }

    private static async Task BalancedAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        var money = await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default);
        Assert.True(money.Balanced, string.Join("; ", money.Differences.Select(d => d.En)));
        Assert.False(await db.Deadlines.AnyAsync(d => d.Kind == BenefitWorkflow.Deadlines.DeadlineKind.Disbursement && d.State == BenefitWorkflow.Deadlines.DeadlineState.Pending));
    }
}
