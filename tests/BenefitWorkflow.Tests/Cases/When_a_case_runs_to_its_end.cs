using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

[Trait("Store", "Every")]
public sealed class When_a_case_runs_to_its_end
{
    [Fact]
    public async Task Should_be_paid_surveyed_and_closed_with_its_evidence()
    {
        await using var world = await CreateAsync();
        var id = (await world.PaidAsync(ModelWorker(1)))[0];
        Applied(await world.SendAsync(Caseworker, id, "RecordSurvey", ("satisfaction", 1L), ("improvement", 2L)));

        var @case = await world.CaseAsync(id);
        Assert.Equal((CaseState.Closed, "paid", 800_000L), (@case.State, @case.Result, @case.AmountFen));
        var order = await world.OrderAsync(id);
        Assert.Equal((PaymentState.Settled, true), (order.State, order.OnTime));
        await using var db = world.Store.Read();
        Assert.Equal(["Open", "Approve", "Approve", "PostNotice", "CloseNotice", "ReleasePayment", "SettlePayment", "RecordSurvey"],
            await db.History.Where(h => h.CaseId == id).OrderBy(h => h.Seq).Select(h => h.Action).ToListAsync());
        Assert.Equal(1, await db.SurveyAnswers.CountAsync(s => s.CaseId == id));
        Assert.False(await db.Deadlines.AnyAsync(d => d.State == BenefitWorkflow.Deadlines.DeadlineState.Pending));
        Assert.Equal(["CaseOpenedV1", "PaymentOrderedV1", "PaymentReleasedV1", "PaymentSettledV1", "CaseClosedV1"],
            await db.Outbox.OrderBy(o => o.Id).Select(o => o.Type).ToListAsync());
    }

    [Fact]
    public async Task Should_take_money_from_the_sources_in_order_and_split_where_one_runs_out()
    {
        await using var world = await CreateAsync(Hardship, 500_000, 290_000_000);
        await world.PaidAsync(ModelWorker(1));
        var accounts = await world.AccountsAsync();
        Assert.Equal([500_000L, 300_000L], accounts.Select(a => a.PaidFen));
    }

    [Fact]
    public async Task Should_refuse_the_approval_whose_money_does_not_fit_and_change_nothing()
    {
        await using var world = await CreateAsync(Hardship, 100_000, 50_000);
        var outcomes = await world.OpenAsync(Frontline(1), Frontline(2));
        var approvals = await world.SendAsync(Approver, "Approve", [.. outcomes.Select(o => o.CaseId)]);
        Applied(approvals[0]);
        RefusedAs("budget.ceiling-passed", approvals[1]);
        Assert.Equal((1, "approve1"), ((await world.CaseAsync(outcomes[1].CaseId)).Version, (await world.CaseAsync(outcomes[1].CaseId)).Step));
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.ApprovedFen));
    }

    [Fact]
    public async Task Should_issue_a_failed_payment_anew_only_after_a_second_person_confirmed_the_account()
    {
        await using var world = await CreateAsync();
        var id = (await world.ApprovedAsync(Frontline(1)))[0];
        await world.PostNoticeAsync(id);
        await world.CloseNoticeAsync(id);
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "FailPayment", "AC04"));
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PendingFen));

        await CorrectAsync(world, id, 77);
        RefusedAs("case.separation-of-duties", await world.SendAsync(Caseworker, id, "ConfirmAccount"));
        Applied(await world.SendAsync(Colleague, id, "ConfirmAccount"));
        var second = await world.OrderAsync(id);
        Assert.Equal((2, PaymentState.Ordered), (second.Attempt, second.State));
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PaidFen));
    }

    [Fact]
    public async Task Should_take_no_application_and_no_account_where_nothing_is_corrected()
    {
        await using var world = await CreateAsync();
        var (id, stated) = ((await world.OpenAsync(Frontline(1)))[0].CaseId, Frontline(1).Application);
        foreach (var (signal, forged) in ((string, CaseSignal)[])[
            ("Approve", new(id, new Signal("Approve"), Reason: "同意", Application: stated with { DutyPost = "forged" })),
            ("Approve", new(id, new Signal("Approve"), Reason: "同意", Personal: new PersonalInput("农业银行", Frontline(9).Account!, "他人")))])
            RefusedAs("case.not-stated-now", (await world.Executor.SignalAsync(new SignalCommand(Approver, [forged]), default))[0]);
        RefusedAs("case.reason-malformed", (await world.Executor.SignalAsync(new SignalCommand(Approver, [new CaseSignal(id, new Signal("Approve"), Reason: "同\0意")]), default))[0]);
        await using var db = world.Store.Read();
        Assert.DoesNotContain("forged", (await db.Applications.SingleAsync()).Json, StringComparison.Ordinal);
        Assert.Equal(1, (await world.CaseAsync(id)).Version);
    }

    [Fact]
    public async Task Should_not_grant_a_household_twice_when_the_second_leaves_its_head_out()
    {
        await using var world = await CreateAsync();
        var head = ModelWorker(1);
        // The second is on file in the household of the first.
        Applied(await world.SendAsync(Caseworker, Applied((await world.OpenAsync(Frontline(2) with { HouseholdHeadId = head.IdNumber }))[0]).CaseId, "Withdraw"));
        var first = Applied((await world.OpenAsync(head))[0]).CaseId;
        var second = Applied((await world.OpenAsync(ModelWorker(2)))[0]).CaseId;
        Assert.Equal((await world.CaseAsync(first)).HouseholdId, (await world.CaseAsync(second)).HouseholdId);
        await using var db = world.Store.Read();
        var determined = await db.Determinations.Where(d => d.CaseId == second).OrderByDescending(d => d.Seq).FirstAsync();
        Assert.Equal(0, determined.AmountFen);
        Assert.Contains("eligibility.duplicate", determined.TraceJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_reopen_on_a_return_after_closing_and_close_again_once_it_is_paid_anew()
    {
        await using var world = await CreateAsync();
        var id = (await world.PaidAsync(Frontline(1)))[0];
        Applied(await world.SendAsync(Caseworker, id, "RecordSurvey", ("satisfaction", 1L), ("improvement", 1L)));
        Assert.Equal(CaseState.Closed, (await world.CaseAsync(id)).State);

        Applied(await world.BankSaysAsync(id, "ReturnPayment", "AC01"));
        Assert.Equal((CaseState.Open, "account"), ((await world.CaseAsync(id)).State, (await world.CaseAsync(id)).Step));
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.ReturnedFen));
        RefusedAs("payment.state-mismatch", await Again(world, id));

        await CorrectAsync(world, id, 77);
        Applied(await world.SendAsync(Colleague, id, "ConfirmAccount"));
        await world.ReleaseAsync(id);
        Applied(await world.BankSaysAsync(id, "SettlePayment"));
        Applied(await world.SendAsync(Caseworker, id, "RecordSurvey", ("satisfaction", 2L), ("improvement", 2L)));
        Assert.Equal("paid", (await world.CaseAsync(id)).Result);
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.PaidFen));
        await using var db = world.Store.Read();
        Assert.Equal(1, await db.PaymentOrders.CountAsync(o => o.CaseId == id && o.IsLiveOrSettled));

        static async Task<CaseOutcome> Again(CaseWorld world, long id)
        {
            var outcome = await world.BankSaysAsync(id, "ReturnPayment", "AC01");
            // Nothing waits for a return any more: either the planner or the order says so.
            Assert.Contains(outcome.Refusal!.Code, new[] { "signal.not-expected", "payment.state-mismatch" });
            return outcome with { Refusal = outcome.Refusal with { Code = "payment.state-mismatch" } };
        }
    }

    [Fact]
    public async Task Should_give_the_money_back_when_an_objection_is_upheld()
    {
        await using var world = await CreateAsync();
        var id = (await world.ApprovedAsync(Frontline(1)))[0];
        var notice = await world.PostNoticeAsync(id);
        await ObjectAsync(world, notice, id);
        RefusedAs("case.role-required", await world.SendAsync(Caseworker, id, "UpholdObjection"));
        Applied(await world.SendAsync(SecondReviewer, id, "UpholdObjection"));
        Assert.Equal("rejected", (await world.CaseAsync(id)).Result);
        Assert.Equal((100_000L, 100_000L), ((await world.AccountsAsync()).Sum(a => a.CancelledFen), (await world.AccountsAsync()).Sum(a => a.ApprovedFen)));
    }

    [Fact]
    public async Task Should_run_a_second_notice_after_a_dismissed_objection()
    {
        await using var world = await CreateAsync();
        var id = (await world.ApprovedAsync(Frontline(1)))[0];
        await ObjectAsync(world, await world.PostNoticeAsync(id), id);
        Applied(await world.SendAsync(SecondReviewer, id, "DismissObjection"));
        RefusedAs("notice.not-posted", await world.SendAsync(BenefitWorkflow.Identity.Actor.System, id, "CloseNotice"));
        await world.PostNoticeAsync(id);
        await world.CloseNoticeAsync(id);
        Assert.Equal("bank", (await world.CaseAsync(id)).Step);
    }

    [Fact]
    public async Task Should_not_pay_before_the_notice_has_run_in_full()
    {
        await using var world = await CreateAsync();
        var id = (await world.ApprovedAsync(Frontline(1)))[0];
        await world.PostNoticeAsync(id);
        world.Time.Advance(TimeSpan.FromDays(5) - TimeSpan.FromMilliseconds(1));
        RefusedAs("notice.period-running", await world.SendAsync(BenefitWorkflow.Identity.Actor.System, id, "CloseNotice"));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Applied(await world.SendAsync(BenefitWorkflow.Identity.Actor.System, id, "CloseNotice"));
    }

    private static async Task CorrectAsync(CaseWorld world, long id, int seed) =>
        Applied((await world.Executor.SignalAsync(new(Caseworker, [new(id, new("CorrectAccount"),
            Personal: new("农业银行", BenefitWorkflow.Demo.InventedPeople.Person(seed).Account, "新户名"))]), default))[0]);

    private static async Task ObjectAsync(CaseWorld world, long notice, long id)
    {
        await using var transaction = await world.Store.BeginWriteAsync(default);
        await transaction.InsertAsync(new BenefitWorkflow.Notices.Objection { Id = id, Number = $"YY-{id}", NoticeId = notice, CaseId = id, TextCipher = [1], ReceivedAt = world.Time.GetUtcNow(), TakenDownBy = "chen" }, default);
        Applied((await world.Executor.SignalWithinAsync(transaction, Caseworker, [new(id, new("RaiseObjection", new Dictionary<string, object?> { ["objectionId"] = id }))], default))[0]);
        await transaction.CommitAsync(default);
    }
}
