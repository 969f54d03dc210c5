using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Notices;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines;

/// <summary>No silent stuck state: whatever is not final has an owner and a limit, and ends with the supervisor if nothing is done.</summary>
public sealed class When_any_state_is_left_alone
{
    private const string Batch = "its batch: released within a day, answered within three", Step = "the case's step";

    /// <summary>By whose limit a state is watched; null: it is final. A new state must be entered here, with a limit.</summary>
    private static readonly Dictionary<object, string?> Watched = new()
    {
        [CaseState.Open] = Step, [CaseState.Incident] = Step, [CaseState.Closed] = null,
        [PaymentState.Ordered] = Step, [PaymentState.Batched] = Batch, [PaymentState.Released] = Batch, [PaymentState.Sent] = Batch, [PaymentState.Unknown] = Batch, [PaymentState.Settled] = null, [PaymentState.Failed] = Step, [PaymentState.Returned] = Step,
        [PaymentState.Cancelled] = null,
        [BatchState.Prepared] = "released within a day", [BatchState.Released] = "answered within three", [BatchState.Dissolved] = null,
        [NoticeState.Posted] = "closed by the day after", [NoticeState.Closed] = null,
        [ObjectionState.Open] = Step, [ObjectionState.Upheld] = null, [ObjectionState.Dismissed] = null, [ObjectionState.Lapsed] = null,
        // Answered by the one it was merged into, which is open and watched.
        [ObjectionState.Merged] = null,
    };

    [Fact]
    public void Should_know_every_state_there_is()
    {
        foreach (var type in (Type[])[typeof(CaseState), typeof(PaymentState), typeof(BatchState), typeof(NoticeState), typeof(ObjectionState)])
        foreach (var state in Enum.GetValues(type))
            Assert.True(Watched.ContainsKey(state), $"{type.Name}.{state} is new: give it an owner and a limit, or say that it is final.");
    }

    /// <summary>Every activity of every definition at which a case can wait sets a limit in working days, or is the end.</summary>
    [Fact]
    public void Should_find_a_limit_at_every_step_of_every_definition()
    {
        var steps = Shipped.Catalog.Definitions.SelectMany(d => d.Activities.Where(a => a.Declaration.Signals.Count > 0).Select(a => (Definition: d, Activity: a))).ToList();
        Assert.True(steps.Count > 30);
        Assert.All(steps, step => Assert.True(
            step.Activity.Declaration.Type == "BenefitWorkflow.Close" || step.Activity.Declaration.Inputs.Any(i => i is { Name: "limitWorkingDays", Required: true }),
            $"{step.Definition.DefinitionId}/{step.Activity.Id} waits without a limit."));
    }

    /// <summary>The same by living it: wherever a case of any way comes to stand, it has an owner and a limit row.</summary>
    [Fact]
    public async Task Should_find_owner_and_limit_wherever_a_case_comes_to_stand()
    {
        await using var world = await CreateAsync();
        var seen = new HashSet<string>();
        async Task SeeAsync()
        {
            await using var db = world.Store.Read();
            foreach (var c in await db.Cases.Where(c => c.State != CaseState.Closed).ToListAsync())
            {
                var limits = await db.Deadlines.Where(d => d.CaseId == c.Id && d.DoneAt == null && d.ActivityId == c.Step && d.Visit == c.StepVisit).ToListAsync();
                Assert.True(c.StepRole is not null && c.StepDueAt is not null && limits.Count > 0, $"{c.Step} has owner {c.StepRole}, due {c.StepDueAt}, {limits.Count} limits.");
                seen.Add(c.Step!);
            }
        }

        var ids = (await world.OpenAsync(ModelWorker(1), ModelWorker(2), ModelWorker(3), Incomplete(4))).Select(o => Applied(o).CaseId).ToArray();
        await SeeAsync();
        var upright = ids[..3];
        foreach (var o in await world.SendAsync(Reviewer, "Approve", upright)) Applied(o);
        await SeeAsync();
        foreach (var o in await world.SendAsync(Approver, "Approve", upright)) Applied(o);
        await SeeAsync();
        await world.PostNoticeAsync(upright);
        await SeeAsync();
        await world.CloseNoticeAsync(upright);
        await SeeAsync();
        await world.ReleaseAsync(upright);
        await SeeAsync();
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Applied(await world.BankSaysAsync(ids[1], "FailPayment", "AC04"));
        await SeeAsync();
        Applied(await world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        await SeeAsync();
        Assert.Equal(["account", "approve1", "approve2", "bank", "correct", "notice", "survey"], seen.Order(StringComparer.Ordinal));

        // Nobody does anything any more: all ends late, and with the supervisor, or is ended by its limit.
        world.Time.Advance(TimeSpan.FromDays(200));
        var sweep = new DeadlineSweep(world.Store, world.Executor.SignalWithinAsync, world.Time);
        await sweep.RunOnceAsync(default);
        await using var after = world.Store.Read();
        var open = await after.Cases.Where(c => c.State != CaseState.Closed).Select(c => c.Id).ToListAsync();
        var escalated = await after.DeadlineRungs.Where(r => r.Rung == DeadlineRung.Escalated && r.OwnerRole == Roles.Supervisor).Select(r => r.SubjectId).Distinct().ToListAsync();
        Assert.Equal(3, open.Count);
        Assert.Equal(open.Order(), escalated.Order());
        Assert.Equal("lapsed", (await world.CaseAsync(ids[3])).Result);
    }

    [Fact]
    public async Task Should_leave_no_batch_and_no_notice_without_a_limit()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default);
        await using (var tx = await world.Store.BeginWriteAsync(default))
        {
            foreach (var (id, state) in new[] { (1L, BatchState.Prepared), (2L, BatchState.Released), (3L, BatchState.Dissolved) })
            {
                var batch = new PaymentBatch { Id = id, Number = $"PB-{id}", ProgrammeKey = Hardship, Year = 2023, Format = "delimited-text", FormatVersion = 1, Count = 1, TotalFen = 1, Digest = [1], PreparedBy = "cai", PreparedAt = world.Time.GetUtcNow() };
                if (state == BatchState.Released) batch.Release("fang", world.Time.GetUtcNow());
                if (state == BatchState.Dissolved) batch.Dissolve("fang", world.Time.GetUtcNow());
                await tx.InsertAsync(batch, default);
            }
            await tx.CommitAsync(default);
        }
        await new SubjectSweep(world.Store, world.Programmes, world.Calendar, world.Time).RunOnceAsync(default);
        await using var db = world.Store.Read();
        var limits = await db.SubjectDeadlines.Where(d => d.Subject != DeadlineSubject.Programme).OrderBy(d => d.Subject).ThenBy(d => d.SubjectId).ToListAsync();
        Assert.Equal([(DeadlineSubject.Batch, 1L, "release"), (DeadlineSubject.Batch, 2L, "bank-answer"), (DeadlineSubject.Notice, 1L, "close")], limits.Select(d => (d.Subject, d.SubjectId, d.Step)));
        Assert.All(limits, d => Assert.True(d.OwnerRole.Length > 0 && d.DueAt > world.Time.GetUtcNow() && d.EscalateAt > d.DueAt));
    }

    private static NewCase Incomplete(int seed) => ModelWorker(seed) with { Application = ModelWorker(seed).Application with { Documents = [] } };
}
