using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Store;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>Who asks about a case finds it, open or closed, and is told where there is more than is shown.</summary>
[Trait("Store", "Every")]
public sealed class When_the_work_list_is_searched
{
    private static readonly WorkFilter Any = new(CaseScope.All);

    [SkippableFact]
    public async Task Should_find_closed_cases_by_number_and_by_person_whatever_else_is_asked()
    {
        await using var world = await CaseWorld.CreateAsync();
        var (queue, person) = (Queue(world), CaseWorld.Frontline(1));
        var closed = await world.CaseAsync((await world.OpenAsync(person, CaseWorld.Frontline(2)))[0].CaseId);
        CaseWorld.Applied(await world.SendAsync(CaseWorld.Caseworker, closed.Id, CaseActivity.Withdraw));

        Assert.DoesNotContain(closed.Id, await IdsAsync(queue, Any));
        foreach (var text in (string[])[closed.Number, closed.Number.ToLowerInvariant(), person.IdNumber, "1", "2023-1"])
        {
            var page = await queue.ReadAsync(Any with { Text = text, Step = "approve1", Due = WorkDue.Late, Waiting = CaseScope.WaitingFor(CaseWorld.Approver) }, null, 10, default);
            Assert.True(page.Whole, text);
            var row = Assert.Single(page.Items);
            Assert.Equal((closed.Id, CaseState.Closed, "withdrawn"), (row.Id, row.State, row.Result));
        }
        // Only a whole number says so much; a name asks the list as it stands.
        Assert.Empty(await IdsAsync(queue, Any with { Text = person.Name }));
        Assert.Equal([closed.Id], await IdsAsync(queue, Any with { Text = person.Name, State = WorkState.All }));
        Assert.Empty(await IdsAsync(queue, Any with { Text = person.Name, State = WorkState.All, Step = "approve1" }));
        // Others' bounds hold whatever is typed.
        var elsewhere = CaseScope.Of(CaseWorld.Person("x", Roles.Reviewer) with { Scopes = new Dictionary<string, RoleScope> { [Roles.Reviewer] = new([], ["别处"]) } });
        Assert.Empty(await IdsAsync(queue, new WorkFilter(elsewhere) { Text = closed.Number }));
    }

    [SkippableFact]
    public async Task Should_list_open_cases_by_their_limits_and_then_closed_ones_the_last_closed_first()
    {
        await using var world = await CaseWorld.CreateAsync();
        var queue = Queue(world);
        var ids = (await world.OpenAsync([.. Enumerable.Range(1, 7).Select(CaseWorld.Frontline)])).Select(o => o.CaseId).ToArray();
        foreach (var id in ids[..4])
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            CaseWorld.Applied(await world.SendAsync(CaseWorld.Caseworker, id, CaseActivity.Withdraw));
        }
        long[] closed = [ids[3], ids[2], ids[1], ids[0]];

        Assert.Equal(ids[4..], await PagesAsync(queue, Any));
        Assert.Equal(closed, await PagesAsync(queue, Any with { State = WorkState.Closed }));
        Assert.Equal(closed, await PagesAsync(queue, Any with { State = WorkState.Closed, Unit = "第一机械厂" }));
        Assert.Equal([.. ids[4..], .. closed], await PagesAsync(queue, Any with { State = WorkState.All }));
        Assert.Equal([.. ids[4..], .. closed], await PagesAsync(queue, Any with { State = WorkState.All, Text = "KNBF-2023-0" }));
        Assert.Equal(new WorkQueue.Size(3, 4), await queue.HowManyAsync(Any with { State = WorkState.All }, 10, default));
        Assert.Equal(new WorkQueue.Size(0, 2), await queue.HowManyAsync(Any with { State = WorkState.Closed }, 2, default));

        // Nothing can be done to what is closed, so it cannot be chosen.
        Assert.Equal(ids[4..], (await queue.ChooseAsync(new WorkChoice(Any with { State = WorkState.All }, null, []), 10, default))!.Select(c => c.Id));
        Assert.Equal(ids[5..], (await queue.ChooseAsync(new WorkChoice(Any with { Text = "KNBF-2023-0" }, null, [ids[4]]), 10, default))!.Select(c => c.Id));
        Assert.Equal(ids[4..5], (await queue.ChooseAsync(new WorkChoice(Any, ids[..5], []), 10, default))!.Select(c => c.Id));
        Assert.Empty((await queue.ChooseAsync(new WorkChoice(Any with { State = WorkState.Closed }, null, []), 10, default))!);
    }

    [SkippableFact]
    public async Task Should_say_so_where_more_match_than_are_shown_and_choose_none_of_them()
    {
        await using var world = await CaseWorld.CreateAsync();
        var queue = Queue(world);
        await world.OpenAsync([.. Enumerable.Range(1, WorkText.Most + 1).Select(i => CaseWorld.Frontline(i) with { Name = i % 2 == 0 ? "陈建国" : "陈志明", AccountName = null })]);

        foreach (var (text, many) in ((string, bool)[])[("陈", true), ("陈建国", false), ("KNBF-2023-", true), ("KNBF-2023-0000", false)])
        {
            var page = await queue.ReadAsync(Any with { Text = text }, null, 1_000, default);
            Assert.Equal(many, page.TooMany);
            Assert.True(page.Items.Count <= WorkText.Most, text);
            Assert.Equal(many, await queue.ChooseAsync(new WorkChoice(Any with { Text = text }, null, []), 1_000, default) is null);
        }
        Assert.Equal(99, (await queue.HowManyAsync(Any with { Text = "KNBF-2023-0000" }, 1_000, default)).Open);
    }

    [SkippableFact]
    public async Task Should_keep_to_a_unit_and_to_those_of_the_reader()
    {
        await using var world = await CaseWorld.CreateAsync();
        var (queue, units) = (Queue(world), new WorkUnits(world.Store, world.Programmes, world.Time));
        var ids = (await world.OpenAsync(CaseWorld.Frontline(1) with { Unit = "城北" }, CaseWorld.Frontline(2) with { Unit = "城南" }, CaseWorld.Frontline(3) with { Unit = "城北" })).Select(o => o.CaseId).ToArray();
        var north = CaseScope.Of(CaseWorld.Person("x", Roles.Reviewer) with { Scopes = new Dictionary<string, RoleScope> { [Roles.Reviewer] = new([], ["城北"]) } });

        Assert.Equal([ids[0], ids[2]], await PagesAsync(queue, Any with { Unit = "城北" }));
        Assert.Equal([ids[0], ids[2]], await PagesAsync(queue, new WorkFilter(north)));
        Assert.Empty(await PagesAsync(queue, new WorkFilter(north) { Unit = "城南" }));
        Assert.Equal(1, (await queue.HowManyAsync(Any with { Unit = "城南" }, 10, default)).Open);
        Assert.Equal([ids[1]], (await queue.ChooseAsync(new WorkChoice(Any with { Unit = "城南" }, null, []), 10, default))!.Select(c => c.Id));
        Assert.Equal(["城北"], north.Units);
        Assert.Null(CaseScope.All.Units);
        Assert.Equal(["城北", "城南"], (await units.OfAsync(CaseWorld.Hardship, default)).Order(StringComparer.Ordinal));
        Assert.Empty(await units.OfAsync("no such programme", default));
    }

    [SkippableFact]
    public async Task Should_tell_what_is_due_soon_by_working_days()
    {
        await using var world = await CaseWorld.CreateAsync();
        var (queue, soon, late) = (Queue(world), Any with { Due = WorkDue.Soon }, Any with { Due = WorkDue.Late });
        var ids = (await world.OpenAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2))).Select(o => o.CaseId).ToArray();
        // It is Wednesday: the third working day from it is Monday.
        var monday = ShanghaiTime.EndOfDay(new DateOnly(2023, 3, 6));
        await DueAsync(ids[0], monday);
        await DueAsync(ids[1], monday.AddMilliseconds(1));
        Assert.Equal(monday, (await queue.ReadAsync(soon, null, 10, default)).SoonUntil);
        Assert.Equal([ids[0]], await IdsAsync(queue, soon));
        Assert.Equal((1, 0), await CountsAsync());
        world.Time.SetUtcNow(monday);
        Assert.Equal([ids[0]], await IdsAsync(queue, late));
        Assert.Equal((1, 1), await CountsAsync());
        // A calendar that ends makes nothing soon, and no list fail.
        world.Time.SetUtcNow(new DateTimeOffset(2035, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Null((await queue.ReadAsync(soon, null, 10, default)).SoonUntil);

        async Task DueAsync(long id, DateTimeOffset due)
        {
            var @case = await world.CaseAsync(id);
            @case.Own(@case.StepRole!, due);
            await using var transaction = await world.Store.BeginWriteAsync(default);
            await transaction.UpdateAsync(@case, default);
            await transaction.CommitAsync(default);
        }

        async Task<(int, int)> CountsAsync() => ((await queue.HowManyAsync(soon, 10, default)).Open, (await IdsAsync(queue, late)).Count);
    }

    [SkippableFact]
    public async Task Should_put_first_what_was_returned_before()
    {
        await using var world = await CaseWorld.CreateAsync();
        var (queue, sorted) = (Queue(world), Any with { ExceptionsFirst = true });
        var ids = (await world.OpenAsync([.. Enumerable.Range(1, 4).Select(CaseWorld.Frontline)])).Select(o => o.CaseId).ToArray();
        CaseWorld.Applied((await world.SendAsync(CaseWorld.Approver, "RequestCorrection", ids[3]))[0]);
        CaseWorld.Applied((await world.SendAsync(CaseWorld.Caseworker, "Resubmit", ids[3]))[0]);

        Assert.Equal([ids[3], ids[0], ids[1], ids[2]], await PagesAsync(queue, sorted));
        Assert.True((await queue.ReadAsync(sorted, null, 2, default)).Sorted);
        Assert.Equal(ids[..3], (await PagesAsync(queue, Any))[..3]);
    }

    [Fact]
    public void Address_KeptFromBefore_SaysLate()
    {
        Assert.Equal(WorkDue.Late, new WorkQuery(null, null, null, null, null, WorkQuery.DueOf(null, true), false).Filter(CaseWorld.Approver, null).Due);
        Assert.Equal(WorkDue.Soon, new WorkQuery(null, null, null, null, null, WorkQuery.DueOf("soon", true), false).Filter(CaseWorld.Approver, null).Due);
        var odd = new WorkQuery(null, null, null, null, "x", "x", false).Filter(CaseWorld.Approver, null);
        Assert.Equal((WorkState.Open, WorkDue.Any), (odd.State, odd.Due));
    }

    internal static WorkQueue Queue(CaseWorld world) => new(world.Store, world.Programmes, world.Protector, world.Calendar, world.Time);

    private static async Task<IReadOnlyList<long>> IdsAsync(WorkQueue queue, WorkFilter filter) => [.. (await queue.ReadAsync(filter, null, 100, default)).Items.Select(r => r.Id)];

    /// <summary>The whole list, two at a time.</summary>
    private static async Task<List<long>> PagesAsync(WorkQueue queue, WorkFilter filter)
    {
        var (ids, after) = (new List<long>(), default(string));
        do
        {
            var page = await queue.ReadAsync(filter, after, 2, default);
            ids.AddRange(page.Items.Select(r => r.Id));
            after = page.Next;
        }
        while (after is not null && ids.Count < 100);
        return ids;
    }
}
