using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Exchange;

[Trait("Store", "Every")]
public sealed class When_a_file_is_sent_again
{
    private static async Task<(ExchangeWorld World, long[] Cases, PaymentFile File)> LostAsync()
    {
        var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(2);
        await world.CrashAsync("recorded");
        await world.SendAsync();
        await world.IsAsync(PaymentFileState.Unknown, PaymentState.Unknown, file.Id, cases);
        return (world, cases, file);
    }

    private static async Task<string?> ProposeAsync(ExchangeWorld world, long id, string reason = "已电话向银行核实，未收到该文件") =>
        (await world.Resend.ProposeAsync(CaseWorld.Releaser, id, reason, default)).Refusal?.Code;

    private static async Task<string?> ConfirmAsync(ExchangeWorld world, long id, bool own = false, long? seen = null) =>
        (await world.Resend.ConfirmAsync(own ? CaseWorld.Releaser : ExchangeWorld.Second, id, seen, default)).Refusal?.Code;

    [Fact]
    public async Task Should_need_two_people_and_send_the_same_bytes_under_the_same_name()
    {
        var (world, cases, file) = await LostAsync();
        await using var _ = world;
        Assert.Equal("exchange.resend-not-proposed", await ConfirmAsync(world, file.Id));
        Assert.Equal("exchange.resend-reason", await ProposeAsync(world, file.Id, " "));
        Assert.Null(await ProposeAsync(world, file.Id));
        Assert.Equal("exchange.resend-proposed", await ProposeAsync(world, file.Id));
        Assert.Equal("exchange.resend-own", await ConfirmAsync(world, file.Id, own: true));
        Assert.Equal("exchange.resend-changed", await ConfirmAsync(world, file.Id, seen: 99));
        await world.SendAsync();
        Assert.Empty(world.End.Shown);

        Assert.Null(await ConfirmAsync(world, file.Id));
        Assert.Equal(1, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
        Assert.Equal([file.FileName], world.End.Shown);
        Assert.Equal(file.Sha256, System.Security.Cryptography.SHA256.HashData(world.End.There[file.FileName]));
        Assert.Equal(file.MessageId, (await world.FileAsync(file.Id)).MessageId);
        Assert.Equal("exchange.resend-state", await ProposeAsync(world, file.Id));
        await using var db = world.Cases.Store.Read();
        var decision = await db.ResendDecisions.SingleAsync();
        Assert.Equal(("fang", "second"), (decision.ProposedBy, decision.ConfirmedBy));
    }

    [Fact]
    public async Task Should_be_refused_where_the_bank_answered_to_one_payment_even_after_it_was_proposed()
    {
        var (world, cases, file) = await LostAsync();
        await using var _ = world;
        Assert.Null(await ProposeAsync(world, file.Id));
        await world.AnswerAsync("a.txt", (cases[1], "成功", ""));
        await world.FetchAsync();
        Assert.Equal("exchange.bank-has-it", await ConfirmAsync(world, file.Id));
        // The proposal is gone with it.
        Assert.Equal("exchange.resend-not-proposed", await ConfirmAsync(world, file.Id));
        Assert.Equal("exchange.bank-has-it", await ProposeAsync(world, file.Id));
        await world.SendAsync();
        Assert.Empty(world.End.Shown);
    }

    [Fact]
    public async Task Should_be_refused_where_the_file_lies_at_the_bank_or_nobody_can_look()
    {
        var (world, _, file) = await LostAsync();
        await using var __ = world;
        world.End.IsDown = true;
        Assert.Equal("exchange.unreachable", await ProposeAsync(world, file.Id));
        world.End.IsDown = false;
        Assert.Null(await ProposeAsync(world, file.Id));
        world.End.IsDown = true;
        Assert.Equal("exchange.unreachable", await ConfirmAsync(world, file.Id));
        world.End.IsDown = false;
        var (_, content, _) = await world.Cases.BatchFile.OpenAsync(CaseWorld.Preparer, file.Id, default);
        await using (content)
        {
            using var bytes = new MemoryStream();
            await content!.CopyToAsync(bytes);
            world.End.There[file.FileName] = bytes.ToArray();
        }
        Assert.Equal("exchange.is-there", await ConfirmAsync(world, file.Id));
        Assert.Equal("payment.file-unknown", await ProposeAsync(world, 99));
    }

    [Fact]
    public async Task Should_be_possible_for_one_that_the_other_end_refused()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var (cases, file) = await world.ReleasedAsync(1);
        world.End.There[file.FileName] = [1];
        await world.SendAsync();
        Assert.Equal("exchange.name-taken", await ProposeAsync(world, file.Id));
        world.End.There.Remove(file.FileName);
        Assert.Null(await ProposeAsync(world, file.Id));
        Assert.Null(await ConfirmAsync(world, file.Id));
        Assert.Equal(1, await world.SendAsync());
        await world.IsAsync(PaymentFileState.Sent, PaymentState.Sent, file.Id, cases);
    }
}
