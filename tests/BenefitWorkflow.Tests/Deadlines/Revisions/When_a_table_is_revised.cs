using System.Text;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Messaging;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines.Revisions;

/// <summary>The table of 2023 comes again with Friday 3 and Monday 6 March off: limits that count over them end two working days later.</summary>
[Trait("Store", "Every")]
public sealed class When_a_table_is_revised
{
    private static readonly DateOnly Today = new(2023, 3, 1);

    [Fact]
    public async Task Should_move_open_limits_with_their_case_and_order_and_list_each()
    {
        await using var world = await CreateAsync();
        // Paid and being surveyed, ordered, and just opened.
        var paid = await world.PaidAsync(Frontline(1));
        var ordered = await world.ApprovedAsync(Frontline(2));
        await world.PostNoticeAsync(ordered);
        await world.CloseNoticeAsync(ordered);
        var opened = Applied(Assert.Single(await world.OpenAsync(Frontline(3)))).CaseId;
        var (order, before) = (await world.OrderAsync(ordered[0]), await DeadlinesAsync(world));

        // Both days lie within every open limit.
        var days = Enumerable.Range(1, 2).Select(d => world.Calendar.AtStart.AddWorkingDays(ShanghaiTime.LocalDate(world.Time.GetUtcNow()), d)).ToList();
        var loaded = await LoadAsync(world, [.. days]);

        var moved = await DeadlinesAsync(world);
        var changes = loaded.Changes!.Where(c => c.Kind == CalendarChangeKind.DeadlineMoved).ToList();
        Assert.Equal(loaded.Moved, changes.Count);
        Assert.Equal(
            [(paid[0], "survey", DeadlineKind.Step), (ordered[0], "bank", DeadlineKind.Disbursement), (ordered[0], "bank", DeadlineKind.Step), (opened, "approve1", DeadlineKind.Step)],
            changes.Select(c => (c.SubjectId, c.Step, moved.Single(d => d.CaseId == c.SubjectId && d.ActivityId == c.Step && d.DueAt == c.After).Kind)).OrderBy(c => c.SubjectId).ThenByDescending(c => c.Kind));
        Assert.All(moved.Where(d => d.DoneAt is null && d.WorkingDays is not null), d =>
        {
            var old = before.Single(b => (b.CaseId, b.ActivityId, b.Visit, b.Kind) == (d.CaseId, d.ActivityId, d.Visit, d.Kind));
            Assert.Equal(2, world.Calendar.AtStart.WorkingDaysBetween(ShanghaiTime.LocalDate(old.DueAt.AddTicks(-1)), ShanghaiTime.LocalDate(d.DueAt.AddTicks(-1))));
            Assert.True(d.EscalateAt > old.EscalateAt);
        });
        Assert.All(moved.Where(d => d.DoneAt is not null), d => Assert.Equal(before.Single(b => (b.CaseId, b.ActivityId, b.Visit, b.Kind) == (d.CaseId, d.ActivityId, d.Visit, d.Kind)).DueAt, d.DueAt));
        var @case = await world.CaseAsync(opened);
        Assert.Equal(moved.Single(d => d.CaseId == opened && d.DoneAt is null).DueAt, @case.StepDueAt);
        Assert.Equal(@case.ComputeSeal(world.Keys.AuditKey), @case.Seal);
        Assert.True((await world.OrderAsync(ordered[0])).DueAt > order.DueAt);
        Assert.Equal(moved.Single(d => d.Kind == DeadlineKind.Disbursement && d.DoneAt is null).DueAt, (await world.OrderAsync(ordered[0])).DueAt);
    }

    [Fact]
    public async Task Should_leave_a_posted_notice_its_printed_day_and_list_it_as_too_short()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        var posted = Assert.Single((await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices);
        var loaded = await LoadAsync(world, new DateOnly(2023, 3, 3), new DateOnly(2023, 3, 6));
        var change = Assert.Single(loaded.Changes!, c => c.Kind == CalendarChangeKind.NoticeTooShort);
        Assert.Equal((1, posted.Number, posted.EndsAt, ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 10))), (loaded.NoticesTooShort, change.Number, change.Before, change.After));
        await using var db = world.Store.Read();
        Assert.Equal(posted.EndsAt, (await db.Notices.SingleAsync()).EndsAt);
        Assert.Equal(posted.EndsAt, (await db.Deadlines.SingleAsync(d => d.Kind == DeadlineKind.NoticeEnd)).DueAt);
    }

    [Fact]
    public async Task Should_move_nothing_when_the_same_days_come_again()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        var loaded = await LoadAsync(world);
        Assert.Equal((0, 0), (loaded.Moved, loaded.NoticesTooShort));
        Assert.Empty(loaded.Changes!);
    }

    [Fact]
    public async Task Should_fill_in_an_escalation_that_had_no_table()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        await using (var tx = await world.Store.BeginWriteAsync(default))
        {
            await tx.InsertAsync(new Deadline { CaseId = 1, ActivityId = "x", Visit = 1, Kind = DeadlineKind.Step, OwnerRole = Roles.Reviewer }
                .Begin(world.Time.GetUtcNow(), ShanghaiTime.EndOfDay(new DateOnly(2026, 12, 31)), world.Calendar.AtStart), default);
            await tx.CommitAsync(default);
        }
        await LoadAsync(world, HolidayJson.Year(2027));
        Assert.Equal(ShanghaiTime.EndOfDay(new DateOnly(2027, 1, 5)), (await DeadlinesAsync(world)).Single(d => d.ActivityId == "x").EscalateAt);
    }

    [Fact]
    public async Task Should_go_on_where_it_was_cut_off_and_move_each_once()
    {
        const int count = 1_300;
        using var data = new TemporaryStore();
        await using var world = await CreateAsync();
        var days = WorkingCalendar.Load();
        await data.InsertAsync([.. Enumerable.Range(1, count).Select(i => DeadlineSweepTests.Case(i))]);
        await data.InsertAsync([.. Enumerable.Range(1, count).Select(i => new Deadline { CaseId = i, ActivityId = "review", Visit = 1, Kind = DeadlineKind.Step, OwnerRole = Roles.Reviewer }
            .Begin(world.Time.GetUtcNow(), ShanghaiTime.EndOfDay(days.AddWorkingDays(Today, 4)), days, new DeadlineBasis(Today, 4)))]);
        var source = new CalendarSource(days);
        CalendarRecompute With(TimeProvider time) => new(data.Store, world.Programmes, source, time);

        // The process dies in its second chunk: the table is in, the first chunk is done.
        var file = Encoding.UTF8.GetBytes(Revised(new DateOnly(2023, 3, 3)));
        await Assert.ThrowsAsync<RelayDied>(() => new LoadCalendar(data.Store, source, With(new DyingClock(world.Time, 1)), world.Time).RunAsync(Person("admin", Roles.Administrator), "2023.json", file, default));
        await using var db = data.Store.Read();
        Assert.Equal(500, await db.CalendarChanges.CountAsync());

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => With(world.Time).RunOnceAsync(default))));
        var changes = await db.CalendarChanges.OrderBy(c => c.Id).ToListAsync();
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), changes.Select(c => c.SubjectId));
        Assert.All(changes, c => Assert.Equal((ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 7)), ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 8))), (c.Before, c.After)));
        Assert.All(await db.Deadlines.ToListAsync(), d => Assert.Equal(ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 8)), d.DueAt));
        Assert.NotNull((await db.CalendarTables.SingleAsync()).RecomputedAt);
    }

    [Fact]
    public async Task Should_fire_no_rung_again_that_had_fired_before_the_limit_moved()
    {
        using var data = new TemporaryStore();
        await using var world = await CreateAsync();
        var days = WorkingCalendar.Load();
        await data.InsertAsync(DeadlineSweepTests.Case(1));
        var deadline = new Deadline { CaseId = 1, ActivityId = "review", Visit = 1, Kind = DeadlineKind.Step, OwnerRole = Roles.Reviewer }
            .Begin(world.Time.GetUtcNow(), ShanghaiTime.EndOfDay(days.AddWorkingDays(Today, 3)), days, new DeadlineBasis(Today, 3));
        await data.InsertAsync(deadline);
        var sweep = new DeadlineSweep(data.Store, (_, _, _, _) => throw new InvalidOperationException("No signal was due."), world.Time);
        world.Time.SetUtcNow(deadline.DueSoonAt!.Value);
        await sweep.RunOnceAsync(default);

        var source = new CalendarSource(days);
        await new LoadCalendar(data.Store, source, new CalendarRecompute(data.Store, world.Programmes, source, world.Time), world.Time)
            .RunAsync(Person("admin", Roles.Administrator), "2023.json", Encoding.UTF8.GetBytes(Revised(new DateOnly(2023, 3, 6))), default);
        world.Time.SetUtcNow(deadline.DueAt.AddDays(30));
        await sweep.RunOnceAsync(default);
        await using var db = data.Store.Read();
        var rungs = await db.DeadlineRungs.OrderBy(r => r.Id).ToListAsync();
        Assert.Equal(Enum.GetValues<DeadlineRung>(), rungs.Select(r => r.Rung));
        Assert.Equal(ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 7)), rungs[2].DueAt);
    }

    private static string Revised(params DateOnly[] off)
    {
        var year = WorkingCalendar.Load().Tables.Single(t => t.Year == 2023);
        string Days(IEnumerable<DateOnly> days) => string.Join(',', days.Order().Select(d => $"{{\"date\":\"{d:O}\"}}"));
        return Sourced($"\"2023\":{{\"off\":[{Days(year.Off.Concat(off))}],\"work\":[{Days(year.Work)}]}}");
    }

    private static string Sourced(string year) => $"{{\"source\":\"更正通知\",\"date\":\"2023-02-27\",\"years\":{{{year}}}}}";

    private static Task<LoadedCalendar> LoadAsync(CaseWorld world, params DateOnly[] off) => LoadFileAsync(world, Revised(off));

    private static Task<LoadedCalendar> LoadAsync(CaseWorld world, string year) => LoadFileAsync(world, Sourced(year));

    private static async Task<LoadedCalendar> LoadFileAsync(CaseWorld world, string json)
    {
        var load = new LoadCalendar(world.Store, world.Calendar, new CalendarRecompute(world.Store, world.Programmes, world.Calendar, world.Time), world.Time);
        var (loaded, refusals) = await load.RunAsync(Person("admin", Roles.Administrator), "revised.json", Encoding.UTF8.GetBytes(json), default);
        Assert.Empty(refusals);
        return loaded!;
    }

    private static async Task<List<Deadline>> DeadlinesAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.Deadlines.OrderBy(d => d.CaseId).ThenBy(d => d.ActivityId).ThenBy(d => d.Visit).ToListAsync();
    }

    /// <summary>Answers a few times, then the process is gone.</summary>
    private sealed class DyingClock(TimeProvider clock, int answers) : TimeProvider
    {
        private int _left = answers;

        public override DateTimeOffset GetUtcNow() => _left-- > 0 ? clock.GetUtcNow() : throw new RelayDied();
    }
}
