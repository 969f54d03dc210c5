using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Notifications;

[Trait("Store", "Every")]
public sealed class OverdueSummaryTests
{
    private static readonly DateTimeOffset Now = ShanghaiTime.At(new DateOnly(2026, 2, 10), new TimeOnly(9, 0));

    [Fact]
    public async Task Read_ByEachView_CountsEveryLateLimitOnce()
    {
        await using var world = await NotificationWorld.CreateAsync();
        world.Time.SetUtcNow(Now);
        await world.InsertAsync(At(1, "approve1", "一厂", "chen"), At(2, "approve1", "二厂", "chen"), At(3, "bank", "二厂", "li"), At(4, "correct", "二厂", "li"), At(5, "approve1", "二厂", "li"), At(6, "account", "三厂", "li"));
        // Days late: 0, 3, 4, 11, not yet, 31.
        await world.InsertAsync(Limit(1, "approve1", 0), Limit(2, "approve1", 3), Limit(3, "bank", 4), Limit(4, "correct", 11), Limit(5, "approve1", -1), Limit(6, "account", 31));

        Assert.Equal([("approve1", 2), ("account", 1), ("bank", 1), ("correct", 1)], await GroupsAsync(world, "step"));
        Assert.Equal([("二厂", 3), ("一厂", 1), ("三厂", 1)], await GroupsAsync(world, "unit"));
        // What a reviewer owes is no caseworker's delay, and nobody in particular has taken it.
        Assert.Equal([("role:reviewer", 3), ("li", 2)], await GroupsAsync(world, "person"));
        Assert.Equal([("0-3", 2), ("4-10", 1), ("11-30", 1), ("31+", 1)], await GroupsAsync(world, "age"));
        Assert.Equal([("approver", 2), ("bank", 1), ("document", 1), ("return", 1)], await GroupsAsync(world, "cause"));
        Assert.Null(await Summary(world).ReadAsync(CaseScope.All, "name", null, default));
        Assert.Equal(0, (await Summary(world).ReadAsync(CaseScope.All, "step", "spring-festival-warmth", default))!.Total);
        var oldest = (await Summary(world).ReadAsync(CaseScope.All, "cause", "hardship-assistance", default))!.Groups.Single(g => g.Key == "return").Oldest;
        Assert.Equal(ShanghaiTime.EndOfDay(new DateOnly(2026, 1, 10)), oldest);
    }

    [Fact]
    public async Task Read_LateBatchesAndNotices_AreCountedBeside()
    {
        await using var world = await NotificationWorld.CreateAsync();
        world.Time.SetUtcNow(Now);
        SubjectDeadline Of(DeadlineSubject subject, long id, string step, DateOnly from) => new SubjectDeadline
        {
            Subject = subject, SubjectId = id, ProgrammeKey = "hardship-assistance", Step = step, OwnerRole = Roles.FinanceReleaser,
        }.Begin(ShanghaiTime.StartOfDay(from), WorkingCalendar.Load(), new DeadlineBasis(from, 1));
        await world.InsertAsync(Of(DeadlineSubject.Batch, 1, "release", new DateOnly(2026, 2, 2)), Of(DeadlineSubject.Batch, 2, "release", new DateOnly(2026, 2, 10)), Of(DeadlineSubject.Notice, 1, "close", new DateOnly(2026, 2, 2)));
        var counts = (await Summary(world).ReadAsync(CaseScope.All, "step", null, default))!;
        Assert.Equal((0, 1, 1), (counts.Total, counts.LateBatches, counts.LateNotices));
    }

    [Fact]
    public async Task List_ByStepAndUnit_SaysWhatEachWaitsFor()
    {
        await using var world = await NotificationWorld.CreateAsync();
        world.Time.SetUtcNow(Now);
        await world.InsertAsync(At(1, "bank", "一厂", "chen"), At(2, "bank", "二厂", "chen"), At(3, "approve1", "一厂", "chen"));
        await world.InsertAsync(Limit(1, "bank", 1), Limit(2, "bank", 1), Limit(3, "approve1", 1));
        var list = new OverdueList(world.Store, Shipped.Catalog, world.Time);
        Assert.Equal([(1, OverdueCause.Bank), (2, OverdueCause.Bank)], (await list.ReadAsync(CaseScope.All, null, null, 10, default, step: "bank")).Items.Select(i => (i.CaseId, i.Cause)));
        Assert.Equal([1, 3], (await list.ReadAsync(CaseScope.All, null, null, 10, default, unit: "一厂")).Items.Select(i => i.CaseId));
    }

    private static OverdueSummary Summary(NotificationWorld world) => new(world.Store, Shipped.Catalog, world.Time);

    private static async Task<IEnumerable<(string, int)>> GroupsAsync(NotificationWorld world, string by)
    {
        var counts = (await Summary(world).ReadAsync(CaseScope.All, by, "hardship-assistance", default))!;
        Assert.Equal((by, 5), (counts.By, counts.Total));
        var list = new OverdueList(world.Store, Shipped.Catalog, world.Time);
        foreach (var g in counts.Groups) Assert.Equal((g.Key, g.Count), (g.Key, (await list.ReadAsync(CaseScope.All, "hardship-assistance", null, 10, default, group: (by, g.Key))).Items.Count));
        Assert.Empty((await list.ReadAsync(CaseScope.All, "hardship-assistance", null, 10, default, group: (by, "nothing"))).Items);
        return counts.Groups.Select(g => (g.Key, g.Count));
    }

    private static Case At(long id, string step, string unit, string person)
    {
        var process = Shipped.Catalog.Find("hardship-assistance")!;
        Assert.True(Shipped.Catalog.TryFindScheme(process.Key, "KNZG", out _, out var scheme));
        var @case = new Case
        {
            Id = id, Number = $"C-{id}", ProgrammeKey = process.Key, SchemeKey = scheme.Key, DefinitionId = "hardship-assistance", DefinitionVersion = 1, Unit = unit, PreparedBy = person, OpenedAt = Now.AddDays(-90),
        };
        @case.Determine(null, 5_000);
        @case.MoveTo(Position.Parse($"1|{step}:1||{step}:1||"));
        return @case;
    }

    private static Deadline Limit(long caseId, string step, int daysLate) => new Deadline { CaseId = caseId, ActivityId = step, Visit = 1, Kind = DeadlineKind.Step, OwnerRole = step is "correct" or "account" ? Roles.Caseworker : Roles.Reviewer }
        .Begin(Now.AddDays(-60), daysLate == 0 ? Now.AddMinutes(-1) : ShanghaiTime.EndOfDay(ShanghaiTime.LocalDate(Now).AddDays(-daysLate)), WorkingCalendar.Load());
}
