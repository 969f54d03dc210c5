using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class CalendarYearMissingTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();

    private static readonly DateOnly LastDay = new(2026, 12, 31);

    [Fact]
    public void Covers_TheEmbeddedTables_Are2019To2026()
    {
        Assert.Equal(Enumerable.Range(2019, 8), Calendar.Years);
        Assert.Equal(Calendar.Years, Enumerable.Range(1, 9999).Where(Calendar.Covers));
        Assert.False(Calendar.Covers(int.MinValue));
        Assert.False(Calendar.Covers(int.MaxValue));
    }

    public static TheoryData<int, Action> Uncovered => new()
    {
        { 2027, () => Calendar.IsWorkingDay(new DateOnly(2027, 1, 4)) },
        { 2027, () => Calendar.AddWorkingDays(LastDay, 1) },
        { 2027, () => Calendar.AddWorkingDays(new DateOnly(2019, 1, 1), 5000) },
        { 2027, () => Calendar.AddWorkingDays(LastDay.AddDays(-7), int.MaxValue) },
        { 2027, () => Calendar.WorkingDaysBetween(LastDay, new DateOnly(2027, 1, 1)) },
        { 2027, () => Calendar.WorkingDaysBetween(new DateOnly(2025, 1, 1), new DateOnly(2028, 1, 1)) },
        { 2027, () => Calendar.NextWorkingDayOnOrAfter(new DateOnly(2027, 1, 1)) },
        { 2027, () => Calendar.EndOfCalendarPeriod(LastDay, 3) },
        { 2030, () => Calendar.LatestStartFor(new DateOnly(2030, 2, 1), 5) },
        { 2018, () => Calendar.LatestStartFor(new DateOnly(2019, 1, 2), 1) },
        { 2018, () => Calendar.LatestStartFor(new DateOnly(2026, 1, 1), int.MaxValue) },
        { 2018, () => Calendar.PreviousWorkingDayOnOrBefore(new DateOnly(2019, 1, 1)) },

        // The 2019 notice fixes these days, but the rest of 2018 is unknown.
        { 2018, () => Calendar.IsWorkingDay(new DateOnly(2018, 12, 29)) },
        { 2018, () => Calendar.IsWorkingDay(new DateOnly(2018, 12, 31)) },
    };

    [Theory]
    [MemberData(nameof(Uncovered))]
    public void AnyRule_ThatNeedsAYearWithoutTable_ThrowsAndNamesTheYear(int year, Action rule)
    {
        var missing = Assert.Throws<CalendarYearMissingException>(rule);
        Assert.Equal(year, missing.Year);
        Assert.Equal("calendar.year-missing", missing.Refusal.Code);
        Assert.Contains($"{year}", missing.Refusal.Zh, StringComparison.Ordinal);
        Assert.Contains($"{year}", missing.Refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void ARule_ThatOnlyTouchesTheBorder_NeedsNoFurtherTable()
    {
        Assert.Equal("2019-01-02", Calendar.AddWorkingDays(new DateOnly(2018, 12, 31), 1).ToString("O"));
        Assert.Equal(1, Calendar.WorkingDaysBetween(new DateOnly(2018, 12, 31), new DateOnly(2019, 1, 2)));
        Assert.Equal("2019-01-02", Calendar.LatestStartFor(new DateOnly(2019, 1, 2), 0).ToString("O"));
        Assert.Equal(LastDay, Calendar.AddWorkingDays(LastDay.AddDays(-1), 1));
        Assert.Equal(0, Calendar.WorkingDaysBetween(new DateOnly(2040, 1, 1), new DateOnly(2040, 1, 1)));
    }

    [Fact]
    public void ARule_AcrossAGapBetweenTables_ThrowsForTheGap()
    {
        var gap = HolidayJson.Calendar(HolidayJson.Year(2030), HolidayJson.Year(2032));
        Assert.Equal(2031, Assert.Throws<CalendarYearMissingException>(
            () => gap.WorkingDaysBetween(new DateOnly(2030, 6, 1), new DateOnly(2032, 6, 1))).Year);
        Assert.Equal(2031, Assert.Throws<CalendarYearMissingException>(() => gap.LatestStartFor(new DateOnly(2032, 6, 1), 200)).Year);
        Assert.False(gap.Covers(2031));
    }
}
