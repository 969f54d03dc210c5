using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>The service's own histories, decided anew by its own activities: the same steps and the same position at every entry.</summary>
public sealed class When_histories_are_replayed
{
    private static readonly PersonalInput NewAccount = new("农业银行", InventedPeople.Person(77).Account, "新户名");

    [Fact]
    public async Task Should_come_to_the_same_position_on_every_main_path()
    {
        await using var world = await CreateAsync(StoreKind.Sqlite);
        using var moves = new RecordedMoves(world);
        var run = new Run(world, moves);

        // Two approvals, paid, returned after closing, paid again, nobody answers the survey.
        var paid = await run.OpenAsync(ModelWorker(1), "approve1");
        await run.SendAsync(Reviewer, paid, "Approve", "approve2");
        await run.SendAsync(Approver, paid, "Approve", "notice");
        await run.NoticeAsync(paid, "bank");
        await run.PayAsync(paid, "survey");
        await run.SendAsync(Caseworker, paid, "RecordSurvey", "closePaid", ("satisfaction", 1L), ("improvement", 2L));
        await run.BankSaysAsync(paid, "ReturnPayment", "AC04", "account");
        await run.CorrectAccountAsync(paid);
        await run.PayAsync(paid, "survey");
        await run.SendAsync(Actor.System, paid, "DeadlinePassed", "closePaid");

        // Incomplete, sent back, objected to, failed at the bank, returned during the survey, abandoned.
        var crooked = await run.OpenAsync(Frontline(2) with { Application = new ApplicationFacts() }, "correct");
        await run.ResubmitAsync(crooked, Frontline(2).Application, "approve1");
        await run.SendAsync(Approver, crooked, "RequestCorrection", "correct");
        await run.ResubmitAsync(crooked, null, "approve1");
        await run.SendAsync(Approver, crooked, "Approve", "notice");
        await run.ObjectAsync(crooked, await moves.MoveAsync(() => world.PostNoticeAsync(crooked)));
        await run.SendAsync(SecondReviewer, crooked, "DismissObjection", "notice");
        await run.NoticeAsync(crooked, "bank");
        await run.ReleaseAsync(crooked);
        await run.BankSaysAsync(crooked, "FailPayment", "BE01", "account");
        await run.CorrectAccountAsync(crooked);
        await run.PayAsync(crooked, "survey");
        await run.BankSaysAsync(crooked, "ReturnPayment", "AC01", "account");
        await run.SendAsync(Caseworker, crooked, "AbandonPayment", "closeAbandoned");

        // Recalled, then withdrawn from the bank step.
        var recalled = await run.OpenAsync(Frontline(3), "approve1");
        await run.SendAsync(Approver, recalled, "Approve", "notice");
        await run.NoticeAsync(recalled, "bank");
        await run.SendAsync(Caseworker, recalled, "RecallPayment", "account");
        await run.CorrectAccountAsync(recalled);
        await run.SendAsync(Caseworker, recalled, "Withdraw", "closeWithdrawn");

        // Ends without money, each its own.
        var rejected = await run.OpenAsync(Frontline(4), "approve1");
        await run.SendAsync(Approver, rejected, "Reject", "closeRejected");
        var upheld = await run.OpenAsync(Frontline(5), "approve1");
        await run.SendAsync(Approver, upheld, "Approve", "notice");
        await run.ObjectAsync(upheld, await moves.MoveAsync(() => world.PostNoticeAsync(upheld)));
        await run.SendAsync(SecondReviewer, upheld, "UpholdObjection", "closeRejected");
        var lapsed = await run.OpenAsync(Frontline(6) with { Application = new ApplicationFacts() }, "correct");
        await run.SendAsync(Actor.System, lapsed, "DeadlinePassed", "closeLapsed");
        await run.OpenAsync(Frontline(1), "closeIneligible");

        // The school aid's own step, and the season's programme, which has no survey for those on duty.
        var student = await run.OpenAsync(Applicant(8, Hardship, "golden-autumn", Eligibility.Applicants.Student.Application), "approve1");
        await run.SendAsync(Reviewer, student, "Approve", "notice");
        await run.NoticeAsync(student, "enrolment");
        await run.SendAsync(Caseworker, student, "ConfirmEnrolment", "bank");
        await run.PayAsync(student, "survey");
        var onDuty = await run.OpenAsync(Applicant(9, Spring, "duty-post", Eligibility.Applicants.OnDuty.Application), "approve1");
        await run.SendAsync(Approver, onDuty, "Approve", "notice");
        await run.NoticeAsync(onDuty, "bank");
        await run.PayAsync(onDuty, "closePaid");
        await run.OpenAsync(Applicant(10, Spring, "disaster-illness", Eligibility.Applicants.Injured.Application), "approve1");

        await using var db = world.Store.Read();
        var (definitions, activities) = (new HashSet<string>(), new HashSet<string>());
        foreach (var id in await db.Cases.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync())
        {
            var recorded = await moves.ReadAsync(id);
            var difference = RecordedMoves.Replayed(recorded);
            Assert.True(difference is null, $"Case {id}: {difference}");
            definitions.Add(recorded.Definition.DefinitionId);
            activities.UnionWith(recorded.History.Entries.SelectMany(entry => entry.Steps).Select(step => recorded.Definition.Find(step.ActivityId)!.Declaration.Type));
        }
        // Nothing of the service was left out of the replay.
        Assert.Equal(world.Programmes.Definitions.Select(definition => definition.DefinitionId).Order(StringComparer.Ordinal), definitions.Order(StringComparer.Ordinal));
        Assert.Subset(activities, world.Activities.All.Select(activity => activity.Declaration.Type).ToHashSet());
    }

    [Fact]
    public async Task Should_tell_where_today_s_rules_decide_otherwise()
    {
        await using var world = await CreateAsync(StoreKind.Sqlite);
        using var moves = new RecordedMoves(world);
        var run = new Run(world, moves);
        var id = await run.OpenAsync(Frontline(1), "approve1");
        await run.SendAsync(Approver, id, "Approve", "notice");
        await run.NoticeAsync(id, "bank");
        var (definition, history, facts) = await moves.ReadAsync(id);
        Assert.Null(RecordedMoves.Replayed((definition, history, facts)));

        ReplayDifference? With(int index, ReplayEntry changed) =>
            RecordedMoves.Replayed((definition, history with { Entries = [.. history.Entries.Select((entry, i) => i == index ? changed : entry)] }, facts));
        var (approval, end) = (history.Entries[1], history.Entries[3]);
        Assert.Equal((3, "result", "refused notice.period-running"), Told(With(3, end with { Now = end.Now.AddMilliseconds(-1) })));
        Assert.Equal((1, "result", "refused signal.not-expected"), Told(With(1, approval with { Signal = new Signal("CloseNotice") })));
        Assert.Equal((1, "steps", "approve1:1:Approved reserve:1:Reserved notice:1:-"), Told(With(1, approval with { Steps = approval.Steps.SkipLast(1).ToList() })));
        Assert.Equal((3, "position", end.Position), Told(With(3, end with { Position = approval.Position })));

        // Whoever prepared a case may not approve it, whatever the record says.
        facts[2].Case.RecordAct("prepare", Approver.Id);
        Assert.Equal((1, "result", "refused case.separation-of-duties"), Told(RecordedMoves.Replayed((definition, history, facts))));

        static (int, string, string) Told(ReplayDifference? difference) => (difference!.Entry, difference.What, difference.Actual);
    }

    /// <summary>The staff's moves, each recorded and each with the step it must lead to.</summary>
    private sealed class Run(CaseWorld world, RecordedMoves moves)
    {
        public async Task<long> OpenAsync(NewCase application, string step) =>
            At(step, (await moves.MoveAsync(() => world.OpenAsync(application)))[0]).CaseId;

        public async Task SendAsync(Actor actor, long id, string signal, string step, params (string Key, object Value)[] data) =>
            At(step, await moves.MoveAsync(() => world.SendAsync(actor, id, signal, data)));

        public async Task ResubmitAsync(long id, ApplicationFacts? application, string step) =>
            At(step, (await moves.MoveAsync(() => world.Executor.SignalAsync(new SignalCommand(Caseworker, [new CaseSignal(id, new Signal("Resubmit"), Application: application)]), default)))[0]);

        public async Task NoticeAsync(long id, string step)
        {
            await moves.MoveAsync(() => world.PostNoticeAsync(id));
            world.Time.Advance(TimeSpan.FromDays(5));
            await SendAsync(Actor.System, id, "CloseNotice", step);
        }

        public async Task ObjectAsync(long id, long notice) => await moves.MoveAsync(async () =>
        {
            await using var transaction = await world.Store.BeginWriteAsync(default);
            await transaction.InsertAsync(new BenefitWorkflow.Notices.Objection { Id = id, Number = $"YY-{id}", NoticeId = notice, CaseId = id, TextCipher = [1], ReceivedAt = world.Time.GetUtcNow(), TakenDownBy = "chen" }, default);
            var outcome = (await world.Executor.SignalWithinAsync(transaction, Caseworker, [new(id, new("RaiseObjection", new Dictionary<string, object?> { ["objectionId"] = id }))], default))[0];
            await transaction.CommitAsync(default);
            return At("reinvestigate", outcome);
        });

        /// <summary>In a batch of its own, prepared in a transaction before.</summary>
        public async Task ReleaseAsync(long id)
        {
            var order = await world.OrderAsync(id);
            var prepared = await moves.MoveAsync(() => world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(order.ProgrammeKey, [order.Id], AcceptSharedAccounts: true), null, default));
            Assert.Null(prepared.Refusal);
            var released = await moves.MoveAsync(() => world.ReleaseBatch.RunAsync(Releaser, prepared.Batch!.Id, null, default));
            Assert.Null(released.Refusal);
        }

        public async Task PayAsync(long id, string step)
        {
            await ReleaseAsync(id);
            await BankSaysAsync(id, "SettlePayment", null, step);
        }

        public async Task BankSaysAsync(long id, string signal, string? reason, string step) =>
            At(step, await moves.MoveAsync(() => world.BankSaysAsync(id, signal, reason)));

        public async Task CorrectAccountAsync(long id)
        {
            At("account", (await moves.MoveAsync(() => world.Executor.SignalAsync(new SignalCommand(Caseworker, [new CaseSignal(id, new Signal("CorrectAccount"), Personal: NewAccount)]), default), NewAccount))[0]);
            await SendAsync(Colleague, id, "ConfirmAccount", "bank");
        }

        private static CaseOutcome At(string step, CaseOutcome outcome)
        {
            // A case that closed for good waits nowhere.
            if (step.StartsWith("close", StringComparison.Ordinal) && step != "closePaid") Assert.Null(Applied(outcome).Step);
            else Assert.Equal(step, Applied(outcome).Step);
            return outcome;
        }
    }
}
