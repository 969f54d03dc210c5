using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Seasons;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Messaging;
using BenefitWorkflow.Tests.Payments;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

/// <summary>The season of 2026: the last day is the make-up Saturday, 14 February, ten working days after Monday the 2nd.</summary>
public sealed class ForecastTests : IDisposable
{
    private static readonly DateOnly Monday = new(2026, 2, 2);

    private readonly TemporaryStore _data = new();

    [Theory]
    [InlineData("disaster-illness", "approve1", "2026-02-12", 2, SeasonVerdict.Tight, "2026-02-04")]
    [InlineData("disaster-illness", "correct", "2026-02-12", 2, SeasonVerdict.Tight, "2026-02-04")]
    [InlineData("disaster-illness", "reinvestigate", "2026-02-12", 2, SeasonVerdict.Tight, "2026-02-04")]
    [InlineData("disaster-illness", "notice", "2026-02-12", 2, SeasonVerdict.Tight, "2026-02-04")]
    [InlineData("disaster-illness", "account", "2026-02-05", 7, SeasonVerdict.OnTrack, "2026-02-11")]
    [InlineData("disaster-illness", "bank", "2026-02-04", 8, SeasonVerdict.OnTrack, "2026-02-12")]
    [InlineData("duty-post", "approve1", "2026-02-10", 4, SeasonVerdict.OnTrack, "2026-02-06")]
    public async Task Read_ACaseAtAStep_CountsWhatMustStillHappen(string scheme, string step, string earliest, int slack, SeasonVerdict verdict, string latest)
    {
        await _data.InsertAsync(At(1, scheme, step), At(2, scheme, step));
        var group = Assert.Single((await ReadAsync(Monday)).Groups);
        Assert.Equal((2, earliest, slack, verdict, latest), (group.Cases, group.EarliestPaid.ToString("O"), group.SlackWorkingDays, group.Verdict, group.LatestSafeDay?.ToString("O")));
    }

    [Fact]
    public async Task Read_OnARestDay_CountsFromTheDayPeopleAreBackAtWork()
    {
        await _data.InsertAsync(At(1, "disaster-illness", "approve1"));
        var forecast = await ReadAsync(new DateOnly(2026, 2, 7));
        var group = Assert.Single(forecast.Groups);
        Assert.Equal((1, SeasonVerdict.Misses, -3, new DateOnly(2026, 2, 26)), (forecast.Missing, group.Verdict, group.SlackWorkingDays, group.EarliestPaid));
    }

    [Fact]
    public async Task Read_ARunningNotice_CountsFromItsPrintedEnd()
    {
        var onNotice = At(1, "disaster-illness", "notice");
        onNotice.Own(Roles.System, ShanghaiTime.EndOfDay(new DateOnly(2026, 2, 10)));
        var longer = At(2, "disaster-illness", "notice");
        longer.Own(Roles.System, ShanghaiTime.EndOfDay(new DateOnly(2026, 2, 12)));
        await _data.InsertAsync(onNotice, longer);
        var groups = (await ReadAsync(Monday)).Groups;
        Assert.Equal([(new DateOnly(2026, 2, 12), SeasonVerdict.Misses, -1), (new DateOnly(2026, 2, 10), SeasonVerdict.Tight, 1)], groups.Select(g => (g.NoticeEndsOn!.Value, g.Verdict, g.SlackWorkingDays)));
        Assert.All(groups, g => Assert.Null(g.LatestSafeDay));
        // A notice whose end has passed and that was not closed yet holds nothing up any longer than until today.
        Assert.Equal(new DateOnly(2026, 2, 14), (await ReadAsync(new DateOnly(2026, 2, 11))).Groups.Single(g => g.NoticeEndsOn == new DateOnly(2026, 2, 10)).EarliestPaid);
    }

    [Fact]
    public async Task Read_WhatIsPaidClosedOrOfAnotherSeason_IsLeftOut()
    {
        var closed = At(3, "disaster-illness", "closePaid");
        closed.Close("paid", DateTimeOffset.UnixEpoch);
        await _data.InsertAsync(At(1, "disaster-illness", "survey"), At(2, "disaster-illness", "account"), closed, At(4, "disaster-illness", "approve1", 2025));
        // Paid and being surveyed; and sent back by the bank.
        await _data.InsertAsync(Orders.Of(id: "a", beneficiary: 1, state: PaymentState.Settled), Orders.Of(id: "b", beneficiary: 2, state: PaymentState.Returned));
        var forecast = await ReadAsync(Monday);
        Assert.Equal((1, "account"), (forecast.Open, Assert.Single(forecast.Groups).Step));
    }

    /// <summary>Posted on Monday the 2nd: seven calendar days end on Monday the 9th; then three working days of payment.</summary>
    [Fact]
    public async Task Read_ANoticeOfCalendarDays_CountsCalendarDays()
    {
        using var workflows = new SpoiledWorkflows().Edit("spring-festival-warmth/programme.json", document => document["notice"]!["calendarDays"] = 7);
        await _data.InsertAsync(At(1, "disaster-illness", "notice"));
        var group = Assert.Single((await ReadAsync(Monday, workflows.Load())).Groups);
        Assert.Equal((new DateOnly(2026, 2, 12), new DateOnly(2026, 2, 4), 2), (group.EarliestPaid, group.LatestSafeDay, group.SlackWorkingDays));
        Assert.Contains("1 notice(s) of 7 calendar days", group.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AProcessWithTwoNotices_CountsBoth()
    {
        using var workflows = new SpoiledWorkflows().Edit("spring-festival-warmth/process.v1.json", SeasonPlanTests.TwoNotices);
        await _data.InsertAsync(At(1, "disaster-illness", "notice"), At(2, "disaster-illness", "notice2"));
        var groups = (await ReadAsync(new DateOnly(2026, 1, 26), workflows.Load())).Groups.OrderBy(g => g.Step).ToList();
        // Monday 26 January: ten working days of notice and three of payment, or five and three.
        Assert.Equal([("notice", 13), ("notice2", 8)], groups.Select(g => (g.Step, WorkingCalendar.Load().WorkingDaysBetween(new DateOnly(2026, 1, 26), g.EarliestPaid))));
        Assert.Contains("2 notice(s) of 5 working days", groups[0].En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_OfAGroup_ComePageByPage()
    {
        await _data.InsertAsync([.. Enumerable.Range(1, 5).Select(i => At(i, "disaster-illness", i == 3 ? "notice" : "approve1"))]);
        await using var db = _data.Store.Read();
        var first = await ForecastReader.CasesAsync(db.Cases, Shipped.Spring.Key, 2026, "disaster-illness", "approve1", 0, 3, default);
        var second = await ForecastReader.CasesAsync(db.Cases, Shipped.Spring.Key, 2026, "disaster-illness", "approve1", first[^1].CaseId, 3, default);
        Assert.Equal([1, 2, 4, 5], first.Concat(second).Select(c => c.CaseId));
    }

    public void Dispose() => _data.Dispose();

    private async Task<SeasonForecast> ReadAsync(DateOnly today, ProgrammeCatalog? catalog = null)
    {
        await using var db = _data.Store.Read();
        return await new ForecastReader(catalog ?? Shipped.Catalog, new CalendarSource(WorkingCalendar.Load())).ReadAsync(db, Shipped.Spring, Shipped.Spring.Window!.Plan!, 2026, today, default);
    }

    private static Case At(long id, string scheme, string step, int year = 2026)
    {
        var @case = new Case
        {
            Id = id, Number = $"C-{id}", ProgrammeKey = Shipped.Spring.Key, ProgrammeVersion = 1, SchemeKey = scheme, Year = year,
            DefinitionId = Shipped.Catalog.ProcessOf(Shipped.Spring, Shipped.Spring.FindScheme(scheme)!).DefinitionId, DefinitionVersion = 1, Unit = "第一机械厂", PreparedBy = "chen", OpenedAt = DateTimeOffset.UnixEpoch,
        };
        @case.Determine(null, 200_000);
        @case.MoveTo(Position.Parse($"1|{step}:1||{step}:1||"));
        @case.Own(Roles.Caseworker, null);
        return @case;
    }
}
