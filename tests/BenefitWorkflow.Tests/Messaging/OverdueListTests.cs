using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class OverdueListTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero);

    private readonly TemporaryStore _data = new();

    [Fact]
    public async Task Read_OnlyWhatIsStillUndone_LongestFirst()
    {
        var closed = At(4, "review");
        closed.Close("paid", Now);
        await _data.InsertAsync(At(1, "review"), At(2, "review"), At(3, "approve"), closed, At(5, "review"), At(6, "notice"), At(7, "pay"));
        await _data.InsertAsync(
            Limit(1, "review", Now.AddDays(-1)),
            Limit(2, "review", Now.AddDays(-3), DeadlineState.Fired),
            DoneLate(3, "review", Now.AddDays(-9)),
            Limit(4, "review", Now.AddDays(-9), DeadlineState.Fired),
            Limit(5, "review", Now.AddMilliseconds(1)),
            Limit(6, "notice", Now.AddDays(-9), kind: DeadlineKind.NoticeEnd),
            Limit(7, "pay", Now.AddDays(-9), DeadlineState.Cleared));

        var page = await List().ReadAsync(CaseScope.All, null, null, 10, CancellationToken.None);

        Assert.Equal([2L, 1L], page.Items.Select(i => i.CaseId));
        Assert.Null(page.Next);
        Assert.Equal(
            new OverdueItem(
                2, "C-2", "hardship-assistance", "living", DeadlineKind.Step, "review", 1, Roles.Reviewer, Now.AddDays(-3), 3, "楚雄州某单位", "zhang", OverdueCause.Other),
            page.Items[0]);
        Assert.Empty((await List().ReadAsync(CaseScope.All, "golden-autumn", null, 10, CancellationToken.None)).Items);
        Assert.Equal(2, (await List().ReadAsync(CaseScope.All, "hardship-assistance", null, 10, CancellationToken.None)).Items.Count);
    }

    [Fact]
    public async Task Read_PageByPage_GivesEachOnceAlsoWhereDueTimesAreEqual()
    {
        await _data.InsertAsync([.. Enumerable.Range(1, 7).Select(i => At(i, "review"))]);
        await _data.InsertAsync([.. Enumerable.Range(1, 7).Select(i => Limit(i, "review", Now.AddDays(-1 - (i / 4))))]);
        await _data.InsertAsync(Limit(1, "review", Now.AddDays(-1), kind: DeadlineKind.Disbursement));

        var seen = new List<(long, DeadlineKind)>();
        OverdueCursor? after = null;
        do
        {
            var page = await List().ReadAsync(CaseScope.All, null, after, 2, CancellationToken.None);
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items.Select(i => (i.CaseId, i.Kind)));
            after = page.Next is null ? null : OverdueCursor.Parse(page.Next);
        }
        while (after is not null);

        var step = DeadlineKind.Step;
        Assert.Equal([(4, step), (5, step), (6, step), (7, step), (1, step), (1, DeadlineKind.Disbursement), (2, step), (3, step)], seen);
    }

    [Theory]
    [InlineData(0, 0, 1)] // 00:00 of the 10th, the first instant that is late
    [InlineData(23, 59, 1)]
    [InlineData(24, 0, 2)]
    public void DaysLate_OfALimitThatEndsWithTheDay_CountsFromThatDay(int hours, int minutes, int expected)
    {
        var dueAt = ShanghaiTime.EndOfDay(new DateOnly(2026, 2, 9));
        Assert.Equal(expected, OverdueList.DaysLate(dueAt, dueAt.AddHours(hours).AddMinutes(minutes)));
    }

    [Fact]
    public void DaysLate_OfALimitWithinTheDay_IsZeroWhileTheDayRuns() => Assert.Equal(0, OverdueList.DaysLate(Now.AddMinutes(-1), Now));

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3.1")]
    [InlineData("1.2.3.1.")]
    [InlineData("-1.2.3.1.a")]
    [InlineData("x.2.3.1.a")]
    [InlineData("9223372036854775807.2.3.1.a")]
    [InlineData("1.2.2147483648.1.a")]
    public void Cursor_OfOtherText_IsNull(string text) => Assert.Null(OverdueCursor.Parse(text));

    [Fact]
    public void Cursor_WithDotsInTheStep_ComesBack()
    {
        var cursor = new OverdueCursor(Now, 12, "step.with.dots", 3, DeadlineKind.Disbursement);
        Assert.Equal(cursor, OverdueCursor.Parse(cursor.ToString()));
    }

    public void Dispose() => _data.Dispose();

    private OverdueList List() => new(_data.Store, Shipped.Catalog, new FakeTimeProvider(Now));

    private static Case At(long id, string step)
    {
        var @case = DeadlineSweepTests.Case(id);
        @case.MoveTo(Position.Parse($"1|{step}:1||{step}:1||"));
        return @case;
    }

    private static Deadline Limit(
        long caseId, string activity, DateTimeOffset at, DeadlineState state = DeadlineState.Pending, DeadlineKind kind = DeadlineKind.Step)
    {
        var deadline = new Deadline
        {
            CaseId = caseId, ActivityId = activity, Visit = 1, Kind = kind, OwnerRole = Roles.Reviewer,
        }.Begin(at.AddDays(-10), at, WorkingCalendar.Load());
        if (state == DeadlineState.Fired) deadline.Fire(Now);
        if (state == DeadlineState.Cleared) deadline.Clear(Now);
        return deadline;
    }

    private static Deadline DoneLate(long caseId, string activity, DateTimeOffset at)
    {
        var deadline = Limit(caseId, activity, at, DeadlineState.Fired);
        deadline.Clear(Now);
        return deadline;
    }
}
