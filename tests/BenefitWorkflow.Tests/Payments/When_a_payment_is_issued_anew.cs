using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_payment_is_issued_anew
{
    /// <summary>Promise 4: only after a correction and a second person, with a new end-to-end id that is linked to the one before.</summary>
    [Fact]
    public async Task Should_need_a_correction_and_a_second_person_and_name_the_order_it_replaces()
    {
        await using var world = await CreateAsync();
        var id = (await world.OrderedAsync(1))[0];
        await world.ReleasedAsync();
        Applied(await world.BankSaysAsync(id, "FailPayment", "AC04"));
        var failed = await world.OrderAsync(id);
        RefusedAs("payment.nothing-to-confirm", await world.SendAsync(Colleague, id, "ConfirmAccount"));
        Assert.Equal("payment.nothing-to-pay", (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Refusal?.Code);
        await CorrectAsync(world, id);
        RefusedAs("case.separation-of-duties", await world.SendAsync(Caseworker, id, "ConfirmAccount"));
        Assert.Equal(failed.Id, (await world.OrderAsync(id)).Id);
        Applied(await world.SendAsync(Colleague, id, "ConfirmAccount"));

        var anew = await world.OrderAsync(id);
        Assert.Equal((failed.Id, 2, PaymentState.Ordered), (anew.ReplacesOrderId, anew.Attempt, anew.State));
        Assert.NotEqual(failed.EndToEndId, anew.EndToEndId);
    }

    /// <summary>Promise 1: at most one live or settled order per case, and never more than one credit that stays, whatever is repeated and run at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20230301)]
    public async Task Should_leave_at_most_one_that_lives_or_was_settled_whatever_comes_twice_and_at_once(int seed)
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(4);
        var random = new Random(seed);
        for (var step = 0; step < 60; step++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            var id = ids[random.Next(ids.Length)];
            Func<Task> move = random.Next(7) switch
            {
                0 => () => world.BankSaysAsync(id, PaymentSignals.Settle),
                1 => () => world.BankSaysAsync(id, PaymentSignals.Fail, "AC04"),
                2 => () => world.BankSaysAsync(id, PaymentSignals.Return, "AC04"),
                3 => () => CorrectAsync(world, id),
                4 => () => world.SendAsync(Colleague, id, "ConfirmAccount"),
                5 => () => BatchAsync(world),
                _ => () => LoseAsync(world, id),
            };
            await Task.WhenAll(Enumerable.Range(0, random.Next(1, 4)).Select(_ => move()));

            await using var db = world.Store.Read();
            var orders = await db.PaymentOrders.ToListAsync();
            var events = (await db.Outbox.Where(m => m.Type == nameof(PaymentSettledV1) || m.Type == nameof(PaymentReturnedV1)).ToListAsync())
                .Select(m => (IPaymentEventV1)EventCatalog.Deserialize(m.Type, m.Payload)).ToList();
            foreach (var group in orders.GroupBy(o => o.CaseId))
                Assert.True(group.Count(o => o.IsLiveOrSettled) <= 1, $"seed {seed}, step {step}: case {group.Key}");
            foreach (var group in events.GroupBy(e => e.CaseNumber))
                Assert.True(group.Sum(e => e is PaymentSettledV1 ? 1 : -1) is 0 or 1, $"seed {seed}, step {step}: {group.Key} credited twice");
            Assert.Equal(orders.Count, orders.Select(o => o.EndToEndId).Distinct().Count());
            var accounts = await world.AccountsAsync();
            Assert.Equal(orders.Where(o => o.IsWithBank).Sum(o => o.AmountFen), accounts.Sum(a => a.ReleasedFen));
            Assert.Equal(orders.Where(o => o.State == PaymentState.Settled).Sum(o => o.AmountFen), accounts.Sum(a => a.PaidFen));
            Assert.True((await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default)).Balanced, $"seed {seed}, step {step}");
        }
        await using var end = world.Store.Read();
        Assert.True(await end.PaymentOrders.AnyAsync(o => o.Attempt > 1), $"seed {seed}: nothing was issued anew");
    }

    private static async Task CorrectAsync(CaseWorld world, long id) => await world.Executor.SignalAsync(new SignalCommand(Caseworker,
        [new CaseSignal(id, new Signal("CorrectAccount"), Personal: new PersonalInput("农业银行", Frontline((int)id).Account!, Frontline((int)id).Name))]), default);

    private static async Task BatchAsync(CaseWorld world)
    {
        if ((await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Batch is { } batch)
            await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
    }

    private static async Task LoseAsync(CaseWorld world, long id)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        await new MarkBatch(world.Store, world.Executor, world.Time).UnknownAsync(
            tx, Preparer, [await tx.Db.PaymentOrders.Where(o => o.CaseId == id).MaxAsync(o => o.Id)], world.Time.GetUtcNow(), PaymentSignals.NoAnswer, default);
        await tx.CommitAsync(default);
    }
}
