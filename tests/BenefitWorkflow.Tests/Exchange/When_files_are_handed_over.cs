using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exchange;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Exchange;

[Trait("Store", "Every")]
public sealed class When_files_are_handed_over
{
    [Fact]
    public async Task Should_write_down_that_it_begins_before_the_bank_sees_anything_and_hand_over_once()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(3);
        var seen = PaymentFileState.Made;
        world.End.BeforeShowing = _ =>
        {
            using var db = world.Cases.Store.Read();
            seen = db.PaymentFiles.Single(f => f.Id == file.Id).State;
            return null;
        };
        Assert.Equal(1, await world.SendAsync());
        Assert.Equal(PaymentFileState.Sending, seen);
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
        Assert.Equal(("fake", world.Cases.Time.GetUtcNow()), ((await world.FileAsync(file.Id)).Channel!, (await world.FileAsync(file.Id)).SentAt!.Value));
        Assert.Equal(file.Bytes, world.End.There[file.FileName].Length);
        Assert.Equal(0, await world.SendAsync());
        Assert.Equal([file.FileName], world.End.Shown);
    }

    /// <summary>Promise 2: whatever is killed, nothing is lost and nothing doubled. A real kill is in When_the_service_is_killed_while_sending.</summary>
    [Theory]
    [InlineData("recorded", true, PaymentFileState.Unknown)]
    [InlineData("handed-over", true, PaymentFileState.Sent)]
    [InlineData("handed-over", false, PaymentFileState.Unknown)]
    [InlineData("noted", true, PaymentFileState.Sent)]
    [InlineData("noted", false, PaymentFileState.Unknown)]
    [InlineData("committed", true, PaymentFileState.Sent)]
    [InlineData("committed", false, PaymentFileState.Sent)]
    public async Task Should_know_after_a_crash_what_can_be_known_and_never_hand_over_twice(string step, bool stillThere, PaymentFileState known)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        world.End.KeepsWhatItTook = stillThere;
        var (cases, file) = await world.ReleasedAsync(3);
        await world.CrashAsync(step);
        for (var round = 0; round < 3; round++) await world.SendAsync();
        await world.IsAsync(known, known == PaymentFileState.Sent ? PaymentState.Sent : PaymentState.Unknown, file.Id, cases);
        Assert.Equal(step == "recorded" ? 0 : 1, world.End.Shown.Count);
        if (known == PaymentFileState.Unknown) Assert.Equal("exchange.interrupted", (await world.FileAsync(file.Id)).ReasonCode);
    }

    /// <summary>Promise 3: the bank takes it and the reply is lost. Nothing fails, nothing is sent again; the inquiry tells, or the answer.</summary>
    [Fact]
    public async Task Should_leave_a_lost_reply_unknown_until_an_inquiry_finds_the_file()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        world.End.AfterShowing = () => new HandOver.Unsure(ExchangeProblems.BrokeOff("x"));
        world.End.KeepsWhatItTook = false;
        var (cases, file) = await world.ReleasedAsync(3);
        for (var day = 0; day < 40; day++)
        {
            await world.SendAsync();
            await world.Late.RunOnceAsync(default);
            world.Cases.Time.Advance(TimeSpan.FromDays(1));
        }
        await world.IsAsync(PaymentFileState.Unknown, PaymentState.Unknown, file.Id, cases);
        Assert.Single(world.End.Shown);
        Assert.Equal("exchange.broke-off", (await world.FileAsync(file.Id)).ReasonCode);

        world.End.KeepsWhatItTook = true;
        world.End.There[file.FileName][0]++;
        await world.SendAsync();
        await world.IsAsync(PaymentFileState.Unknown, PaymentState.Unknown, file.Id, cases);
        world.End.There[file.FileName][0]--;
        await world.SendAsync();
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
        Assert.Single(world.End.Shown);
    }

    [Fact]
    public async Task Should_take_the_banks_answer_to_a_file_that_is_unknown()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        world.End.AfterShowing = () => new HandOver.Unsure(ExchangeProblems.BrokeOff("x"));
        world.End.KeepsWhatItTook = false;
        var (cases, file) = await world.ReleasedAsync(2);
        await world.SendAsync();
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""));
        await world.FetchAsync();
        await world.SendAsync();
        Assert.Equal([PaymentState.Settled, PaymentState.Unknown], await world.StatesAsync(cases));
        Assert.Equal(PaymentFileState.Unknown, (await world.FileAsync(file.Id)).State);
        await world.AnswerAsync("b.txt", (cases[1], "失败", "销户"));
        await world.FetchAsync();
        await world.SendAsync();
        Assert.Equal([PaymentState.Settled, PaymentState.Failed], await world.StatesAsync(cases));
        Assert.Equal(PaymentFileState.Sent, (await world.FileAsync(file.Id)).State);
    }

    [Fact]
    public async Task Should_begin_nothing_while_the_end_is_down_and_go_on_afterwards()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        world.End.IsDown = true;
        var (cases, file) = await world.ReleasedAsync(2);
        Assert.Equal(0, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Made, PaymentState.Released, file.Id, cases);
        Assert.Equal("exchange.unreachable", world.Memory.NotSending!.Refusal.Code);
        world.End.IsDown = false;
        Assert.Equal(1, await world.SendAsync());
        Assert.Null(world.Memory.NotSending);
    }

    /// <summary>Promise 23: a restored backup sends nothing.</summary>
    [Fact]
    public async Task Should_hand_over_nothing_while_sending_is_locked()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        // Beside the key ring lies the trace of a later release: the database is an older one.
        world.Cases.Sending.Keep(99);
        Assert.Equal(0, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Made, PaymentState.Released, file.Id, cases);
        Assert.Equal("payment.sending-locked", world.Memory.NotSending!.Refusal.Code);
        Assert.Empty(world.End.Shown);
    }

    [Fact]
    public async Task Should_try_again_what_certainly_did_not_show()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        world.End.BeforeShowing = _ => new HandOver.Refused(ExchangeProblems.NotTaken("x"));
        Assert.Equal(0, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Made, PaymentState.Released, file.Id, cases);
        Assert.Equal("exchange.not-taken", world.Memory.NotSending!.Refusal.Code);
        world.End.BeforeShowing = null;
        Assert.Equal(1, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
    }

    [Fact]
    public async Task Should_leave_a_strange_file_of_the_same_name_alone()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        world.End.There[file.FileName] = [1, 2, 3];
        Assert.Equal(0, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Refused, PaymentState.Released, file.Id, cases);
        Assert.Equal("exchange.name-taken", (await world.FileAsync(file.Id)).ReasonCode);
        Assert.Empty(world.End.Shown);
    }

    [Fact]
    public async Task Should_not_hand_over_what_was_carried_by_hand()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        await using (var tx = await world.Cases.Store.BeginWriteAsync(default))
        {
            var orders = await tx.Db.PaymentOrders.Select(o => o.Id).ToListAsync();
            await new MarkBatch(world.Cases.Store, world.Cases.Executor, world.Cases.Time).SentAsync(tx, Cases.CaseWorld.Preparer, orders, world.Cases.Time.GetUtcNow(), default);
            await tx.CommitAsync(default);
        }
        Assert.Equal(0, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
        Assert.Equal("by-hand", (await world.FileAsync(file.Id)).Channel);
        Assert.Empty(world.End.Shown);
    }

    [Fact]
    public async Task Should_not_hand_over_what_the_bank_has_already_answered()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""));
        await world.FetchAsync();
        Assert.Equal(0, await world.SendAsync());
        Assert.Empty(world.End.Shown);
        Assert.Equal([PaymentState.Settled, PaymentState.Sent], await world.StatesAsync(cases));
        Assert.Equal(PaymentFileState.Sent, (await world.FileAsync(file.Id)).State);
    }

    [Fact]
    public async Task Should_not_know_the_outcome_after_three_working_days_without_an_answer()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        await world.SendAsync();
        await world.AnswerAsync("a.txt", (cases[0], "成功", ""));
        await world.FetchAsync();
        // Released on Monday the 6th of March 2023; Thursday the 9th has to run out in Beijing.
        Assert.Equal(DayOfWeek.Monday, world.Cases.Time.GetUtcNow().DayOfWeek);
        world.Cases.Time.SetUtcNow(new DateTimeOffset(2023, 3, 9, 15, 59, 59, TimeSpan.Zero));
        Assert.Equal(0, await world.Late.RunOnceAsync(default));
        world.Restart();
        world.Cases.Time.SetUtcNow(new DateTimeOffset(2023, 3, 9, 16, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await world.Late.RunOnceAsync(default));
        Assert.Equal([PaymentState.Settled, PaymentState.Unknown], await world.StatesAsync(cases));
        Assert.Equal("exchange.no-answer", (await world.FileAsync(file.Id)).ReasonCode);
        // That it still lies at the bank's end says nothing new.
        await world.SendAsync();
        Assert.Equal([PaymentState.Settled, PaymentState.Unknown], await world.StatesAsync(cases));
        Assert.Single(world.End.Shown);
    }

    [Fact]
    public async Task Should_find_nothing_out_without_an_end_and_say_so()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(1);
        await world.CrashAsync("handed-over");
        await world.Sender(byHand: true).RunOnceAsync(default);
        await world.IsAsync(PaymentFileState.Unknown, PaymentState.Unknown, file.Id, cases);
    }
}
