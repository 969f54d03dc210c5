using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>Short commands that come at the same moment share transactions; each is answered as if it were alone.</summary>
[Trait("Store", "Every")]
public sealed class When_many_call_at_once
{
    private const int Callers = 64;

    private static Actor An { get; } = Person("an", Roles.Approver);

    [Fact]
    public async Task Should_apply_each_call_once()
    {
        await using var world = await CreateAsync();
        var ids = await OpenedAsync(world, Callers);
        var answers = await Task.WhenAll(ids.Select(id => ApproveAsync(world, An, id)));

        Assert.All(answers.Zip(ids), a => Assert.Equal((a.Second, CaseOutcomeKind.Applied), (a.First.CaseId, a.First.Kind)));
        Assert.Equal(Callers, await ApprovalsAsync(world));
        Assert.Equal(Callers * 100_000L, (await world.AccountsAsync()).Sum(a => a.PendingFen));
    }

    [Fact]
    public async Task Should_let_one_of_many_through_where_all_are_about_one_case()
    {
        await using var world = await CreateAsync();
        var id = (await OpenedAsync(world, 1))[0];
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => ApproveAsync(world, i % 2 == 0 ? An : Person("bai", Roles.Approver), id)));

        Assert.Single(answers, a => a.Kind == CaseOutcomeKind.Applied);
        // As if they had come one after the other: the later ones meet the next step.
        Assert.All(answers.Where(a => a.Kind != CaseOutcomeKind.Applied), a => Assert.Equal(("notice", 2), (a.Step, a.Version)));
        Assert.DoesNotContain(answers, a => a.Refusal?.Code == "case.listed-twice");
        Assert.Equal(1, await ApprovalsAsync(world));
    }

    [Fact]
    public async Task Should_answer_a_key_that_comes_many_times_with_one_answer()
    {
        await using var world = await CreateAsync();
        var ids = await OpenedAsync(world, 2);
        var same = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => ApproveAsync(world, An, ids[0], "key-1")));
        Assert.All(same, a => Assert.Equal((CaseOutcomeKind.Applied, 2), (a.Kind, a.Version)));
        RefusedAs("idempotency.key-reused", await ApproveAsync(world, An, ids[1], "key-1"));
        Assert.Equal(1, await ApprovalsAsync(world));
    }

    [Fact]
    public async Task Should_keep_a_fault_to_the_call_that_has_it()
    {
        await using var world = await CreateAsync();
        var ids = await OpenedAsync(world, Callers);
        var calls = ids.Select((id, i) => i % 7 == 3
            ? world.Executor.SignalAsync(new SignalCommand(An, [null!]), default)
            : world.Executor.SignalAsync(new SignalCommand(An, [new CaseSignal(id, new Signal("Approve"))]), default)).ToList();
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.All(calls.Select((c, i) => (Call: c, At: i)), c => Assert.Equal(c.At % 7 == 3, c.Call.IsFaulted));
        Assert.Equal(calls.Count(c => c.IsCompletedSuccessfully), await ApprovalsAsync(world));
        Assert.All(calls.Where(c => c.IsCompletedSuccessfully), c => Assert.Equal(CaseOutcomeKind.Applied, c.Result[0].Kind));
    }

    [Fact]
    public async Task Should_do_nothing_for_who_went_away_before()
    {
        await using var world = await CreateAsync();
        var id = (await OpenedAsync(world, 1))[0];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            world.Executor.SignalAsync(new SignalCommand(An, [new CaseSignal(id, new Signal("Approve"))]), new CancellationToken(canceled: true)));

        Assert.Equal(0, await ApprovalsAsync(world));
        Applied(await ApproveAsync(world, An, id));
    }

    private static async Task<long[]> OpenedAsync(CaseWorld world, int count) =>
        [.. (await world.OpenAsync([.. Enumerable.Range(1, count).Select(Frontline)])).Select(o => Applied(o).CaseId)];

    private static async Task<CaseOutcome> ApproveAsync(CaseWorld world, Actor actor, long id, string? key = null) =>
        (await world.Executor.SignalAsync(new SignalCommand(actor, [new CaseSignal(id, new Signal("Approve"))], key), default))[0];

    private static async Task<int> ApprovalsAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.History.CountAsync(h => h.Action == "Approve");
    }
}
