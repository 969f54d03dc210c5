using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Tests.Deadlines;

/// <summary>Known answers from the State Council's notices; the laws that hold for any dates are in WorkingCalendarPropertyTests.</summary>
public sealed class WorkingCalendarTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();

    [Theory]
    [InlineData(2019, 250)]
    [InlineData(2020, 249)]
    [InlineData(2021, 250)]
    [InlineData(2022, 249)]
    [InlineData(2023, 249)]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void WorkingDaysBetween_AWholeYear_IsThatYearsCount(int year, int count)
    {
        Assert.Equal(count, Calendar.WorkingDaysBetween(new DateOnly(year - 1, 12, 31), new DateOnly(year, 12, 31)));
        Assert.Equal(count, Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Count(d => Calendar.IsWorkingDay(new DateOnly(year, 1, 1).AddDays(d))));
    }

    [Theory]
    [InlineData("2019-02-02 2019-02-03 2019-04-28 2019-05-05 2019-09-29 2019-10-12")]
    [InlineData("2020-01-19 2020-04-26 2020-05-09 2020-06-28 2020-09-27 2020-10-10")]
    [InlineData("2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09")]
    [InlineData("2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09")]
    [InlineData("2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08")]
    [InlineData("2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12")]
    [InlineData("2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11")]
    [InlineData("2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10")]
    public void IsWorkingDay_OnWeekends_IsTrueForTheSwappedDaysAlone(string list)
    {
        var swapped = list.Split(' ').Select(static d => DateOnly.ParseExact(d, "yyyy-MM-dd")).ToList();
        var year = swapped[0].Year;
        var worked = Enumerable.Range(0, 365).Select(d => new DateOnly(year, 1, 1).AddDays(d))
            .Where(static d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && Calendar.IsWorkingDay(d));
        Assert.Equal(swapped, worked);
    }

    [Theory]
    [InlineData(2023, 1, 27, false)] // 春节
    [InlineData(2024, 2, 9, true)] // New Year's Eve was worked in 2024
    [InlineData(2024, 2, 12, false)]
    [InlineData(2020, 1, 31, false)] // the holiday was prolonged for the epidemic
    [InlineData(2020, 2, 3, true)]
    [InlineData(2026, 2, 23, false)]
    [InlineData(2026, 2, 24, true)]
    [InlineData(2024, 12, 31, true)] // leap year, day 366
    public void IsWorkingDay_OnAWeekday_FollowsTheNotice(int year, int month, int day, bool expected) =>
        Assert.Equal(expected, Calendar.IsWorkingDay(new DateOnly(year, month, day)));

    /// <summary>Five working days of notice before the season's last working day; then three more to submit and reconcile.</summary>
    [Theory]
    [InlineData(2023, "2023-01-20", "2023-01-13", "2023-01-10")]
    [InlineData(2024, "2024-02-09", "2024-02-04", "2024-01-31")]
    [InlineData(2025, "2025-01-27", "2025-01-21", "2025-01-16")]
    [InlineData(2026, "2026-02-14", "2026-02-09", "2026-02-04")]
    public void LatestStartFor_TheSpringFestivalSeason_IsTheLatestPostingDay(int year, string season, string noticeOnly, string withPayment)
    {
        // The last working day that is not a festival day: Spring Festival itself is always a rest day.
        var lastDay = Calendar.PreviousWorkingDayOnOrBefore(LunarCalendar.SpringFestival(year));
        Assert.Equal(season, lastDay.ToString("O"));
        Assert.Equal(noticeOnly, Calendar.LatestStartFor(lastDay, 5).ToString("O"));
        Assert.Equal(withPayment, Calendar.LatestStartFor(lastDay, 5 + 3).ToString("O"));
        Assert.Equal(lastDay, Calendar.AddWorkingDays(Calendar.LatestStartFor(lastDay, 5), 5));
    }

    [Theory]
    [InlineData("2024-02-04", 5, "2024-02-09")] // a worked Sunday is day zero
    [InlineData("2024-02-08", 2, "2024-02-18")] // over the holiday onto a worked Sunday
    [InlineData("2024-12-30", 3, "2025-01-03")] // over the year's end
    [InlineData("2025-01-01", 0, "2025-01-01")] // no days: the start itself, rest day or not
    [InlineData("2018-12-31", 1994, "2026-12-31")] // every working day of the eight tables
    public void AddWorkingDays_FromADay_LeavesTheStartOut(string start, int days, string end) =>
        Assert.Equal(end, Calendar.AddWorkingDays(Day(start), days).ToString("O"));

    [Theory]
    [InlineData("2024-02-02", 7, "2024-02-09")] // ends on a worked Friday
    [InlineData("2024-02-03", 7, "2024-02-18")] // ends on Spring Festival, moves behind the holiday to the worked Sunday
    [InlineData("2024-02-01", 3, "2024-02-04")] // ends on a worked Sunday and stays
    [InlineData("2025-12-29", 3, "2026-01-04")] // ends on New Year's Day
    [InlineData("2023-04-25", 3, "2023-04-28")]
    [InlineData("2023-04-26", 3, "2023-05-04")]
    public void EndOfCalendarPeriod_OnARestDay_MovesToTheNextWorkingDay(string start, int days, string end) =>
        Assert.Equal(end, Calendar.EndOfCalendarPeriod(Day(start), days).ToString("O"));

    [Fact]
    public void NeighbouringWorkingDays_AroundTheHolidayOf2026_AreTheSwappedSaturdayAndTheTuesday()
    {
        Assert.Equal("2026-02-24", Calendar.NextWorkingDayOnOrAfter(Day("2026-02-15")).ToString("O"));
        Assert.Equal("2026-02-14", Calendar.PreviousWorkingDayOnOrBefore(Day("2026-02-23")).ToString("O"));
        Assert.Equal("2026-02-14", Calendar.NextWorkingDayOnOrAfter(Day("2026-02-14")).ToString("O"));
        Assert.Equal("2026-02-24", Calendar.PreviousWorkingDayOnOrBefore(Day("2026-02-24")).ToString("O"));
    }

    [Fact]
    public void Arguments_OutOfTheirRange_Throw()
    {
        var day = Day("2024-06-03");
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.AddWorkingDays(day, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.LatestStartFor(day, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.EndOfCalendarPeriod(day, 0));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
