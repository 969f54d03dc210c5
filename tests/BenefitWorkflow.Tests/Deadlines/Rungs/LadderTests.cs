using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using CsCheck;

namespace BenefitWorkflow.Tests.Deadlines.Rungs;

public sealed class LadderTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();

    [Theory]
    // Friday to the Wednesday after: Tuesday begins, Wednesday begins, Wednesday is over, two working days more.
    [InlineData("2026-01-09", "2026-01-14", "2026-01-13", "2026-01-14", "2026-01-16")]
    // The make-up Saturday is a working day; the holiday's nine days are none.
    [InlineData("2026-02-11", "2026-02-14", "2026-02-13", "2026-02-14", "2026-02-25")]
    [InlineData("2026-02-14", "2026-02-24", "2026-02-14", "2026-02-24", "2026-02-26", true)]
    // New Year's Eve of 2024 was worked.
    [InlineData("2024-02-05", "2024-02-09", "2024-02-08", "2024-02-09", "2024-02-19")]
    // Ten working days and more: three beforehand.
    [InlineData("2026-01-05", "2026-01-19", "2026-01-14", "2026-01-19", "2026-01-21")]
    public void Of_ALimit_HasItsFourRungs(string made, string lastDay, string soon, string today, string escalated, bool soonLeftOut = false)
    {
        var ladder = Ladder.Of(At(made, 9), ShanghaiTime.EndOfDay(Day(lastDay)), reminds: true, Calendar);

        Assert.Equal(soonLeftOut ? null : ShanghaiTime.StartOfDay(Day(soon)), ladder.DueSoonAt);
        Assert.Equal(ShanghaiTime.StartOfDay(Day(today)), ladder.DueTodayAt);
        Assert.Equal(ShanghaiTime.EndOfDay(Day(lastDay)), ladder.DueAt);
        Assert.Equal(ShanghaiTime.EndOfDay(Day(escalated)), ladder.EscalateAt);
    }

    [Fact]
    public void Of_ALimitOfOneDay_RemindsOnThatDayOnly()
    {
        var ladder = Ladder.Of(At("2026-01-12", 9), ShanghaiTime.EndOfDay(Day("2026-01-13")), reminds: true, Calendar);
        Assert.Null(ladder.DueSoonAt);
        Assert.NotNull(ladder.DueTodayAt);
        Assert.Null(Ladder.Of(At("2026-01-13", 9), ShanghaiTime.EndOfDay(Day("2026-01-13")), reminds: true, Calendar).DueTodayAt);
    }

    [Fact]
    public void Of_WhatTheServiceDoesItself_RemindsNobody()
    {
        var ladder = Ladder.Of(At("2026-01-05", 9), ShanghaiTime.EndOfDay(Day("2026-01-19")), reminds: false, Calendar);
        Assert.Equal((null, null), (ladder.DueSoonAt, ladder.DueTodayAt));
        Assert.NotNull(ladder.EscalateAt);
    }

    [Fact]
    public void Of_AYearWithoutTable_LeavesTheEscalationOpenInsteadOfGuessing()
    {
        var ladder = Ladder.Of(At("2026-12-24", 9), ShanghaiTime.EndOfDay(Day("2026-12-31")), reminds: true, Calendar);
        Assert.Null(ladder.EscalateAt);
        Assert.Equal(ShanghaiTime.StartOfDay(Day("2026-12-30")), ladder.DueSoonAt);
    }

    [Fact]
    public void Of_AShortLimitInTheFirstDaysOfTheFirstTable_AsksForNoYearBeforeIt()
    {
        var ladder = Ladder.Of(At("2019-01-01", 9), ShanghaiTime.EndOfDay(Day("2019-01-02")), reminds: true, Calendar);
        Assert.Null(ladder.DueSoonAt);
        Assert.Equal(ShanghaiTime.StartOfDay(Day("2019-01-02")), ladder.DueTodayAt);
    }

    [Fact]
    public void Of_AnyLimit_IsInOrderAfterItsMaking() =>
        Gen.Select(Gen.Int[0, 2_500], Gen.Int[0, 40], Gen.Int[0, 1_439]).Sample((start, days, minute) =>
        {
            var made = ShanghaiTime.StartOfDay(new DateOnly(2019, 1, 1).AddDays(start)).AddMinutes(minute);
            var due = ShanghaiTime.EndOfDay(Calendar.AddWorkingDays(ShanghaiTime.LocalDate(made), days));
            var ladder = Ladder.Of(made, due, reminds: true, Calendar);
            var instants = Enum.GetValues<DeadlineRung>().Select(ladder.At).OfType<DateTimeOffset>().ToList();
            Assert.Equal(instants.Distinct().Order(), instants);
            Assert.True(instants[0] > made);
        });

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    private static DateTimeOffset At(string day, int hour) => ShanghaiTime.StartOfDay(Day(day)).AddHours(hour);
}
