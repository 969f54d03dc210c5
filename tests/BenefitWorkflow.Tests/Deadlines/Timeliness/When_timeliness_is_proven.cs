using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines.Timeliness;

[Trait("Store", "Every")]
public sealed class When_timeliness_is_proven
{
    [Fact]
    public async Task Should_keep_which_step_triggered_it_by_when_it_was_due_and_what_was_used()
    {
        await using var world = await CreateAsync();
        var entitled = world.Time.GetUtcNow();
        var id = Assert.Single(await world.PaidAsync(Frontline(1)));
        var (proof, order) = (Assert.Single(await ProofsAsync(world)), await world.OrderAsync(id));
        Assert.Equal((order.Id, id, 1, "approve1", 2, entitled), (proof.OrderId, proof.CaseId, proof.Attempt, proof.TriggerStep, proof.TriggerSeq, proof.TriggeredAt));
        Assert.Equal((order.DueAt, order.SettledAt!.Value, world.Time.GetUtcNow()), (proof.DueAt, proof.SettledAt, proof.JudgedAt));
        // Wednesday 1 March to Monday the 6th; the hardship programme has no season.
        Assert.Equal((3, 3, null), (proof.WorkingDaysUsed, order.WorkingDaysUsed, proof.SeasonCutOff));
        var programme = world.Programmes.Find(Hardship)!;
        Assert.Equal((programme.ServiceLimitWorkingDays, programme.RuleVersion), (proof.LimitWorkingDays, proof.RuleVersion));
        Assert.Equal((TimelinessVerdict.OnTime, TimelinessReason.InTime, null), (proof.Verdict, proof.Reason, proof.ReopenedAt));
    }

    [Fact]
    public async Task Should_name_the_second_approval_where_two_are_needed()
    {
        await using var world = await CreateAsync();
        await world.PaidAsync(ModelWorker(1));
        Assert.Equal(("approve2", 3), (Assert.Single(await ProofsAsync(world)).TriggerStep, (await ProofsAsync(world))[0].TriggerSeq));
    }

    [Fact]
    public async Task Should_find_late_what_arrives_at_the_very_instant_it_was_due()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        await world.ReleaseAsync(ids);
        world.Time.SetUtcNow((await world.OrderAsync(ids[0])).DueAt.AddMilliseconds(-1));
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Applied(await world.BankSaysAsync(ids[1], "SettlePayment"));
        Assert.Equal([(TimelinessVerdict.OnTime, TimelinessReason.InTime), (TimelinessVerdict.Late, TimelinessReason.ServiceLimitPassed)], (await ProofsAsync(world)).Select(p => (p.Verdict, p.Reason)));
    }

    [Fact]
    public async Task Should_reopen_the_verdict_when_the_money_comes_back_and_judge_the_new_payment_apart()
    {
        await using var world = await CreateAsync();
        var id = Assert.Single(await world.PaidAsync(Frontline(1)));
        world.Time.Advance(TimeSpan.FromDays(2));
        Applied(await world.BankSaysAsync(id, "ReturnPayment", "AC04"));
        var returned = world.Time.GetUtcNow();
        var proof = Assert.Single(await ProofsAsync(world));
        Assert.Equal((TimelinessVerdict.Reopened, TimelinessReason.Returned, returned), (proof.Verdict, proof.Reason, proof.ReopenedAt));
        Assert.Null((await world.OrderAsync(id)).OnTime);

        var account = new PersonalInput("农业银行", InventedPeople.Person(99).Account, Frontline(1).Name);
        Applied((await world.Executor.SignalAsync(new SignalCommand(Caseworker, [new CaseSignal(id, new Signal("CorrectAccount"), Personal: account)]), default))[0]);
        Applied(await world.SendAsync(Colleague, id, "ConfirmAccount"));
        world.Time.Advance(TimeSpan.FromDays(40));
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        var proofs = await ProofsAsync(world);
        Assert.Equal([(1, TimelinessVerdict.Reopened), (2, TimelinessVerdict.Late)], proofs.Select(p => (p.Attempt, p.Verdict)));
        // The day from which it counts stays that of the approval.
        Assert.Equal(proofs[0].TriggeredAt, proofs[1].TriggeredAt);
        Assert.True(proofs[1].WorkingDaysUsed > 25);
    }

    private static async Task<List<TimelinessProof>> ProofsAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.TimelinessProofs.OrderBy(p => p.OrderId).ToListAsync();
    }
}
