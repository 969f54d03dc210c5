using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.Reconciliation;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Promise 24: finance can prove the day's totals.</summary>
[Trait("Store", "Every")]
public sealed class When_a_day_is_reconciled
{
    [Fact]
    public async Task Should_sign_what_was_seen_and_leave_later_news_to_the_day_it_was_learnt()
    {
        await using var world = await CreateAsync();
        var (reconcile, close) = Of(world);
        var ids = await world.OrderedAsync(4);
        var batch = await world.ReleasedAsync();
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        await LoseAsync(world, ids[1]);
        var day = Today(world);
        var report = await reconcile.ReadAsync(null, default);
        var line = report.Totals.Lines.Single(l => l.Source is null);
        Assert.Equal((4, 400_000), (line.Ordered.Count, line.Ordered.Fen));
        Assert.Equal((new(4, 400_000), new(1, 100_000), new(1, 100_000), new(3, 300_000)), (line.Released, line.Settled, line.Unknown, line.Closing));
        Assert.Equal(400_000, report.Totals.Lines.Where(l => l.Source is not null).Sum(l => l.Released.Fen));
        var row = Assert.Single(report.Batches);
        Assert.Equal((batch.Number, new(1, 100_000), new(1, 100_000), new(2, 200_000), 0), (row.Number, row.Settled, row.Unknown, row.Waiting, row.DifferenceFen));
        Assert.Equal(0, report.DifferenceFen);

        Assert.Equal("reconciliation.future-day", (await close.RunAsync(Releaser, day.AddDays(1), report.Token!, default)).Refusal?.Code);
        Assert.Equal("reconciliation.moved", (await close.RunAsync(Releaser, day, "", default)).Refusal?.Code);
        Applied(await world.BankSaysAsync(ids[2], "SettlePayment"));
        Assert.Equal("reconciliation.moved", (await close.RunAsync(Releaser, day, report.Token!, default)).Refusal?.Code);
        var signed = await reconcile.ReadAsync(day, default);
        Assert.Null((await close.RunAsync(Releaser, day, signed.Token!, default)).Refusal);
        Assert.Equal("reconciliation.closed", (await close.RunAsync(Releaser, day, signed.Token!, default)).Refusal?.Code);

        // Learnt after the close, dated by the bank on the closed day.
        var settledAt = (await world.OrderAsync(ids[0])).SettledAt!.Value;
        world.Time.Advance(TimeSpan.FromDays(1));
        Applied(await world.SendAsync(Preparer, ids[3], "FailPayment", ("orderId", await world.OrderIdAsync(ids[3])), ("atMs", settledAt.ToUnixTimeMilliseconds()), ("reasonCode", "AC04")));
        var closed = await reconcile.ReadAsync(day, default);
        Assert.Equal((Releaser.Id, true, 0), (closed.ClosedBy, closed.Verified, closed.Totals.Lines[0].Failed.Count));
        Assert.Null(closed.Token);
        var next = await reconcile.ReadAsync(null, default);
        Assert.Equal((day, 1, 2, 1), (next.Since, next.Totals.Lines[0].Failed.Count, next.Totals.Lines[0].Opening.Count, next.Totals.Lines[0].Closing.Count));
        Assert.Null((await close.RunAsync(Releaser, Today(world), next.Token!, default)).Refusal);
        Assert.Equal("reconciliation.later-day-closed", (await close.RunAsync(Releaser, day.AddDays(-1), "x", default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("DELETE FROM outbox WHERE type = 'PaymentSettledV1'")]
    [InlineData("UPDATE payment_orders SET amount_fen = amount_fen + 1 WHERE state = 3")]
    public async Task Should_raise_a_difference_and_not_close_when_an_event_or_an_order_was_tampered_with(string sql)
    {
        await using var world = await CreateAsync();
        var (reconcile, close) = Of(world);
        var ids = await world.OrderedAsync(2);
        await world.ReleasedAsync();
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Assert.Equal(0, (await reconcile.ReadAsync(null, default)).DifferenceFen);
        await using (var db = world.Store.Read()) Assert.True(await db.Database.ExecuteSqlRawAsync(sql) > 0);
        var report = await reconcile.ReadAsync(Today(world), default);
        Assert.NotEqual(0, report.DifferenceFen);
        Assert.Equal("reconciliation.difference", (await close.RunAsync(Releaser, Today(world), report.Token!, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_show_a_signature_that_no_longer_holds()
    {
        await using var world = await CreateAsync();
        var (reconcile, close) = Of(world);
        await world.OrderedAsync(1);
        await world.ReleasedAsync();
        var day = Today(world);
        Assert.Null((await close.RunAsync(Releaser, day, (await reconcile.ReadAsync(day, default)).Token!, default)).Refusal);
        Assert.True((await reconcile.ReadAsync(day, default)).Verified);
        await using (var db = world.Store.Read()) Assert.Equal(1, await db.Database.ExecuteSqlRawAsync("UPDATE day_closes SET closed_by = 'somebody'"));
        Assert.False((await reconcile.ReadAsync(day, default)).Verified);
    }

    private static (Reconcile, CloseDay) Of(CaseWorld world)
    {
        var reconcile = new Reconcile(world.Store, world.Keys, world.Time);
        return (reconcile, new CloseDay(world.Store, reconcile, world.Time));
    }

    private static DateOnly Today(CaseWorld world) => ShanghaiTime.LocalDate(world.Time.GetUtcNow());

    private static async Task LoseAsync(CaseWorld world, long caseId)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        var marked = await new MarkBatch(world.Store, world.Executor, world.Time).UnknownAsync(tx, Preparer, [await world.OrderIdAsync(caseId)], world.Time.GetUtcNow(), PaymentSignals.HandOver, default);
        Assert.Equal(1, marked.Moved);
        await tx.CommitAsync(default);
    }
}
