using BenefitWorkflow.Contracts;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Promise 3: a time-out never means failed; promise 4: a duplicate never leads to a re-issue.</summary>
[Trait("Store", "Every")]
public sealed class When_nobody_knows_whether_the_bank_has_it
{
    [Fact]
    public async Task Should_move_each_order_once_however_often_it_is_said()
    {
        await using var world = await CreateAsync();
        var (ids, orders) = await ReleasedAsync(world, 3);
        Assert.Equal((3, 0), await MarkAsync(world, PaymentState.Sent, orders));
        Assert.Equal((0, 3), await MarkAsync(world, PaymentState.Sent, orders));
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Assert.Equal((2, 1), await MarkAsync(world, PaymentState.Unknown, orders));
        Assert.Equal((0, 3), await MarkAsync(world, PaymentState.Unknown, orders));
        // An inquiry finds one of the two.
        Assert.Equal((1, 0), await MarkAsync(world, PaymentState.Sent, [orders[1]]));

        Assert.Equal([PaymentState.Settled, PaymentState.Sent, PaymentState.Unknown], await StatesAsync(world, ids));
        await using var db = world.Store.Read();
        var types = await db.Outbox.Where(m => m.CaseId == ids[1]).OrderBy(m => m.Id).Select(m => m.Type).ToListAsync();
        Assert.Equal([nameof(PaymentReleasedV1), nameof(PaymentSentV1), nameof(PaymentUnknownV1), nameof(PaymentSentV1)], types[^4..]);
        Assert.Equal(2, await db.Outbox.CountAsync(m => m.Type == nameof(PaymentUnknownV1)));
        Assert.Equal(3, await db.History.CountAsync(h => h.CaseId == ids[1] && (h.Action == PaymentSignals.Send || h.Action == PaymentSignals.Lose)));
    }

    [Theory]
    [InlineData(PaymentState.Released)]
    [InlineData(PaymentState.Sent)]
    [InlineData(PaymentState.Unknown)]
    public async Task Should_take_the_banks_word_in_every_state_that_waits_for_it(PaymentState state)
    {
        await using var world = await CreateAsync();
        var (ids, orders) = await ReleasedAsync(world, 2);
        if (state != PaymentState.Released) await MarkAsync(world, state, orders);
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Applied(await world.BankSaysAsync(ids[1], "FailPayment", "AC04"));
        Assert.Equal([PaymentState.Settled, PaymentState.Failed], await StatesAsync(world, ids));
        Assert.Equal("account", (await world.CaseAsync(ids[1])).Step);
    }

    [Fact]
    public async Task Should_never_fail_or_issue_anew_what_the_bank_calls_a_duplicate()
    {
        await using var world = await CreateAsync();
        var (ids, orders) = await ReleasedAsync(world, 1);
        RefusedAs("payment.duplicate-rejection", await world.BankSaysAsync(ids[0], "FailPayment", BankReasons.Duplicate));
        Assert.Equal((1, 0), await MarkAsync(world, PaymentState.Unknown, orders));
        RefusedAs("payment.duplicate-rejection", await world.BankSaysAsync(ids[0], "FailPayment", BankReasons.Duplicate));
        RefusedAs("payment.with-bank", await world.SendAsync(Caseworker, ids[0], "RecallPayment"));
        // No time-out does it either: the sweep reports it overdue and leaves it where it is.
        world.Time.Advance(TimeSpan.FromDays(200));
        RefusedAs("signal.not-expected", await world.SendAsync(Actor.System, ids[0], "DeadlinePassed"));
        await using var db = world.Store.Read();
        Assert.Equal(1, await db.PaymentOrders.CountAsync());
        Assert.Equal([PaymentState.Unknown], await StatesAsync(world, ids));
    }

    [Fact]
    public async Task Should_refuse_what_lies_before_the_release_or_is_said_by_the_wrong_person()
    {
        await using var world = await CreateAsync();
        var (ids, orders) = await ReleasedAsync(world, 1);
        var released = (await world.OrderAsync(ids[0])).ReleasedAt!.Value;
        RefusedAs("payment.before-release", Assert.Single((await MarkAsync(world, Preparer, orders, released.AddMilliseconds(-1))).Refused));
        RefusedAs("payment.future-date", Assert.Single((await MarkAsync(world, Preparer, orders, world.Time.GetUtcNow().AddMinutes(1))).Refused));
        RefusedAs("case.role-required", Assert.Single((await MarkAsync(world, Releaser, orders, released)).Refused));
        Assert.Equal(1, (await MarkAsync(world, Actor.System, orders, released)).Moved);
    }

    private static async Task<(long[] Cases, long[] Orders)> ReleasedAsync(CaseWorld world, int count)
    {
        var ids = await world.ApprovedAsync([.. Enumerable.Range(1, count).Select(Frontline)]);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        await world.ReleaseAsync(ids);
        var orders = new List<long>();
        foreach (var id in ids) orders.Add((await world.OrderAsync(id)).Id);
        return (ids, [.. orders]);
    }

    private static async Task<(int Moved, int Already)> MarkAsync(CaseWorld world, PaymentState state, long[] orders)
    {
        var mark = new MarkBatch(world.Store, world.Executor, world.Time);
        await using var tx = await world.Store.BeginWriteAsync(default);
        var marked = state == PaymentState.Sent
            ? await mark.SentAsync(tx, Preparer, orders, world.Time.GetUtcNow(), default)
            : await mark.UnknownAsync(tx, Actor.System, orders, world.Time.GetUtcNow(), PaymentSignals.NoAnswer, default);
        Assert.Empty(marked.Refused);
        await tx.CommitAsync(default);
        return (marked.Moved, marked.Already);
    }

    private static async Task<MarkedOrders> MarkAsync(CaseWorld world, Actor actor, long[] orders, DateTimeOffset at)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        return await new MarkBatch(world.Store, world.Executor, world.Time).SentAsync(tx, actor, orders, at, default);
    }

    private static async Task<List<PaymentState>> StatesAsync(CaseWorld world, long[] ids)
    {
        var states = new List<PaymentState>();
        foreach (var id in ids) states.Add((await world.OrderAsync(id)).State);
        return states;
    }
}
