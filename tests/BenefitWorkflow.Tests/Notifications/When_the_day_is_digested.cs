using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Tests.Messaging;

namespace BenefitWorkflow.Tests.Notifications;

[Trait("Store", "Every")]
public sealed class When_the_day_is_digested
{
    [Fact]
    public async Task Should_come_at_half_past_eight_of_a_working_day_and_once()
    {
        await using var world = await WaitingAsync();
        Set(world, 2026, 2, 6, 8, 29);
        // What was missed on the 5th comes now; nothing of the 6th.
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        Assert.Equal(0, await world.Digest().RunOnceAsync(default));
        Set(world, 2026, 2, 6, 8, 30);
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        Set(world, 2026, 2, 6, 23, 59);
        Assert.Equal(0, await world.Digest().RunOnceAsync(default));
        // Saturday and Sunday are none, Monday is.
        Set(world, 2026, 2, 8, 12, 0);
        Assert.Equal(0, await world.Digest().RunOnceAsync(default));
        Set(world, 2026, 2, 9, 8, 30);
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
    }

    [Fact]
    public async Task Should_come_on_a_swapped_working_saturday_and_not_on_a_holiday()
    {
        await using var world = await WaitingAsync();
        Set(world, 2026, 2, 14, 8, 30);
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        // The week of the festival.
        Set(world, 2026, 2, 18, 12, 0);
        Assert.Equal(0, await world.Digest().RunOnceAsync(default));
    }

    [Fact]
    public async Task Should_be_made_up_once_after_days_without_any_run()
    {
        await using var world = await WaitingAsync();
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        Set(world, 2026, 2, 13, 15, 0);
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        Assert.Equal(0, await world.Digest().RunOnceAsync(default));
    }

    [Fact]
    public async Task Should_count_what_waits_for_each_role_and_everything_for_the_supervisor()
    {
        await using var world = await WaitingAsync();
        await world.InsertAsync(At(4, "correct", Roles.Caseworker, dueInHours: -30));
        await world.Digest().RunOnceAsync(default);
        var told = await world.AllAsync();
        // rui has two: one late, one due today; wen the same; the supervisor sees the caseworker's too.
        Assert.Equal(["du", "rui", "wen"], told.Select(n => n.AccountId));
        Assert.Equal("今日到期 1 件，已逾期 2 件（审批、审核 1 件；补正 1 件），未读通知 0 条。", told[0].Zh);
        Assert.Equal("今日到期 1 件，已逾期 1 件（审批、审核 1 件），未读通知 0 条。", told[1].Zh);
        Assert.All(told, n => Assert.Equal(NotificationKind.Digest, n.Kind));
    }

    [Fact]
    public async Task Should_stop_where_the_year_has_no_table()
    {
        await using var world = await WaitingAsync();
        Set(world, 2031, 3, 5, 9, 0);
        var missing = await Assert.ThrowsAsync<CalendarYearMissingException>(() => world.Digest().RunOnceAsync(default));
        Assert.Equal("calendar.year-missing", missing.Refusal.Code);
    }

    [Fact]
    public async Task Should_be_written_once_by_several_processes()
    {
        await using var world = await WaitingAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.Digest().RunOnceAsync(default))));
        Assert.Equal(3, (await world.AllAsync()).Count);
    }

    /// <summary>Two cases at the reviewers': one late by a day, one due tonight; a third in time. Reviewers and supervisor have something waiting.</summary>
    private static async Task<NotificationWorld> WaitingAsync()
    {
        var world = await NotificationWorld.CreateAsync();
        await world.InsertAsync(At(1, "approve1", Roles.Reviewer, -24), At(2, "approve1", Roles.Reviewer, 3), At(3, "approve1", Roles.Reviewer, 24 * 400));
        return world;
    }

    private static Case At(long id, string step, string role, int dueInHours)
    {
        var now = ShanghaiTime.At(new DateOnly(2026, 2, 5), new TimeOnly(10, 0));
        var @case = DeadlineSweepTests.Case(id);
        @case.MoveTo(Position.Parse($"1|{step}:1||{step}:1||"));
        @case.Own(role, now.AddHours(dueInHours));
        return @case;
    }

    private static void Set(NotificationWorld world, int year, int month, int day, int hour, int minute) =>
        world.Time.SetUtcNow(ShanghaiTime.At(new DateOnly(year, month, day), new TimeOnly(hour, minute)));
}
