using System.Text;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exchange;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Exchange;

[Trait("Store", "Every")]
public sealed class When_answers_are_fetched
{
    private static async Task<(ExchangeWorld World, long[] Cases)> SentAsync(int count)
    {
        var world = await ExchangeWorld.CreateAsync();
        var (cases, _) = await world.ReleasedAsync(count);
        await world.SendAsync();
        world.Cases.Time.Advance(TimeSpan.FromHours(1));
        return (world, cases);
    }

    [Fact]
    public async Task Should_take_in_what_two_looks_saw_alike_and_lay_it_aside()
    {
        var (world, cases) = await SentAsync(2);
        await using var _ = world;
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""));
        var whole = world.End.Answers["a.txt"];
        world.End.Answers["a.txt"] = (whole.Content[..40], whole.WrittenAt);
        Assert.Equal(0, await world.Fetcher().RunOnceAsync(default));
        // It grew between two looks.
        world.End.Answers["a.txt"] = whole;
        Assert.Equal(0, await world.Fetcher().RunOnceAsync(default));
        Assert.Equal(PaymentState.Sent, (await world.Cases.OrderAsync(cases[0])).State);
        Assert.Equal(1, await world.Fetcher().RunOnceAsync(default));
        Assert.Equal([PaymentState.Settled, PaymentState.Sent], await world.StatesAsync(cases));
        Assert.Equal(["a.txt"], world.End.Archive.Keys);
        Assert.Empty(world.End.Answers);
        await using var db = world.Cases.Store.Read();
        Assert.Equal("system", (await db.BankResultFiles.SingleAsync()).TakenInBy);
    }

    /// <summary>Promises 2 and 5: an answer that was taken in and not laid aside comes again, and changes nothing.</summary>
    [Theory]
    [InlineData("fetched")]
    [InlineData("taken-in")]
    [InlineData("laid-aside")]
    public async Task Should_settle_once_whatever_is_killed(string at)
    {
        var (world, cases) = await SentAsync(2);
        await using var _ = world;
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""), (cases[1], "失败", "销户"));
        await world.Fetcher().RunOnceAsync(default);
        await Assert.ThrowsAsync<CrashException>(() => world.Fetcher(step => { if (step == at) throw new CrashException(); }).RunOnceAsync(default));
        world.Restart();
        await world.FetchAsync();
        Assert.Equal([PaymentState.Settled, PaymentState.Failed], await world.StatesAsync(cases));
        Assert.Equal(["a.txt"], world.End.Archive.Keys);
        await using var db = world.Cases.Store.Read();
        Assert.Equal((1, 1), (await db.Outbox.CountAsync(m => m.Type == "PaymentSettledV1"), await db.Outbox.CountAsync(m => m.Type == "PaymentFailedV1")));
    }

    [Fact]
    public async Task Should_lay_aside_what_cannot_be_read_and_tell_finance_once()
    {
        var (world, cases) = await SentAsync(1);
        await using var _ = world;
        world.End.Answers["a.xml"] = (Encoding.UTF8.GetBytes("<Document xmlns=\"urn:nobody\"/>"), world.Cases.Time.GetUtcNow());
        await world.AnswerAsync("b.txt", (cases[0], "成功", ""));
        await world.FetchAsync();
        Assert.Equal(["a.xml"], world.End.RefusedAnswers.Keys);
        Assert.Equal(["b.txt"], world.End.Archive.Keys);
        Assert.Equal([PaymentState.Settled], await world.StatesAsync(cases));
        await using var db = world.Cases.Store.Read();
        var alert = await db.BankAlerts.SingleAsync();
        Assert.Equal((BankAlertKind.AnswerLaidAside, "a.xml"), (alert.Kind, alert.FileName));
    }

    /// <summary>Promise 8: the return that comes after success is not lost, nor is one that comes before it.</summary>
    [Fact]
    public async Task Should_keep_a_return_that_overtook_its_credit()
    {
        var (world, cases) = await SentAsync(1);
        await using var _ = world;
        await world.AnswerAsync("2-late.txt", (cases[0], "成功", ""));
        var credit = world.End.Answers["2-late.txt"];
        world.End.Answers.Clear();
        world.Cases.Time.Advance(TimeSpan.FromMinutes(1));
        await world.AnswerAsync("1-return.txt", (cases[0], "退票", "户名不符"));
        await world.FetchAsync();
        Assert.Equal(PaymentState.Sent, (await world.Cases.OrderAsync(cases[0])).State);
        Assert.Empty(world.End.Archive);

        world.End.Answers["2-late.txt"] = credit;
        await world.FetchAsync();
        await world.FetchAsync();
        Assert.Equal(PaymentState.Returned, (await world.Cases.OrderAsync(cases[0])).State);
        Assert.Equal(["1-return.txt", "2-late.txt"], world.End.Archive.Keys.Order());
    }

    [Fact]
    public async Task Should_give_up_a_return_without_credit_after_a_day_and_alert_finance()
    {
        var (world, cases) = await SentAsync(1);
        await using var _ = world;
        await world.AnswerAsync("1-return.txt", (cases[0], "退票", "户名不符"));
        await world.FetchAsync();
        world.Cases.Time.Advance(FetchAnswers.GiveUpAfter);
        await world.FetchAsync();
        Assert.Equal(["1-return.txt"], world.End.Archive.Keys);
        await using var db = world.Cases.Store.Read();
        Assert.Equal("payment.state-mismatch", (await db.BankAlerts.SingleAsync()).Subject);
        Assert.Equal(PaymentState.Sent, (await world.Cases.OrderAsync(cases[0])).State);
    }

    [Fact]
    public async Task Should_say_that_nobody_can_look_and_go_on_afterwards()
    {
        var (world, cases) = await SentAsync(1);
        await using var _ = world;
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""));
        world.End.IsDown = true;
        Assert.Equal(0, await world.FetchAsync());
        Assert.Equal("exchange.unreachable", world.Memory.NotFetching!.Refusal.Code);
        world.End.IsDown = false;
        await world.FetchAsync();
        Assert.Null(world.Memory.NotFetching);
        Assert.Equal([PaymentState.Settled], await world.StatesAsync(cases));
    }
}
