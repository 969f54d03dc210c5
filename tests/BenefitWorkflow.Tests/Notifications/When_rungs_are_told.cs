using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Tests.Messaging;

namespace BenefitWorkflow.Tests.Notifications;

[Trait("Store", "Every")]
public sealed class When_rungs_are_told
{
    [Fact]
    public async Task Should_tell_everybody_with_the_role_once_and_many_cases_in_one_sentence()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Due, count: 1_000);
        Assert.Equal(2, await world.Notifier().RunOnceAsync(default));
        Assert.Equal(0, await world.Notifier().RunOnceAsync(default));

        var told = await world.AllAsync();
        Assert.Equal(["rui", "wen"], told.Select(n => n.AccountId));
        Assert.Single(told.Select(n => n.MessageId).Distinct());
        Assert.All(told, n => Assert.Equal((NotificationKind.Due, Roles.Reviewer, "州级春节送温暖专项资金：“审核、审批”有 1000 件今日到期。", world.Time.GetUtcNow(), null), (n.Kind, n.Role, n.Zh, n.CreatedAt, n.ReadAt)));
        Assert.All(told, n => Assert.EndsWith("1000 cases at Approve (level 1) are due today.", n.En, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_name_a_single_case_by_its_number()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.InsertAsync(DeadlineSweepTests.Case(7, "disaster-illness"));
        await world.FireAsync(DeadlineRung.Late, firstCase: 7);
        await world.Notifier().RunOnceAsync(default);
        Assert.Contains("案件 C-7 的“审核”已逾期", (await world.AllAsync())[0].Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_lead_to_the_case_to_the_list_of_many_and_administrators_to_the_accounts()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Late, firstCase: 7);
        await world.FireAsync(DeadlineRung.Due, count: 2, firstCase: 8, step: "approve2");
        await world.FireAsync(DeadlineRung.Escalated, count: 2, firstCase: 20);
        await world.FireAsync(DeadlineRung.Due, role: Roles.Approver, firstCase: 30);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal(["/accounts", "/cases/7", "/cases?role=reviewer&step=approve2&programme=spring-festival-warmth", "/cases?step=approve1&programme=spring-festival-warmth&late=true"],
            (await world.AllAsync()).Select(n => n.Link).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_bring_the_escalation_to_the_supervisor()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Escalated, count: 3);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal([("du", NotificationKind.Escalated)], (await world.AllAsync()).Select(n => (n.AccountId, n.Kind)));
    }

    [Fact]
    public async Task Should_say_only_the_last_of_what_one_limit_fired_during_a_standstill()
    {
        await using var world = await NotificationWorld.CreateAsync();
        foreach (var rung in Enum.GetValues<DeadlineRung>()) await world.FireAsync(rung);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal([("du", NotificationKind.Escalated)], (await world.AllAsync()).Select(n => (n.AccountId, n.Kind)));
    }

    [Fact]
    public async Task Should_tell_nobody_of_what_the_service_does_itself_and_administrators_of_what_nobody_has_the_role_for()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Late, role: Roles.System);
        Assert.Equal(0, await world.Notifier().RunOnceAsync(default));
        await world.FireAsync(DeadlineRung.Late, role: Roles.FinanceReleaser, firstCase: 50);
        await world.Notifier().RunOnceAsync(default);
        var told = Assert.Single(await world.AllAsync());
        Assert.Equal("admin", told.AccountId);
        Assert.StartsWith("没有账号具有角色 finance-releaser", told.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_spare_whoever_wants_only_what_is_late_but_never_from_an_escalation()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.ChooseAsync("rui", MailChoice.Off, NotificationKind.Late);
        await world.ChooseAsync("du", MailChoice.Off, NotificationKind.Escalated);
        await world.FireAsync(DeadlineRung.Due);
        await world.FireAsync(DeadlineRung.Late, firstCase: 20);
        await world.FireAsync(DeadlineRung.Escalated, firstCase: 30);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal([("wen", NotificationKind.Due), ("rui", NotificationKind.Late), ("wen", NotificationKind.Late), ("du", NotificationKind.Escalated)],
            (await world.AllAsync()).Select(n => (n.AccountId, n.Kind)));
    }

    [Fact]
    public async Task Should_tell_once_whatever_runs_at_the_same_time()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Due, count: 5);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.Notifier().RunOnceAsync(default))));
        Assert.Equal(2, (await world.AllAsync()).Count);
    }

    [Fact]
    public async Task Should_name_the_milestone_of_a_season()
    {
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Due, role: Roles.Supervisor, subject: DeadlineSubject.Programme, step: "window-opens", visit: 2026);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal("州级春节送温暖专项资金：2026 年度季节：开始受理。", Assert.Single(await world.AllAsync()).Zh);
    }

    [Fact]
    public async Task Should_leave_out_accounts_that_are_disabled_or_a_system_s()
    {
        await using var world = await NotificationWorld.CreateAsync();
        Assert.Null(await world.Accounts.CreateSystemAsync("machine", "machine", [Roles.Caseworker], null, default));
        Assert.Null(await world.Accounts.CreateAccountAsync("chen", "chen", [Roles.Caseworker], null, default));
        Assert.Null(await world.Changing.SetDisabledAsync(NotificationWorld.Of("admin", Roles.Administrator), "wen", true, default));
        await world.FireAsync(DeadlineRung.Due);
        await world.FireAsync(DeadlineRung.Due, role: Roles.Caseworker, step: "correct");
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal(["rui", "chen"], (await world.AllAsync()).Select(n => n.AccountId));
    }
}
