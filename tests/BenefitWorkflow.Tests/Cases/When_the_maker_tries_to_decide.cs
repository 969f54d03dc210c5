using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

[Trait("Store", "Every")]
public sealed class When_the_maker_tries_to_decide
{
    private static readonly Actor Everything = Person("chen", [.. Roles.Assignable]);

    [Theory]
    [InlineData("Approve")]
    [InlineData("Reject")]
    [InlineData("RequestCorrection")]
    public async Task Should_be_refused_whatever_roles_they_hold(string signal)
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        RefusedAs("case.separation-of-duties", await world.SendAsync(Everything, id, signal));
        Assert.Equal(1, (await world.CaseAsync(id)).Version);
    }

    [Fact]
    public async Task Should_be_refused_at_the_second_level_to_who_approved_the_first()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        var both = Person("rui", Roles.Reviewer, Roles.Approver);
        Applied(await world.SendAsync(both, id, "Approve"));
        RefusedAs("case.separation-of-duties", await world.SendAsync(both, id, "Approve"));
        Applied(await world.SendAsync(Approver, id, "Approve"));
    }

    [Fact]
    public async Task Should_be_refused_to_who_answered_a_correction()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        Applied(await world.SendAsync(Reviewer, id, "RequestCorrection"));
        Applied(await world.SendAsync(Person("rui2", Roles.Caseworker, Roles.Reviewer), id, "Resubmit"));
        RefusedAs("case.separation-of-duties", await world.SendAsync(Person("rui2", Roles.Caseworker, Roles.Reviewer), id, "Approve"));
        Applied(await world.SendAsync(Person("rui3", Roles.Reviewer), id, "Approve"));
    }

    [Fact]
    public async Task Should_be_refused_also_after_somebody_else_answered_a_correction()
    {
        await using var world = await CreateAsync();
        var both = Person("chen", Roles.Caseworker, Roles.Reviewer);
        var id = Applied((await world.Executor.OpenAsync(new OpenCommand(both, [ModelWorker(1)]), default))[0]).CaseId;
        Applied(await world.SendAsync(Reviewer, id, "RequestCorrection"));
        Applied(await world.SendAsync(Colleague, id, "Resubmit"));
        RefusedAs("case.separation-of-duties", await world.SendAsync(both, id, "Approve"));
    }

    [Fact]
    public async Task Should_need_the_step_s_role()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        RefusedAs("case.role-required", await world.SendAsync(Person("other", Roles.Approver), id, "Approve"));
    }
}

public sealed class When_a_request_comes_again
{
    [Fact]
    public async Task Should_get_the_same_answer_for_the_same_key_and_content()
    {
        await using var world = await CreateAsync();
        var command = new OpenCommand(Caseworker, [Frontline(1), Frontline(2)], "key-1");
        var first = await world.Executor.OpenAsync(command, default);
        var second = await world.Executor.OpenAsync(command, default);
        Assert.Equal(first, second);
        await using var db = world.Store.Read();
        Assert.Equal(2, db.Cases.Count());
    }

    [Fact]
    public async Task Should_be_refused_for_the_same_key_with_other_content()
    {
        await using var world = await CreateAsync();
        await world.Executor.OpenAsync(new OpenCommand(Caseworker, [Frontline(1)], "key-1"), default);
        RefusedAs("idempotency.key-reused", (await world.Executor.OpenAsync(new OpenCommand(Caseworker, [Frontline(2)], "key-1"), default))[0]);
        Applied((await world.Executor.OpenAsync(new OpenCommand(Colleague, [Frontline(2)], "key-1"), default))[0]);
    }

    [Fact]
    public async Task Should_be_refused_for_a_stale_version_an_unknown_case_a_case_twice_and_an_unknown_signal()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(Frontline(1)))[0].CaseId;
        var outcomes = await world.Executor.SignalAsync(new SignalCommand(Approver,
        [
            new(id, new Signal("Approve"), Version: 7), new(99, new Signal("Approve")), new(id, new Signal("Nonsense")), new(id, new Signal("Approve")), new(id, new Signal("Approve")),
        ]), default);
        Assert.Equal(["case.stale-version", "case.not-found", "signal.unknown", null, "case.listed-twice"], outcomes.Select(o => o.Refusal?.Code));
    }

    [Fact]
    public async Task Should_apply_a_signal_once_when_many_send_it_at_once()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(Frontline(1)))[0].CaseId;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.SendAsync(Approver, id, "Approve")));
        Assert.Single(outcomes, o => o.Kind == CaseOutcomeKind.Applied);
        Assert.Equal(100_000, (await world.AccountsAsync()).Sum(a => a.ApprovedFen));
    }

    [Fact]
    public async Task Should_never_pass_the_ceiling_when_approvals_race()
    {
        await using var world = await CreateAsync(Hardship, 300_000, 200_000);
        var ids = (await world.OpenAsync([.. Enumerable.Range(1, 12).Select(Frontline)])).Select(o => o.CaseId).ToArray();
        var outcomes = await Task.WhenAll(ids.Select(id => world.SendAsync(Approver, id, "Approve")));
        Assert.Equal(5, outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied));
        Assert.All(outcomes.Where(o => o.Kind != CaseOutcomeKind.Applied), o => RefusedAs("budget.ceiling-passed", o));
        Assert.Equal(500_000, (await world.AccountsAsync()).Sum(a => a.ApprovedFen));
    }
}

public sealed class When_the_same_person_applies_twice
{
    [Fact]
    public async Task Should_block_the_second_within_the_programme_and_ask_for_a_reason_across_programmes()
    {
        await using var world = await CreateAsync();
        var outcomes = await world.OpenAsync(Frontline(1), Frontline(1), Frontline(2));
        Assert.Equal([null, "ineligible", null], outcomes.Select(o => o.Result));
        world.Time.SetUtcNow(new DateTimeOffset(2023, 3, 2, 2, 0, 0, TimeSpan.Zero));
        var duty = Applicant(1, Spring, "duty-post", new() { Documents = ["duty-roster"], DutyPost = "值守" });
        var across = await world.OpenAsync(duty);
        Assert.Equal("correct", Applied(across[0]).Step);
        var reasoned = await world.OpenAsync(Applicant(2, Spring, "duty-post", duty.Application with { OverlapReason = "性质不同" }));
        Assert.Equal("approve1", Applied(reasoned[0]).Step);
    }

    [Fact]
    public async Task Should_refuse_a_known_identity_number_under_another_name()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        RefusedAs("beneficiary.name-differs", (await world.OpenAsync(Applicant(1, Spring, "duty-post", new()) is var c ? [Renamed(c)] : []))[0]);

        static NewCase Renamed(NewCase c) => new()
        {
            ProgrammeKey = c.ProgrammeKey, SchemeKey = c.SchemeKey, Name = "另一人", IdNumber = c.IdNumber, Unit = c.Unit, Application = c.Application,
        };
    }
}
