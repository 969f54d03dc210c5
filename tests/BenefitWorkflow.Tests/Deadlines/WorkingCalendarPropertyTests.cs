using BenefitWorkflow.Deadlines;
using CsCheck;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class WorkingCalendarPropertyTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();

    private static readonly DateOnly First = new(2019, 1, 1);

    /// <summary>A day of 2020 to 2025, so that up to 240 working days either way stay in the tables.</summary>
    private static readonly Gen<DateOnly> Day = Gen.Int[365, 365 + 2191].Select(static d => First.AddDays(d));

    private static readonly Gen<int> Count = Gen.Int[0, 240];

    [Fact]
    public void AddWorkingDays_ComparedWithCountingOnFingers_Agrees() => Gen.Select(Day, Count).Sample((start, days) =>
    {
        var (day, left) = (start, days);
        while (left > 0)
        {
            day = day.AddDays(1);
            left -= Calendar.IsWorkingDay(day) ? 1 : 0;
        }

        return Calendar.AddWorkingDays(start, days) == day;
    });

    [Fact]
    public void AddWorkingDays_IsMonotoneInTheStartAndStrictlyInTheDays() => Gen.Select(Day, Day, Count).Sample((a, b, days) =>
    {
        var (early, late) = a <= b ? (a, b) : (b, a);
        return Calendar.AddWorkingDays(early, days) <= Calendar.AddWorkingDays(late, days)
            && Calendar.AddWorkingDays(a, days) < Calendar.AddWorkingDays(a, days + 1);
    });

    [Fact]
    public void AddWorkingDays_InTwoSteps_IsTheSameAsInOne() => Gen.Select(Day, Gen.Int[0, 120], Gen.Int[0, 120]).Sample((start, m, n) =>
        Calendar.AddWorkingDays(Calendar.AddWorkingDays(start, m), n) == Calendar.AddWorkingDays(start, m + n));

    [Fact]
    public void WorkingDaysBetween_IsTheInverseOfAddWorkingDays() => Gen.Select(Day, Count).Sample((start, days) =>
        Calendar.WorkingDaysBetween(start, Calendar.AddWorkingDays(start, days)) == days);

    [Fact]
    public void WorkingDaysBetween_OverAnyThreeDays_AddsUp() => Gen.Select(Day, Day, Day).Sample((a, b, c) =>
        Calendar.WorkingDaysBetween(a, b) + Calendar.WorkingDaysBetween(b, c) == Calendar.WorkingDaysBetween(a, c)
        && Calendar.WorkingDaysBetween(a, b) == -Calendar.WorkingDaysBetween(b, a));

    [Fact]
    public void LatestStartFor_AnyEnd_IsTheLastWorkingDayThatIsInTime() => Gen.Select(Day, Gen.Int[0, 200]).Sample((end, days) =>
    {
        var start = Calendar.LatestStartFor(end, days);
        var next = Calendar.NextWorkingDayOnOrAfter(start.AddDays(1));
        return Calendar.IsWorkingDay(start)
            && Calendar.AddWorkingDays(start, days) <= end
            && Calendar.AddWorkingDays(next, days) > end;
    });

    [Fact]
    public void NeighbouringWorkingDays_OfAnyDay_EncloseOnlyRestDays() => Day.Sample(day =>
    {
        var (before, after) = (Calendar.PreviousWorkingDayOnOrBefore(day), Calendar.NextWorkingDayOnOrAfter(day));
        return Calendar.IsWorkingDay(before) && Calendar.IsWorkingDay(after) && before <= day && day <= after
            && Calendar.WorkingDaysBetween(before, after) == (Calendar.IsWorkingDay(day) ? 0 : 1);
    });

    [Fact]
    public void EndOfCalendarPeriod_OfAnyLength_IsAWorkingDayNotBeforeTheTerm() => Gen.Select(Day, Gen.Int[1, 240]).Sample((start, days) =>
    {
        var end = Calendar.EndOfCalendarPeriod(start, days);
        return Calendar.IsWorkingDay(end) && end >= start.AddDays(days)
            && (end == start.AddDays(days) || Calendar.WorkingDaysBetween(start.AddDays(days - 1), end) == 1);
    });
}
