using System.Globalization;
using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Programmes;

/// <summary>How long a public notice must run; the day of posting does not count, the last day does to its end.</summary>
/// <param name="Days">At least 1.</param>
public readonly record struct NoticePeriod(int Days, DayUnit Unit)
{
    public static NoticePeriod OfWorkingDays(int days) => new(days, DayUnit.Working);

    public static NoticePeriod OfCalendarDays(int days) => new(days, DayUnit.Calendar);

    /// <summary>The last day, inclusive; calendar days that end on a rest day end on the next working day (Civil Code, article 203).</summary>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly LastDay(DateOnly postedOn, WorkingCalendar calendar) =>
        Unit == DayUnit.Calendar ? calendar.EndOfCalendarPeriod(postedOn, Days) : calendar.AddWorkingDays(postedOn, Days);

    /// <summary>Plans backwards: the latest working day on which the notice may be posted so that its last day is over by a working day.</summary>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly LatestPosting(DateOnly mustEndBy, WorkingCalendar calendar) =>
        // A last day that gives way to the next working day still does not pass a working day.
        Unit == DayUnit.Calendar ? calendar.PreviousWorkingDayOnOrBefore(mustEndBy.AddDays(-Days)) : calendar.LatestStartFor(mustEndBy, Days);

    /// <summary>As the notice prints it.</summary>
    public string Zh => string.Create(CultureInfo.InvariantCulture, $"{Days} 个{(Unit == DayUnit.Calendar ? "自然日" : "工作日")}");

    public string En => string.Create(CultureInfo.InvariantCulture, $"{Days} {(Unit == DayUnit.Calendar ? "calendar" : "working")} day{(Days == 1 ? "" : "s")}");
}

/// <summary>What a period counts.</summary>
public enum DayUnit
{
    /// <summary>工作日.</summary>
    Working = 1,

    /// <summary>自然日.</summary>
    Calendar = 2,
}
